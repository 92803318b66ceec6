import { serverEdits } from './context-editing.js';
import { type CauseRule, partOf, WORDS_FOR } from './rule.js';

/** After this an answer has begun; before, an entry may not have been readable yet, where the log does not say. */
const ANSWER_BEGINS_MS = 5_000;

export const providerSide: CauseRule = {
  id: 'provider-side',
  title: 'Lost at the provider',
  severity: 'medium',
  stage: 'verdict',
  vendor: WORDS_FOR.sameBytes,
  rings: 'where-promised',
  fix: 'Nothing in the request to change; a stable session or cache key keeps requests on one machine where the provider routes by it.',
  find({ standing, after }) {
    if (serverEdits(after).length > 0) return null;
    const { idleMs, ttlMs, olderWasHit, bestEffort, redacted, isBegunKnown, isSpellingKnown } = standing;
    const inTime = (idleMs !== null && ttlMs !== null && idleMs < ttlMs) || olderWasHit;
    if (redacted.length > 0) return null;
    if (!inTime && !bestEffort) return null;
    const { differing, isForeign } = standing;
    const same = differing.length > 0 ? null : isSpellingKnown ? 'bytes' : 'content';
    const why =
      standing.inFront !== null
        ? `${partOf(standing.inFront)}: the ${same === 'bytes' ? 'same bytes' : 'same content'}${bestEffort ? '; this cache promises no hit' : ', alive and reachable, and yet not read'}.`
        : bestEffort
          ? `${same === null ? 'What was read lies behind what differs' : `The ${same} ${same === 'bytes' ? 'are' : 'is'} the same`}; this cache promises no hit.`
          : `${same === null ? 'Alive' : `Same ${same}, alive`}, reachable and long enough: it should have been read.`;
    const isClose = !isBegunKnown && idleMs !== null && idleMs < ANSWER_BEGINS_MS;
    const doubts = [
      ...(standing.isOutlived
        ? ['It was idle for longer than its lifetime, and so was the older entry that was read.']
        : []),
      ...(differing.length > 0
        ? [`Not the same: ${differing.join(', ')}; more was read than lies in front of that.`]
        : []),
      ...(isForeign ? ['What was read was kept by another request than its parent.'] : []),
      ...(isSpellingKnown ? [] : ['Whether its JSON was written alike is not in this log.']),
      ...(isClose ? ['The log does not say when the answer before it began.'] : []),
    ];
    return {
      confidence: bestEffort || doubts.length > 0 ? 'likely' : 'certain',
      summary: [why, ...doubts].join(' '),
    };
  },
};
