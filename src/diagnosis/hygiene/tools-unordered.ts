import { toolsetChange } from '../causes/toolset.js';
import type { HygieneRule } from './rule.js';

export const toolsUnordered: HygieneRule = {
  id: 'tools-unordered',
  saidBy: ['tools-reordered'],
  fix: 'Sort the tools by name before sending them.',
  readsAbsence: false,
  find({ prompt, parent, relation }) {
    if (parent === null || relation === 'aside' || parent.hashes.tools === prompt.hashes.tools) return null;
    if (!toolsetChange(parent, prompt).reordered) return null;
    return {
      summary: 'The tools stand in another order than in the request before.',
      path: prompt.blocks[prompt.starts.tools]?.path ?? null,
    };
  },
};
