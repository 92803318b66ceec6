import { ANTHROPIC_LIMITS, illegality } from '../../cache/forecast.js';
import { type CauseRule, WORDS_FOR } from './rule.js';

export const lifetimeChanged: CauseRule = {
  id: 'lifetime-changed',
  title: 'Another lifetime asked for',
  severity: 'medium',
  stage: 'circumstance',
  vendor: [...WORDS_FOR.sameBytes, 'cacheRetention'],
  fix: 'Ask for the same lifetime on every request of a conversation.',
  find({ before, after, standing }) {
    // Without a breakpoint at the end there is nothing to compare with.
    if (standing.distance === null) return null;
    // A short lifetime in front of a long one is refused; that has a name of its own.
    if (illegality(after.breakpoints, ANTHROPIC_LIMITS) !== null) return null;
    const old = before.breakpoints.at(-1)?.ttl;
    const now = after.breakpoints.at(-1)?.ttl;
    if (old === undefined || now === undefined || old === now) return null;
    return {
      kind: `${old}->${now}`,
      confidence: 'likely',
      summary: `The lifetime asked for changed from ${old} to ${now}.`,
    };
  },
};
