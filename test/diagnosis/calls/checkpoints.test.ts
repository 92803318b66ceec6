import { describe, expect, it } from 'vitest';
import type { Checkpoint } from '../../../src/diagnosis/model.js';
import { createEngine } from '../../../src/engine.js';
import type { JsonObject } from '../../../src/log/record.js';
import { type Bill, conversation, request, usage } from '../../agent.js';

/** The map of the last of some requests, each with its usage. */
function mapOf(...steps: readonly (readonly [JsonObject, Bill | null])[]): readonly Checkpoint[] {
  const engine = createEngine();
  steps.forEach(([body, bill], i) => {
    engine.accept(request(`r${i}`, 2 * i + 1, { body, at: i * 60_000 }));
    if (bill !== null) engine.accept(usage(`r${i}`, 2 * i + 2, bill));
  });
  return engine.model().requests.at(-1)?.checkpoints ?? [];
}

const outcomes = (points: readonly Checkpoint[]): readonly Checkpoint['outcome'][] =>
  points.map(({ outcome }) => outcome);

describe('the map of breakpoints', () => {
  it('says of each what it covers, how much that is, and what became of it', () => {
    const map = mapOf(
      [conversation(1), { read: 0, write: 9_000, input: 0 }],
      [conversation(2), { read: 9_000, write: 1_200, input: 0 }],
    );
    expect(map).toMatchObject([
      { path: 'system[0]', ttl: '5m', minimum: 1_024, belowMinimum: false, outcome: 'hit' },
      { path: 'messages[4].content[0]', tokens: 10_200, belowMinimum: false, outcome: 'written' },
    ]);
    expect(map.map(({ covers }) => covers)).toEqual([
      { tools: 3, system: 1, messages: 0 },
      { tools: 3, system: 1, messages: 5 },
    ]);
    // In front of the read, its share by bytes.
    expect(map[0]?.tokens).toBeGreaterThan(5_000);
    expect(map[0]?.tokens).toBeLessThan(9_000);
  });

  it('counts no messages that the provider leaves out behind a compaction', () => {
    const long = conversation(4);
    const messages = (long.messages as JsonObject[]).map((message, i) =>
      i === 5
        ? {
            ...message,
            content: [{ type: 'compaction', content: 'Two berths.' }, ...(message.content as JsonObject[])],
          }
        : message,
    );
    const map = mapOf([
      { ...long, messages },
      { read: 0, write: 9_000, input: 0 },
    ]);
    expect(map.map(({ covers }) => covers.messages)).toEqual([0, 4]);
  });

  it('knows a size only where a usage ended', () => {
    const exact = (points: readonly Checkpoint[]): readonly boolean[] =>
      points.map(({ tokensExact }) => tokensExact);
    expect(exact(mapOf([conversation(1), null]))).toEqual([false, false]);
    expect(exact(mapOf([conversation(1), { read: 0, write: 9_000, input: 0 }]))).toEqual([false, true]);
    // Three breakpoints: where the usage before it ended, one in front of it, and the newest.
    const messages = conversation(1).messages as JsonObject[];
    const longer = conversation(2);
    const both = {
      ...longer,
      messages: [...messages, ...(longer.messages as JsonObject[]).slice(messages.length)],
    };
    const map = mapOf(
      [conversation(1), { read: 0, write: 9_000, input: 0 }],
      [both, { read: 9_000, write: 1_200, input: 0 }],
    );
    expect(exact(map)).toEqual([false, true, true]);
  });

  it('ends where read and written tokens do, whichever are more', () => {
    const [one, two] = [conversation(1), conversation(2)];
    const map = mapOf([one, { read: 0, write: 9_000 }], [two, { read: 3_000, write: 7_200, input: 0 }]);
    expect(map.map(({ tokens }) => tokens).at(-1)).toBe(10_200);
  });

  it('shows both written where nothing was read, and both hit where nothing was written', () => {
    expect(outcomes(mapOf([conversation(1), { read: 0, write: 9_000 }]))).toEqual(['written', 'written']);
    const again = mapOf(
      [conversation(1), { read: 0, write: 9_000 }],
      [conversation(1), { read: 9_000, write: 0 }],
    );
    expect(outcomes(again)).toEqual(['hit', 'hit']);
  });

  it('knows of no outcome without usage, and no entry of a request that was refused', () => {
    expect(outcomes(mapOf([conversation(1), null]))).toEqual([null, null]);
    const refused = { read: null, write: null, outcome: 'error' } as const;
    expect(outcomes(mapOf([conversation(1), refused]))).toEqual(['none', 'none']);
  });

  it('does not say of a breakpoint too near to the end of an unknown read on which side it lies', () => {
    // Read from an entry that this log does not hold: its end may be that of the system text or not.
    const [system, last] = mapOf([conversation(1), null]);
    const near = Math.round(((system?.tokens ?? 0) / (last?.tokens ?? 1)) * 10_000);
    const reading = (read: number): readonly Checkpoint['outcome'][] =>
      outcomes(mapOf([conversation(1), { read, write: 10_000 - read }]));
    expect(reading(near + 400)).toEqual(['hit', 'written']);
    expect(reading(near + 20)).toEqual([null, 'written']);
    // 2 % of the read are more than 64 tokens.
    expect(reading(near + 90)).toEqual([null, 'written']);
    expect(reading(near - 400)).toEqual(['written', 'written']);
  });

  it('measures the whole prefix: with tools in front a short system block is long enough, without it is not', () => {
    const short = { system: 'You are a careful harbour master who answers with numbers' };
    const withTools = mapOf([conversation(1, short), { read: 0, write: 4_000, input: 0 }]);
    expect(withTools[0]).toMatchObject({ path: 'system[0]', belowMinimum: false, covers: { tools: 3 } });
    const without = mapOf([conversation(1, { ...short, tools: [] }), { read: 0, write: 1_400, input: 0 }]);
    expect(without[0]).toMatchObject({ belowMinimum: true, outcome: 'none', covers: { tools: 0 } });
    expect(without[1]).toMatchObject({ belowMinimum: false, outcome: 'written', tokens: 1_400 });
  });

  it('takes the size of a prompt that was not cached from what was billed as input', () => {
    const body = conversation(0, { system: 'short', tools: [] });
    expect(mapOf([body, { read: 0, write: 0, input: 819 }])).toMatchObject([
      { belowMinimum: true, outcome: 'none' },
      { tokens: 819, belowMinimum: true, outcome: 'none' },
    ]);
  });

  it('does not forget what became of old requests whose prompts are let go', () => {
    const engine = createEngine();
    for (let i = 0; i < 20; i += 1) {
      engine.accept(request(`r${i}`, 2 * i + 1, { body: conversation(i), at: i * 1_000 }));
      const read = i === 0 ? 0 : 9_000 + (i - 1) * 1_000;
      engine.accept(usage(`r${i}`, 2 * i + 2, { read, write: i === 0 ? 9_000 : 1_000 }));
    }
    // Its usage is told again, after its prompt was let go.
    engine.accept(usage('r0', 2, { read: 0, write: 9_000 }));
    const [first] = engine.model().requests;
    expect(outcomes(first?.checkpoints ?? [])).toEqual(['written', 'written']);
    expect(outcomes(engine.model().requests[1]?.checkpoints ?? [])).toEqual(['hit', 'written']);
  });
});
