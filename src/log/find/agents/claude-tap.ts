import { join } from 'node:path';
import type { Agent, LogPlace } from '../agent.js';
import { dataFolder, isJsonLines, projectFolders, variablePath } from '../paths.js';

export const claudeTap: Agent = {
  id: 'claude-tap',
  title: 'claude-tap',
  async places(machine, look) {
    const folders = await projectFolders(machine, look);
    const database =
      variablePath('CLOUDTAP_DB', machine) ?? join(dataFolder(machine), 'claude-tap', 'traces.sqlite3');

    return [
      ...folders.map(folder => logsIn(join(folder, '.traces'))),
      {
        kind: 'unreadable',
        path: database,
        reason: 'an SQLite database: `claude-tap export SESSION --format json` writes what can be read',
      },
    ];
  },
  advice: [
    {
      line: 'claude-tap export SESSION --format json',
      gives:
        'Versions of today keep sessions in a database, which cachequake does not read; what this writes it does.',
    },
  ],
};

const logsIn = (path: string): LogPlace => ({
  kind: 'folder',
  path,
  // Some versions keep a folder per day in it.
  depth: 1,
  isLog: isJsonLines,
  format: 'claude-tap',
});
