import { expect, it } from 'vitest';
import type { JsonObject } from '../../../src/log/record.js';
import { recordsOf, usagesOf } from '../read-lines.js';

function step(n: number, { read = 0, written = 0, other = 500 }): JsonObject {
  const tokens = { input_other: other, output: 30, input_cache_read: read, input_cache_creation: written };
  const payload = { token_usage: tokens, message_id: `m${n}` };
  return { timestamp: 1_795_168_800 + n, message: { type: 'StatusUpdate', payload } };
}

const usageOf = (...lines: readonly JsonObject[]): unknown[] =>
  usagesOf(recordsOf(...lines)).map(({ usage }) => [usage?.input, usage?.cacheRead, usage?.promptTotal]);

it('takes a 0 of cached tokens for a count once there was another', () => {
  const missed = step(3, { other: 12_900 });
  expect(usageOf(step(1, { other: 12_000 }), step(2, { read: 12_000 }), missed)).toEqual([
    [null, null, 12_000],
    [500, 12_000, 12_500],
    [12_900, 0, 12_900],
  ]);
  expect(usageOf(step(1, { written: 12_000 }), missed)[1]).toEqual([12_900, 0, 12_900]);
});

it('does not know what was read where no count ever stood', () => {
  expect(usageOf(step(1, {}), step(2, {}))).toEqual([
    [null, null, 500],
    [null, null, 500],
  ]);
});
