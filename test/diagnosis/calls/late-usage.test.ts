/** Logs that tell of usage long after the next requests have left. */
import { describe, expect, it } from 'vitest';
import { createEngine } from '../../../src/engine.js';
import type { JsonObject, LogRecord, RequestRecord, UsageRecord } from '../../../src/log/record.js';
import { conversation, prose, request, usage } from '../../agent.js';

const claude = Array.from({ length: 5 }, (_, n) => conversation(n));

/** What was read before, and what was sent anew; far from what bytes let expect before any usage has come. */
const CLAUDE = [
  [0, 4_100],
  [4_100, 700],
  [4_800, 690],
  [5_490, 710],
  [6_200, 700],
] as const;

const chat = Array.from({ length: 5 }, (_, n): JsonObject => {
  const turns = Array.from({ length: 2 * n + 1 }, (_unused, i) => ({
    role: i % 2 === 0 ? 'user' : 'assistant',
    content: prose(`turn${i}`, 400),
  }));
  return { model: 'gpt-5', messages: [{ role: 'system', content: prose('s', 900) }, ...turns] };
});

/** Read, and the whole prompt: read in steps of 128. */
const CHAT = [
  [0, 4_000],
  [3_968, 6_100],
  [6_016, 8_200],
  [8_192, 10_250],
  [10_240, 12_300],
] as const;

const SECOND = 1_000;

function ofClaude(n: number): readonly [RequestRecord, UsageRecord] {
  const [read, write] = CLAUDE[n] ?? [0, 0];
  const asked = request(`r${n}`, n + 1, { body: claude[n] ?? {}, at: n * 20 * SECOND });
  return [asked, usage(`r${n}`, n + 100, { read, write, firstByteAt: n * 20 * SECOND + SECOND })];
}

function ofChat(n: number): readonly [RequestRecord, UsageRecord] {
  const [read, total] = CHAT[n] ?? [0, 0];
  const asked = request(`r${n}`, n + 1, { body: chat[n] ?? {}, at: n * 20 * SECOND });
  const billed = usage(`r${n}`, n + 100, { read, write: null, input: total - read });
  const counts = billed.usage === null ? null : { ...billed.usage, promptTotal: total };
  return [
    { ...asked, api: 'openai-chat', provider: 'openai', model: 'gpt-5' },
    { ...billed, usage: counts },
  ];
}

function told(records: readonly LogRecord[]) {
  const engine = createEngine();
  for (const record of records) engine.accept(record);
  const { requests, totals } = engine.model();
  return {
    predicted: requests.map(({ predicted }) => predicted?.cacheRead),
    breaks: totals.breaks,
    calibration: totals.calibration,
  };
}

describe.each([
  ['a cache with breakpoints', ofClaude],
  ['a cache that keeps prefixes by itself', ofChat],
])('of %s', (_, exchange) => {
  const pairs = Array.from({ length: 5 }, (_unused, n) => exchange(n));

  it('reads are foreseen as well where all usage stands behind all requests', () => {
    const inTurn = told(pairs.flat());
    expect(inTurn.calibration).toMatchObject({ predicted: 4, within1: 4 });
    const behind = told([...pairs.map(([asked]) => asked), ...pairs.map(([, billed]) => billed)]);
    expect(behind).toEqual(inTurn);
  });

  it('what was read tells nothing of the prediction of the same request', () => {
    const [first, second, ...rest] = pairs;
    const behind = told([
      ...pairs.map(([asked]) => asked),
      // The first two say that nothing of theirs was cached.
      ...[first, second].flatMap(pair => (pair === undefined ? [] : [{ ...pair[1], usage: null }])),
      ...rest.map(([, billed]) => billed),
    ]);
    // The third is foreseen from bytes alone, and far off.
    expect(Math.abs((behind.predicted[2] ?? 0) - (told(pairs.flat()).predicted[2] ?? 0))).toBeGreaterThan(
      500,
    );
  });
});
