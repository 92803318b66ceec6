/** How faithful a log is, in words. */
import type { Fidelity } from './record.js';

export interface FidelityWords {
  /** What can be known from such a log. */
  readonly tells: string;
  /** What cannot; `null`: nothing is missing. */
  readonly lacks: string | null;
  /** The same of one log, as a report says it under what it cannot tell; `null`: nothing is missing. */
  readonly limit: string | null;
}

/** From the most faithful to the least. */
export const FIDELITY_WORDS: Readonly<Record<Fidelity, FidelityWords>> = {
  wire: {
    tells: 'the bytes that were sent: every break, its cause and its first byte',
    lacks: null,
    limit: null,
  },
  reserialised: {
    tells: 'the request, written again: every break, its cause and the text that changed',
    lacks: 'a change of key order or white space on the way to the provider',
    limit:
      'the JSON was written again before it was logged: other text is a fact, other form (key order, white space) is not in this log.',
  },
  redacted: {
    tells: 'the request with parts replaced: every break, and its cause outside of those parts',
    lacks: 'a change inside a replaced part',
    limit: 'parts of the prompt were replaced in this log; nothing is claimed across them.',
  },
  digests: {
    tells: 'hashes of the request: every break, and which section or message changed',
    lacks: 'the text, so neither the byte nor, mostly, the cause',
    limit: 'it holds hashes and not the text: what changed can be told, the byte cannot.',
  },
  'usage-only': {
    tells: 'what was billed: that a break happened, its size and its cost',
    lacks: 'the prompt, so not what changed; causes only from times and models',
    limit: 'it holds what was billed and not the prompt: a break can be seen, its cause cannot.',
  },
};

const ORDER: readonly string[] = Object.keys(FIDELITY_WORDS);

/** Sorts the more faithful first; not known is last. */
export function compareFidelity(one: Fidelity | null, other: Fidelity | null): number {
  const rank = (fidelity: Fidelity | null): number =>
    fidelity === null ? ORDER.length : ORDER.indexOf(fidelity);
  return rank(one) - rank(other);
}
