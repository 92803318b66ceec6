import { join } from 'node:path';
import type { Agent, LogPlace } from '../agent.js';
import { isJsonLines, projectFolders } from '../paths.js';

export const claudeTrace: Agent = {
  id: 'claude-trace',
  title: 'claude-trace',
  async places(machine, look) {
    const folders = await projectFolders(machine, look);
    return folders.map(folder => logsIn(join(folder, '.claude-trace')));
  },
  advice: [
    {
      line: 'claude-trace --include-all-requests',
      gives:
        'Requests and responses in ./.claude-trace, each when its response has ended; works with the JavaScript build of Claude Code only.',
    },
  ],
};

const logsIn = (path: string): LogPlace => ({
  kind: 'folder',
  path,
  depth: 0,
  isLog: isJsonLines,
  format: 'claude-trace',
});
