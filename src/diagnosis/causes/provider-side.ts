import { ANSWER_BEGINS_MS } from './concurrent.js';
import { serverEdits } from './context-editing.js';
import { type CauseRule, exceptions, partOf, samenessOf, WORDS_FOR } from './rule.js';

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
    const { isForeign, inFront } = standing;
    const same = samenessOf(standing);
    const why =
      inFront !== null
        ? `${partOf(inFront)}: ${partWords(same, bestEffort)}.`
        : bestEffort
          ? `${same === null ? 'This' : `The ${same} ${same === 'bytes' ? 'are' : 'is'} the same; this`} cache promises no hit.`
          : `${same === null ? 'Alive' : `Same ${same}, alive`}, reachable and long enough: it should have been read.`;
    const isClose = !isBegunKnown && idleMs !== null && idleMs < ANSWER_BEGINS_MS;
    const doubts = [
      ...(standing.isOutlived
        ? ['It was idle for longer than its lifetime, and so was the older entry that was read.']
        : []),
      ...(standing.isEstimate && !bestEffort ? ['How much was in the cache is an estimate.'] : []),
      ...exceptions(standing),
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

type Same = ReturnType<typeof samenessOf>;

function partWords(same: Same, bestEffort: boolean): string {
  const alike = same === null ? '' : `the same ${same}`;
  if (bestEffort) return `${alike === '' ? '' : `${alike}; `}this cache promises no hit`;
  return `${alike === '' ? '' : `${alike}, `}alive and reachable, and yet not read`;
}
