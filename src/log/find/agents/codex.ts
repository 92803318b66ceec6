import { join } from 'node:path';
import type { Agent, LogPlace } from '../agent.js';
import { isJsonLines, variablePath } from '../paths.js';

export const codex: Agent = {
  id: 'codex',
  title: 'Codex',
  async places(machine) {
    const home = variablePath('CODEX_HOME', machine) ?? join(machine.home, '.codex');
    const rollouts = (name: string, depth: number): LogPlace => ({
      kind: 'folder',
      path: join(home, name),
      depth,
      isLog: isJsonLines,
      format: 'codex',
    });
    // sessions/YYYY/MM/DD/rollout-….jsonl; `codex archive` moves them into one flat folder.
    return [rollouts('sessions', 3), rollouts('archived_sessions', 0)];
  },
  advice: [
    {
      line: 'cachequake record -- codex -c openai_base_url=http://127.0.0.1:4380/openai',
      gives:
        'The bytes that were sent, with an API key; rollouts hold usage only. Codex reads no variable for its base URL.',
    },
  ],
};
