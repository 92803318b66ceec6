import { illegality } from '../../cache/forecast.js';
import type { CauseRule } from './rule.js';

/** Anthropic and Bedrock accept four breakpoints (prompt-caching page, "cache limitations"). */
const LIMITS = { minimum: null, lookback: 20, collapseRuns: true, breakpoints: 4 };

export const breakpointIllegal: CauseRule = {
  id: 'breakpoint-illegal',
  title: 'Breakpoints the provider refuses',
  severity: 'high',
  stage: 'circumstance',
  fix: 'Send at most four breakpoints, longer lifetimes in front of shorter ones.',
  find({ after, standing }) {
    if (standing.bestEffort) return null;
    const problem = illegality(after.breakpoints, LIMITS);
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
