import { ANTHROPIC_LIMITS, illegality } from '../../cache/forecast.js';
import { type CauseRule, WORDS_FOR } from './rule.js';

export const breakpointIllegal: CauseRule = {
  id: 'breakpoint-illegal',
  title: 'Breakpoints the provider refuses',
  severity: 'high',
  stage: 'circumstance',
  vendor: WORDS_FOR.sameBytes,
  leavesEntry: true,
  fix: 'Send at most four breakpoints, longer lifetimes in front of shorter ones.',
  find({ after, standing }) {
    if (standing.bestEffort) return null;
    const problem = illegality(after.breakpoints, ANTHROPIC_LIMITS);
    if (problem === null) return null;
    return {
      kind: problem,
      confidence: 'likely',
      summary:
        problem === 'too-many'
          ? `${after.breakpoints.length} breakpoints in the request; four are allowed.`
          : 'A breakpoint with a shorter lifetime stands in front of one with a longer lifetime.',
    };
  },
};
