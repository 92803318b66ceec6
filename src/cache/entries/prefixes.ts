import { sharedBlocks } from '../../prompt/index.js';

/**
 * Which blocks of a prompt end a prefix that something is known of: a count, an entry. Few do, and a prompt shares most of its prefixes with
 * the one that it goes on from: only what it adds is looked up.
 */
export interface Prefixes {
  /** Something will be known of a prefix that ends at this block. To be told before it is. */
  note(chain: string, block: number): void;
  /** @param before what was found of the prompt that it goes on from, or of itself earlier; null: nothing */
  find(chain: readonly string[], before: Known | null): Found;
}

/** Blocks, ascending; some of which nothing is known any more may be among them. */
export interface Found {
  readonly blocks: readonly number[];
  /** How many prefixes had been noted by then. */
  readonly noted: number;
}

/** What was found, and of which chain. */
export interface Known {
  readonly chain: readonly string[];
  readonly found: Found;
}

/** Prefixes whose places are kept, the newest: whoever has missed more looks up all of its own. */
const KEPT = 256;

/** @param isKnown whether anything is known of a prefix by now */
export function createPrefixes(isKnown: (chain: string) => boolean): Prefixes {
  const newest: { chain: string; block: number }[] = [];
  let noted = 0;
  /** Asked for several times of each prompt. */
  let last: Known = { chain: [], found: { blocks: [], noted: 0 } };

  function search(chain: readonly string[], before: Known | null): Found {
    const isMissed = before === null || noted - before.found.noted > KEPT;
    const shared = isMissed ? 0 : sharedBlocks(before.chain, chain);
    const blocks = isMissed ? [] : before.found.blocks.filter(block => block < shared);
    const count = blocks.length;
    for (let n = isMissed ? noted : before.found.noted; n < noted; n += 1) {
      const { chain: end, block } = newest[n % KEPT] ?? { chain: '', block: -1 };
      if (block < shared && chain[block] === end && !blocks.includes(block)) blocks.push(block);
    }
    if (blocks.length > count) blocks.sort((a, b) => a - b);
    for (let block = shared; block < chain.length; block += 1)
      if (isKnown(chain[block] ?? '')) blocks.push(block);
    return { blocks, noted };
  }

  return {
    note(chain, block) {
      if (isKnown(chain)) return;
      newest[noted % KEPT] = { chain, block };
      noted += 1;
    },
    find(chain, before) {
      if (last.chain === chain && last.found.noted === noted) return last.found;
      last = { chain, found: search(chain, before) };
      return last.found;
    },
  };
}
