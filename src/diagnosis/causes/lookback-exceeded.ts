import { type CauseRule, WORDS_FOR } from './rule.js';

export const lookbackExceeded: CauseRule = {
  id: 'lookback-exceeded',
  title: 'Too many blocks since the last entry',
  severity: 'medium',
  stage: 'circumstance',
  vendor: WORDS_FOR.sameBytes,
  fix: 'Set a second breakpoint that follows at most 15 positions behind the last one.',
  find({ standing }) {
    const { distance, lookback } = standing;
    if (distance === null || lookback === null || distance < lookback) return null;
    return {
      confidence: 'certain',
      summary: `The entry is ${distance} positions in front of the nearest breakpoint; the provider looks back ${lookback - 1}.`,
    };
  },
};
