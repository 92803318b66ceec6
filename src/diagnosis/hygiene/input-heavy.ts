import { percent } from '../../text/numbers.js';
import type { HygieneRule } from './rule.js';

const REQUESTS = 10;
/** Agents send about 100 tokens for each they receive (manus.im, "Context Engineering for AI Agents"). */
const RATIO = 100;
const CACHED = 0.5;

/** Nearly all of the bill is input, and most of that is not read from the cache. */
export const inputHeavy: HygieneRule = {
  id: 'input-heavy',
  saidBy: [],
  fix: 'Here the cache decides the bill: mend the breaks of this lane first.',
  readsAbsence: false,
  find(_, { billed, input, cacheRead, cacheWrite, output }) {
    const sent = input + cacheRead + cacheWrite;
    if (billed < REQUESTS || output === 0) return null;
    if (sent < RATIO * output || cacheRead >= CACHED * sent) return null;
    return {
      summary: `${Math.round(sent / output)} tokens were sent for each one received, and ${cacheRead === 0 ? 'none' : `only ${percent(cacheRead / sent)}`} of them came from the cache.`,
      path: null,
    };
  },
};
