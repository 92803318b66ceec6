import { join } from 'node:path';
import type { Agent } from '../agent.js';
import { dataFolder } from '../paths.js';

const INSTEAD =
  'sessions without what was sent, which no format reads: `cachequake record -- opencode` keeps it';

export const opencode: Agent = {
  id: 'opencode',
  title: 'opencode',
  async places(machine, look) {
    const folder = join(dataFolder(machine), 'opencode');
    const databases = (await look.names(folder)).filter(name => /^opencode.*\.db$/.test(name)).sort();
    // Some versions keep a tree of JSON files in the place of a database.
    const kept = databases.length > 0 ? databases : ['storage'];
    return kept.map(name => ({ kind: 'unreadable', path: join(folder, name), reason: INSTEAD }));
  },
  advice: [{ line: 'cachequake record -- opencode', gives: 'The bytes that were sent.' }],
};
