import { join } from 'node:path';
import type { Agent } from '../agent.js';
import { variablePath } from '../paths.js';

export const kimi: Agent = {
  id: 'kimi',
  title: 'Kimi CLI',
  async places(machine) {
    const home = variablePath('KIMI_SHARE_DIR', machine) ?? join(machine.home, '.kimi');
    // sessions/HASH OF THE FOLDER/SESSION/wire.jsonl
    const path = join(home, 'sessions');
    return [{ kind: 'folder', path, depth: 2, isLog: name => name === 'wire.jsonl', format: 'kimi' }];
  },
  advice: [
    {
      line: 'cachequake record -- kimi',
      gives:
        'The bytes that were sent, once `base_url` of the provider in ~/.kimi/config.toml is http://127.0.0.1:4380/openai/v1; the wire log holds usage only.',
    },
  ],
};
