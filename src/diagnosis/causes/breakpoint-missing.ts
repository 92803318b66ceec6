import type { CauseRule } from './rule.js';

export const breakpointMissing: CauseRule = {
  id: 'breakpoint-missing',
  title: 'No breakpoint',
  severity: 'high',
  stage: 'circumstance',
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
    if (standing.distance !== null) return null;
    return {
      confidence: 'certain',
      summary:
        'No breakpoint stands at or behind the end of the entry: only what is in front of the last one can be read.',
    };
  },
};
