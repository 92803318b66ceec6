import { count } from '../../text/numbers.js';
import { type CauseRule, WORDS_FOR } from './rule.js';

export const belowMinimum: CauseRule = {
  id: 'below-minimum',
  title: 'The prefix is too short for this model',
  severity: 'low',
  stage: 'circumstance',
  vendor: WORDS_FOR.sameBytes,
  rings: 'never',
  fix: 'Accept it, or put what is constant in front of the breakpoint until the prefix reaches the minimum.',
  find({ standing }) {
    const { markedTokens, minimum, read, written } = standing;
    if (markedTokens === null || minimum === null || read !== 0 || written !== 0) return null;
    if (markedTokens >= minimum.uncertainUpTo) return null;
    const below = markedTokens < minimum.certain;
    return {
      confidence: below ? 'certain' : 'likely',
      summary: `About ${count(Math.round(markedTokens))} tokens up to the last breakpoint; this model caches from ${count(minimum.certain)}${below ? '' : ` (measured up to ${count(minimum.uncertainUpTo)})`} on.`,
    };
  },
};
