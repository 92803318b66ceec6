import type { Agent } from '../agent.js';

export const opencode: Agent = {
  id: 'opencode',
  title: 'opencode',
  places: async () => [],
  advice: [{ line: 'cachequake record -- opencode', gives: 'The bytes that were sent.' }],
};
