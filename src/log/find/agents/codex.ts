import { join } from 'node:path';
import type { Agent } from '../agent.js';
import { isJsonLines, variablePath } from '../paths.js';

export const codex: Agent = {
  id: 'codex',
  title: 'Codex',
  async places(machine) {
    const home = variablePath('CODEX_HOME', machine) ?? join(machine.home, '.codex');
    // sessions/YYYY/MM/DD/rollout-….jsonl
    const path = join(home, 'sessions');
    return [{ kind: 'folder', path, depth: 3, isLog: isJsonLines, format: 'codex' }];
  },
  advice: [
    {
      line: 'cachequake record -- codex -c openai_base_url=http://127.0.0.1:4380/openai',
      gives:
        'The bytes that were sent, with an API key; rollouts hold usage only. Codex reads no variable for its base URL.',
    },
  ],
};
