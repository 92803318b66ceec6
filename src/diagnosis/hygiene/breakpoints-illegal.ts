import { breakpointRules, illegality } from '../../cache/forecast.js';
import type { HygieneRule } from './rule.js';

/** platform.claude.com, prompt caching: four breakpoints at most, longer lifetimes in front of shorter ones. */
export const breakpointsIllegal: HygieneRule = {
  id: 'breakpoints-illegal',
  saidBy: ['breakpoint-illegal'],
  fix: 'Send at most four breakpoints, those of an hour in front of those of five minutes.',
  readsAbsence: false,
  tellsRefusal: true,
  find({ prompt, rules }) {
    const limits = breakpointRules(rules);
    const problem = limits === null ? null : illegality(prompt.breakpoints, limits);
    if (problem === null) return null;
    const paths = prompt.breakpoints.map(({ path, ttl }) => `${path} (${ttl})`).join(', ');
    return {
      summary:
        problem === 'too-many'
          ? `${prompt.breakpoints.length} breakpoints; the provider refuses more than four.`
          : `A shorter lifetime stands in front of a longer one, which the provider refuses: ${paths}.`,
      path: prompt.breakpoints.at(-1)?.path ?? null,
    };
  },
};
