import { ANSWER_BEGINS_MS } from './concurrent.js';
import { serverEdits } from './context-editing.js';
import { type CauseRule, exceptions, partOf, type Standing, samenessOf, WORDS_FOR } from './rule.js';

export const providerSide: CauseRule = {
  id: 'provider-side',
  title: 'Lost at the provider',
  severity: 'medium',
  stage: 'verdict',
  vendor: WORDS_FOR.sameBytes,
  rings: 'where-promised',
  fault: 'provider',
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
          ? `${same === null ? '' : `The ${same} ${same === 'bytes' ? 'are' : 'is'} the same; `}${noPromise(standing)}.`
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
      ...(standing.ownEngine !== null && { fix: OWN_FIX }),
      confidence: bestEffort || doubts.length > 0 ? 'likely' : 'certain',
      summary: [capital(why), ...doubts].join(' '),
    };
  },
};

/** llama-server and Ollama keep one prefix a slot (`--parallel`, `OLLAMA_NUM_PARALLEL`): their documentation. */
const OWN_FIX =
  'Give each conversation a slot of its own (llama-server: `--parallel` and `id_slot`; Ollama: `OLLAMA_NUM_PARALLEL`), or send its requests in a row.';

/** Why equal bytes need not be read; begins in small letters. */
function noPromise({ ownEngine }: Standing): string {
  if (ownEngine === null) return 'this cache promises no hit';
  const { between } = ownEngine;
  const others =
    between === 0 ? '' : `, and ${between === 1 ? 'another request' : `${between} others`} came in between`;
  return `the engine keeps a prefix until another prompt takes its place${others}`;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

type Same = ReturnType<typeof samenessOf>;

function partWords(same: Same, bestEffort: boolean): string {
  const alike = same === null ? '' : `the same ${same}`;
  if (bestEffort) return `${alike === '' ? '' : `${alike}; `}this cache promises no hit`;
  return `${alike === '' ? '' : `${alike}, `}alive and reachable, and yet not read`;
}
