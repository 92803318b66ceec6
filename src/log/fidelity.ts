/** How faithful a log is, in words. */
import type { Fidelity } from './record.js';

export interface FidelityWords {
  /** What can be known from such a log. */
  readonly tells: string;
  /** What cannot; `null`: nothing is missing. */
  readonly lacks: string | null;
}

/** From the most faithful to the least. */
export const FIDELITY_WORDS: Readonly<Record<Fidelity, FidelityWords>> = {
  wire: {
    tells: 'the bytes that were sent: every break, its cause and its first byte',
    lacks: null,
  },
  reserialised: {
    tells: 'the request, written again: every break, its cause and the text that changed',
    lacks: 'a change of key order or white space on the way to the provider',
  },
  redacted: {
    tells: 'the request with parts replaced: every break, and its cause outside of those parts',
    lacks: 'a change inside a replaced part',
  },
  digests: {
    tells: 'hashes of the request: every break, and which section or message changed',
    lacks: 'the text, so neither the byte nor, mostly, the cause',
  },
  'usage-only': {
    tells: 'what was billed: that a break happened, its size and its cost',
    lacks: 'the prompt, so not what changed; causes only from times and models',
  },
};

const ORDER: readonly string[] = Object.keys(FIDELITY_WORDS);

/** Sorts the more faithful first; not known is last. */
export function compareFidelity(one: Fidelity | null, other: Fidelity | null): number {
  const rank = (fidelity: Fidelity | null): number =>
    fidelity === null ? ORDER.length : ORDER.indexOf(fidelity);
  return rank(one) - rank(other);
}
