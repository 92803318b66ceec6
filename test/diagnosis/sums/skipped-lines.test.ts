import { describe, expect, test } from 'vitest';
import { createSkippedLines } from '../../../src/diagnosis/sums/skipped-lines.js';
import type { SkippedRecord } from '../../../src/log/record.js';

const of = (line: number, isHarmless?: boolean, path = 'a.jsonl'): SkippedRecord => ({
  kind: 'skipped',
  origin: { path, line },
  bytes: 0,
  reason: `fault of line ${line}`,
  ...(isHarmless === undefined ? {} : { isHarmless }),
});

describe('lines that were skipped', () => {
  test('are counted once, however many faults they have; as lacking the harmless not at all', () => {
    const lines = createSkippedLines();
    for (const record of [of(1, true), of(1), of(1), of(2, true), of(3)]) lines.add(record);
    expect(lines.view()).toMatchObject({ skippedCount: 3, lackingCount: 2 });
  });

  test('are counted once where two logs tell of theirs by turns', () => {
    const lines = createSkippedLines();
    for (const path of ['a', 'b', 'a', 'b']) lines.add(of(1, false, path));
    expect(lines.view()).toMatchObject({ skippedCount: 2, lackingCount: 2 });
  });

  test('keep the words of the newest thousand, and are all counted', () => {
    const lines = createSkippedLines();
    for (let line = 1; line <= 1_005; line += 1) lines.add(of(line));
    const { skipped, skippedCount } = lines.view();
    expect([skipped.length, skipped[0]?.line, skippedCount]).toEqual([1_000, 6, 1_005]);
  });
});
