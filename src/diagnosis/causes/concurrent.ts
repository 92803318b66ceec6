import { USUALLY_BEGUN_MS } from '../../cache/entries/entries.js';
import { duration } from '../../text/times.js';
import { type CauseRule, WORDS_FOR } from './rule.js';

export const concurrent: CauseRule = {
  id: 'concurrent',
  title: 'Sent before the entry could be read',
  severity: 'medium',
  stage: 'circumstance',
  vendor: WORDS_FOR.sameBytes,
  isUnforeseen: true,
  fix: 'Send one request, wait for its first byte, then send the others that share its prefix.',
  find({ standing }) {
    const { visible, earlyMs, idleMs, isBegunKnown, isAnswering, isEndKnown, bestEffort } = standing;
    if (visible === false) {
      const early = earlyMs === null ? '' : ` (${duration(earlyMs)} later)`;
      return {
        confidence: bestEffort ? 'likely' : 'certain',
        summary: `It left before the request that wrote the entry got its first byte${early}.`,
      };
    }
    // A cache that promises no hit misses now and then: there that it left soon explains nothing.
    if (isBegunKnown || idleMs === null || bestEffort) return null;
    if (!isAnswering && !isEndKnown && idleMs >= 0 && idleMs < USUALLY_BEGUN_MS) {
      return {
        confidence: 'likely',
        summary: `It left ${Math.round(idleMs)} ms after the request that wrote the entry, sooner than answers begin; when that one began is not in this log.`,
      };
    }
    if (!isAnswering || idleMs >= ANSWER_BEGINS_MS) return null;
    return {
      confidence: 'likely',
      summary: `It left ${duration(idleMs)} after the request that wrote the entry, which was still being answered; whether that answer had begun is not in this log.`,
    };
  },
};

/** After this an answer has begun; before, an entry may not have been readable yet, where the log does not say. */
export const ANSWER_BEGINS_MS = 5_000;
