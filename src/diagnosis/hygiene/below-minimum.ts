import { count } from '../../text/numbers.js';
import type { HygieneRule } from './rule.js';

/** A conversation that is about to grow is no case: it must stay short for some requests. */
const REQUESTS = 3;

export const belowMinimum: HygieneRule = {
  id: 'below-minimum',
  saidBy: ['below-minimum'],
  fix: 'Accept it, or put more of what is constant in front of the breakpoint.',
  readsAbsence: false,
  find({ prompt, usage, rules }, figures) {
    const breakpoint = prompt.breakpoints.at(-1);
    if (rules.minimum === null || breakpoint === undefined || usage?.input == null) return null;
    if (figures.billed < REQUESTS || figures.cacheRead + figures.cacheWrite > 0) return null;
    // What stands in front of the breakpoint is less still.
    if (usage.cacheRead !== 0 || usage.cacheWrite !== 0 || usage.input >= rules.minimum.certain) return null;
    return {
      summary: `The whole prompt has ${count(usage.input)} tokens; ${rules.id ?? 'this model'} caches from ${count(rules.minimum.certain)} on, so its breakpoints do nothing.`,
      path: breakpoint.path,
    };
  },
};
