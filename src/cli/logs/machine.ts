import type { Machine } from '../../log/find/agent.js';
import { absolutePath, homeOf } from '../../log/paths/home.js';
import type { Io } from '../io.js';

/** This machine, as the search for logs sees it. */
export function machineOf(io: Io): Machine {
  const { env } = io;
  return { home: homeOf(env), cwd: workingFolder(io), root: '/', variables: env, now: Date.now() };
}

/** A working folder that was deleted is still known by its name; what is above it may be there. */
function workingFolder({ env }: Io): string {
  try {
    return process.cwd();
  } catch {
    return absolutePath(env.PWD) ?? homeOf(env);
  }
}
