import { recordingsFolder } from '../../paths/recordings.js';
import type { Agent } from '../agent.js';
import { isJsonLines } from '../paths.js';

export const cachequake: Agent = {
  id: 'cachequake',
  title: 'cachequake record: any agent',
  async places({ variables, home }) {
    const path = recordingsFolder({ ...variables, HOME: home });
    return [{ kind: 'folder', path, depth: 0, isLog: isJsonLines, format: 'cachequake' }];
  },
  advice: [
    {
      line: 'cachequake record -- CMD',
      gives:
        'Runs CMD with its API calls through a recorder on this machine: the bytes that were sent, for every agent that takes its base URL from the environment.',
    },
  ],
};
