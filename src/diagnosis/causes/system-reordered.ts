import { sameLines, sectionBlocks } from '../../prompt/index.js';
import { count } from '../../text/numbers.js';
import { type CauseRule, WORDS_FOR } from './rule.js';

export const systemReordered: CauseRule = {
  id: 'system-reordered',
  title: 'The system text stands in another order',
  severity: 'high',
  stage: 'system',
  vendor: WORDS_FOR.system,
  fix: 'Sort the sections before joining them; directory listings, maps and parallel loading have no stable order.',
  find({ before, after, differences }) {
    const divergence = differences.system;
    if (divergence === null) return null;
    if (!sameLines(sectionBlocks(before, 'system'), sectionBlocks(after, 'system'))) return null;
    return {
      confidence: 'certain',
      summary: `The same lines stand in another order from ${divergence.path}, character ${count(divergence.char)} on.`,
      divergence,
    };
  },
};
