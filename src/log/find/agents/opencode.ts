import { join } from 'node:path';
import type { Agent } from '../agent.js';
import { dataFolder } from '../paths.js';

const INSTEAD =
  'a database, which is not read: `opencode export SESSION > session.json` writes a session that is, and `cachequake record -- opencode` keeps what was sent';

export const opencode: Agent = {
  id: 'opencode',
  title: 'opencode',
  async places(machine, look) {
    const folder = join(dataFolder(machine), 'opencode');
    const databases = (await look.names(folder)).filter(name => /^opencode.*\.db$/.test(name)).sort();
    // Versions with a database leave the tree of JSON files that came before it where it was.
    const tree = join(folder, 'storage', 'message');
    const sessions = (await look.names(tree)).filter(name => name.startsWith('ses_'));
    return [
      ...databases.map(name => ({ kind: 'unreadable' as const, path: join(folder, name), reason: INSTEAD })),
      ...sessions.map(name => ({ kind: 'bodies' as const, path: join(tree, name), format: 'opencode' })),
    ];
  },
  advice: [{ line: 'cachequake record -- opencode', gives: 'The bytes that were sent.' }],
};
