import { join } from 'node:path';
import type { Agent } from '../agent.js';
import { isJsonLines, variablePath } from '../paths.js';

export const qwen: Agent = {
  id: 'qwen',
  title: 'Qwen Code',
  async places(machine) {
    const home = variablePath('QWEN_HOME', machine) ?? join(machine.home, '.qwen');
    // projects/FOLDER/chats/SESSION.jsonl; tmp/HASH/chats/ before.
    return ['projects', 'tmp'].map(name => ({
      kind: 'folder',
      path: join(home, name),
      depth: 2,
      isLog: isJsonLines,
      format: 'qwen-code',
    }));
  },
  advice: [
    {
      line: 'OPENAI_BASE_URL=http://127.0.0.1:4380/openai/v1 qwen',
      gives: 'The bytes that were sent, while `cachequake record` runs; chats hold usage only.',
    },
  ],
};
