import { ANTHROPIC_LIMITS, illegality } from '../../cache/forecast.js';
import { type CauseRule, type Standing, WORDS_FOR } from './rule.js';

export const breakpointMissing: CauseRule = {
  id: 'breakpoint-missing',
  title: 'No breakpoint',
  severity: 'high',
  stage: 'circumstance',
  vendor: WORDS_FOR.sameBytes,
  leavesEntry: true,
  fix: 'Send `cache_control` on the last message of every request; see whether a gateway strips it.',
  find({ before, after, standing, kept, isOwed }) {
    if (standing.bestEffort || kept < 0) return null;
    if (after.breakpoints.length === 0) {
      if (before.breakpoints.length === 0 && !isOwed) return null;
      const earlier =
        before.breakpoints.length > 0 ? `; its parent had ${before.breakpoints.length}` : ' again';
      return {
        confidence: 'certain',
        summary: `No breakpoint in the request${earlier}. Without one nothing is read or written.`,
      };
    }
    if (wasIgnored(standing) && illegality(after.breakpoints, ANTHROPIC_LIMITS) === null) {
      return {
        kind: 'ignored',
        confidence: 'likely',
        summary: `The request has ${after.breakpoints.length} breakpoints, and yet nothing was read or written: they did not reach the provider.`,
        fix: 'See whether a gateway or proxy between the agent and the provider strips `cache_control`.',
      };
    }
    if (standing.distance !== null) return null;
    const last = after.breakpoints.at(-1)?.path ?? '';
    return {
      confidence: 'certain',
      summary: `Its last breakpoint stands at ${last}, in front of the end of what was cached: only what is in front of it can be read.`,
      fix: 'Set a breakpoint at or behind the one of the request before, also in a request that asks for something else (a summary, a title).',
    };
  },
};

/** Long enough to be cached by any reading of the rules, and not cached. */
function wasIgnored({ read, written, markedTokens, minimum }: Standing): boolean {
  if (read !== 0 || written !== 0 || markedTokens === null || minimum === null) return false;
  return markedTokens >= minimum.uncertainUpTo;
}
