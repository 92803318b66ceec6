import { sharedBlocks } from '../../prompt/index.js';
import { count } from '../../text/numbers.js';
import { textBytes } from './figures.js';
import type { HygieneRule } from './rule.js';

/** A prefix that would be cached, sent again without a breakpoint: the bill shows that nothing was cached on the way either. */
export const prefixUnmarked: HygieneRule = {
  id: 'prefix-unmarked',
  saidBy: ['breakpoint-missing'],
  fix: 'Mark the last message of every request with `cache_control`.',
  readsAbsence: true,
  find({ prompt, parent, relation, usage, rules }) {
    if (rules.keeps !== 'marked' || rules.minimum === null || relation !== 'extends') return null;
    if (parent === null || prompt.breakpoints.length > 0 || parent.breakpoints.length > 0) return null;
    if (usage?.input == null || usage.cacheRead !== 0 || usage.cacheWrite !== 0) return null;
    const shared = sharedBlocks(parent.chain, prompt.chain);
    const again = textBytes(prompt.blocks.slice(0, shared));
    const tokens = Math.round((usage.input * again) / Math.max(1, textBytes(prompt.blocks)));
    if (tokens < rules.minimum.uncertainUpTo) return null;
    return {
      summary: `About ${count(tokens)} tokens were sent again as they were, without a breakpoint: all of them at the full price.`,
      path: prompt.blocks[shared - 1]?.path ?? null,
    };
  },
};
