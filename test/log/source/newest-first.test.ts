import { describe, expect, test } from 'vitest';
import type { LogRecord } from '../../../src/log/record.js';
import { createNewestFirst } from '../../../src/log/source/newest-first.js';
import { request } from '../../agent.js';

const at = (second: number): LogRecord =>
  request(`r${second}`, second, { body: { messages: [] }, at: second * 1_000 });
const skipped = (line: number): LogRecord => ({
  kind: 'skipped',
  origin: { path: 'a.jsonl', line },
  bytes: 1,
  reason: 'no record',
});

describe('a log that is held until its order is known', () => {
  test('goes out when it holds a request and many lines that are none', () => {
    const held = createNewestFirst('a.jsonl');
    const lines = Array.from({ length: 1_000 }, (_, i) => skipped(i + 2));
    expect(held.take([at(10)], 100)).toEqual([]);
    expect(held.take(lines, 20_000)).toHaveLength(1_001);
    expect(held.take([at(11)], 20_100)).toHaveLength(1);
    expect([held.end(), held.message]).toEqual([[], null]);
  });

  test('is turned around, and says of skipped lines that they may be read the other way', () => {
    const held = createNewestFirst('a.jsonl');
    expect(held.take([at(2), skipped(2), at(1)], 100)).toEqual([]);
    expect(held.end().map(({ kind, ...record }) => ('at' in record ? record.at : kind))).toEqual([
      1_000,
      2_000,
      'skipped',
    ]);
    expect(held.message).toMatch(
      /^its newest requests stand first: read .*, but for lines that were skipped: `tac FILE`/,
    );
  });
});
