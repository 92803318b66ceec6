import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../demo-logs/random.js';
import { createPrefixes, type Found } from '../../../src/cache/entries/prefixes.js';

const SEED = 12;

/** The chain of a conversation that takes these ways: two share a prefix as far as their ways are the same. */
const chainOf = (ways: readonly number[]): readonly string[] =>
  ways.map((_, i) => ways.slice(0, i + 1).join('-'));

describe('which blocks of a prompt end a known prefix', () => {
  it('is found of what it adds to the one before, as if all were looked up', () => {
    const random = createRandom(SEED);
    const known = new Set<string>();
    const prefixes = createPrefixes(chain => known.has(chain));
    const seen: { readonly chain: readonly string[]; found: Found }[] = [];
    let ways = [0];
    for (let round = 0; round < 3_000; round += 1) {
      const before =
        seen.length === 0 || random.chance(0.05) ? null : (seen[random.int(0, seen.length - 1)] ?? null);
      ways = random.chance(0.1) ? ways.slice(0, random.int(1, ways.length)) : [...ways, random.int(0, 1)];
      const chain = chainOf(ways);
      const found = prefixes.find(chain, before);
      const all = [...chain.keys()].filter(block => known.has(chain[block] ?? ''));
      expect(found.blocks.filter(block => known.has(chain[block] ?? ''))).toEqual(all);
      expect(found.blocks).toEqual([...new Set(found.blocks)].sort((a, b) => a - b));
      seen.push({ chain, found });
      for (let n = random.int(0, 3); n > 0; n -= 1) {
        const block = random.int(0, chain.length - 1);
        prefixes.note(chain[block] ?? '', block);
        known.add(chain[block] ?? '');
      }
      // What is forgotten can be named again.
      const [first] = known;
      if (random.chance(0.3) && first !== undefined) known.delete(first);
      if (seen.length > 40) seen.shift();
    }
  });

  it('is looked up whole where more was noted since than is kept', () => {
    const known = new Set<string>();
    const prefixes = createPrefixes(chain => known.has(chain));
    const chain = chainOf([1, 2, 3]);
    const found = prefixes.find(chain, null);
    const note = (end: string, block: number): void => {
      prefixes.note(end, block);
      known.add(end);
    };
    note(chain[1] ?? '', 1);
    for (let n = 0; n < 300; n += 1) note(`other ${n}`, 0);
    expect(prefixes.find(chain, { chain, found }).blocks).toEqual([1]);
  });
});
