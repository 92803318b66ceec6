import { join } from 'node:path';
import type { Agent } from '../agent.js';
import { isJsonLines } from '../paths.js';

export const claudeTap: Agent = {
  id: 'claude-tap',
  title: 'claude-tap',
  async places({ cwd }) {
    // Some versions keep a folder per day in it.
    const path = join(cwd, '.traces');
    return [{ kind: 'folder', path, depth: 1, isLog: isJsonLines, format: 'claude-tap' }];
  },
  advice: [
    {
      line: 'claude-tap export SESSION --format json',
      gives:
        'Versions of today keep sessions in a database, which cachequake does not read; what this writes it does.',
    },
  ],
};
