import { expect, it } from 'vitest';
import { createEntries, type Entry, isVisible } from '../../../src/cache/entries/entries.js';

const SCOPE = { model: 'm', system: '', messages: '', dropped: null };

const entry = (i: number): Entry => ({
  chain: `chain ${i}`,
  scope: SCOPE,
  level: { section: 'messages', dropped: 0 },
  path: `messages[${i}]`,
  writer: `#${i}`,
  ttl: '5m',
  ttlMs: 300_000,
  tokens: i,
  exact: true,
  writtenAt: null,
  usedAt: null,
  visibleAt: null,
});

it('keeps a bounded number of entries, and forgets the one longest unwritten', () => {
  const entries = createEntries();
  for (let i = 0; i < 8_192; i += 1) entries.add(entry(i));
  entries.add(entry(0));
  entries.add(entry(8_192));
  const kept = [...entries.all()].map(({ tokens }) => tokens);
  expect(kept).toHaveLength(8_192);
  expect([0, 1, 2, 8_192].map(i => kept.includes(i))).toEqual([true, false, true, true]);
});

it.each([
  ['nothing tells when its answer began', { visibleAt: null }, 0, true],
  ['its answer had begun', { visibleAt: 5 }, 5, true],
  ['its answer had not begun', { visibleAt: 6 }, 5, false],
  ['the log has no times', { visibleAt: 6 }, null, true],
  ['its answer has not begun yet, a second later', { visibleAt: Infinity, writtenAt: 10 }, 1_010, true],
  ['its answer has not begun yet, earlier', { visibleAt: Infinity, writtenAt: 10 }, 1_009, false],
  ['its answer has not begun yet, and nobody knows when it left', { visibleAt: Infinity }, 1_010, false],
  ['its answer has not begun yet, without times', { visibleAt: Infinity, writtenAt: 10 }, null, false],
] as const)('can be read by others or not where %s', (_, known, at, isSeen) => {
  expect(isVisible({ ...entry(1), ...known }, at)).toBe(isSeen);
});
