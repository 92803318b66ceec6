import { join } from 'node:path';
import type { Agent } from '../agent.js';
import { isJsonLines } from '../paths.js';

export const claudeTrace: Agent = {
  id: 'claude-trace',
  title: 'claude-trace',
  async places({ cwd }) {
    const path = join(cwd, '.claude-trace');
    return [{ kind: 'folder', path, depth: 0, isLog: isJsonLines, format: 'claude-trace' }];
  },
  advice: [
    {
      line: 'claude-trace --include-all-requests',
      gives:
        'Requests and responses in ./.claude-trace, each when its response has ended; works with the JavaScript build of Claude Code only.',
    },
  ],
};
