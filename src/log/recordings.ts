import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where recordings are kept: `$XDG_STATE_HOME/cachequake/recordings`, by default under `~/.local/state`. */
export function recordingsFolder(env: Readonly<Record<string, string | undefined>>): string {
  const state = env.XDG_STATE_HOME;
  // The specification has relative paths ignored.
  const base = state?.startsWith('/') ? state : join(env.HOME ?? homedir(), '.local', 'state');
  return join(base, 'cachequake', 'recordings');
}
