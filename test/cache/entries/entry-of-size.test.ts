import { describe, expect, it } from 'vitest';
import type { CacheRequest } from '../../../src/cache/cache.js';
import { createEntries, type Entries, levelAt } from '../../../src/cache/entries/entries.js';
import { entryOfSize } from '../../../src/cache/entries/entry-of-size.js';
import { scopeOf } from '../../../src/cache/scope.js';
import { readPrompt } from '../../../src/prompt/index.js';
import { conversation, request } from '../../agent.js';

const prompt = readPrompt(request('a', 1, { body: conversation(2) }));
if (prompt === null) throw new Error('a prompt');
const scope = scopeOf(prompt, 'anthropic');
const asking: CacheRequest = {
  id: 'now',
  prompt,
  scope,
  at: null,
  count: { upTo: [], isExact: () => false, total: 0, isGuessed: false },
  prefixes: { blocks: [...prompt.blocks.keys()], noted: 0 },
  hitBlock: null,
  foreseeAgain: null,
  forecast: { read: 0, write5m: 0, write1h: 0, input: 0, certain: false, hit: null, writes: [] },
  awaited: null,
};

/** Entries of an earlier request: at a block, of a size, named by a usage or estimated. */
function holding(...known: readonly (readonly [block: number, tokens: number, exact: boolean])[]): Entries {
  const entries = createEntries();
  for (const [block, tokens, exact] of known) {
    entries.add({
      chain: prompt?.chain[block] ?? '',
      scope,
      level: prompt === null ? { section: 'messages', dropped: 0 } : levelAt(prompt, scope, block),
      path: '',
      writer: 'before',
      ttl: '5m',
      ttlMs: 300_000,
      tokens,
      exact,
      writtenAt: null,
      usedAt: null,
      visibleAt: null,
    });
  }
  return entries;
}

const blockOf = (tokens: number, entries: Entries): number | null =>
  entryOfSize(asking, tokens, entries)?.block ?? null;

describe('the entry that a count names', () => {
  it('is the one whose size a usage named, before a longer one that was only estimated so', () => {
    expect(blockOf(5_000, holding([3, 5_000, true], [6, 5_000, false]))).toBe(3);
  });

  it('is never one whose size is known and another', () => {
    expect(blockOf(5_000, holding([3, 5_001, true]))).toBeNull();
    expect(blockOf(5_000, holding([3, 5_001, true], [6, 5_090, false]))).toBe(6);
  });

  it('is the nearest of those that were estimated, and none that is further off than estimates are', () => {
    expect(blockOf(5_000, holding([3, 5_080, false], [5, 4_990, false], [6, 5_050, false]))).toBe(5);
    expect(blockOf(5_000, holding([3, 5_101, false]))).toBeNull();
    expect(blockOf(5_000, holding([3, 5_100, false]))).toBe(3);
    expect(blockOf(1_000, holding([3, 1_064, false]))).toBe(3);
    expect(blockOf(1_000, holding([3, 1_065, false]))).toBeNull();
  });
});
