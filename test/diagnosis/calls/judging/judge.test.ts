import { describe, expect, it } from 'vitest';
import { rulesOf } from '../../../../src/cache/models.js';
import { createEngine, type Engine } from '../../../../src/engine.js';
import type { JsonObject, RequestRecord, Usage, UsageRecord } from '../../../../src/log/record.js';
import { conversation, prose, request, SYSTEM, TOOLS, usage } from '../../../agent.js';

const MINUTE = 60_000;
const last = (engine: Engine) => engine.model().requests.at(-1);

describe('a break', () => {
  it('names the older request whose entry was hit, by its exact count', () => {
    const engine = createEngine();
    const bills = [
      { read: 0, write: 9_000 },
      { read: 9_000, write: 1_200 },
      { read: 10_200, write: 1_200 },
      { read: 9_000, write: 3_600 },
    ];
    bills.forEach((bill, i) => {
      engine.accept(request(`r${i}`, 2 * i + 1, { body: conversation(i + 1), at: i * MINUTE }));
      engine.accept(usage(`r${i}`, 2 * i + 2, bill));
    });
    expect(last(engine)?.break).toMatchObject({
      extent: 'partial',
      expectedRead: 11_400,
      lostTokens: 2_400,
      hitEntryOf: '1',
      causes: [{ id: 'provider-side' }],
    });
  });

  it('needs a shortfall of more than 256 tokens and more than 1 % of the prompt', () => {
    const lostOf = (held: number, read: number): number | undefined => {
      const engine = createEngine();
      engine.accept(request('a', 1, { body: conversation(1), at: 0 }));
      engine.accept(usage('a', 2, { read: 0, write: held }));
      engine.accept(request('b', 3, { body: conversation(2), at: MINUTE }));
      engine.accept(usage('b', 4, { read, write: held - read, input: 0 }));
      return last(engine)?.break?.lostTokens;
    };
    expect(lostOf(9_000, 9_000 - 256)).toBeUndefined();
    expect(lostOf(9_000, 9_000 - 257)).toBe(257);
    expect(lostOf(100_000, 99_000)).toBeUndefined();
    expect(lostOf(100_000, 98_999)).toBe(1_001);
  });

  it.each<[string, Parameters<typeof conversation>[1], string]>([
    ['the tools', { tools: TOOLS.map(tool => ({ ...tool, description: 'for planning' })) }, 'tool-changed'],
    ['the model', { model: 'claude-opus-4-5' }, 'model-changed'],
  ])('blames %s that went back, although an entry from before the change was read', (_, other, cause) => {
    const engine = createEngine();
    const steps = [
      [conversation(1), { read: 0, write: 9_000 }],
      [conversation(2), { read: 9_000, write: 1_200 }],
      [conversation(3, other), { read: 0, write: 11_400 }],
      [conversation(4), { read: 10_200, write: 2_400 }],
    ] as const;
    steps.forEach(([body, bill], i) => {
      engine.accept(request(`r${i}`, 2 * i + 1, { body, at: i * MINUTE }));
      engine.accept(usage(`r${i}`, 2 * i + 2, bill));
    });
    expect(last(engine)?.break).toMatchObject({ hitEntryOf: '2', causes: [{ id: cause }] });
  });

  it('is none where the request failed, whatever its bytes', () => {
    const engine = createEngine();
    engine.accept(request('a', 1, { body: conversation(1), at: 0 }));
    engine.accept(usage('a', 2, { read: 0, write: 9_000 }));
    engine.accept(request('b', 3, { body: conversation(2, { system: `x${SYSTEM}` }), at: MINUTE }));
    engine.accept({ ...usage('b', 4, { read: 0, write: 0 }), usage: null, outcome: 'error', status: 529 });
    expect(last(engine)).toMatchObject({ break: null, outcome: 'error', what: 'error 529' });
  });

  it('blames a change only where the read does not reach past it', () => {
    const engine = createEngine();
    const tail = conversation(3);
    const edited: JsonObject = JSON.parse(JSON.stringify(conversation(4)).replace('result2x7919', 'changed'));
    engine.accept(request('a', 1, { body: tail, at: 0 }));
    engine.accept(usage('a', 2, { read: 0, write: 12_000 }));
    engine.accept(request('b', 3, { body: edited, at: MINUTE }));
    engine.accept(usage('b', 4, { read: 5_000, write: 8_200 }));
    expect(last(engine)?.break?.causes.map(cause => cause.id)).toEqual(['history-edited']);
  });

  it('says where what it expected is an estimate: no usage named it, for its parent or for one before', () => {
    const unmarked = (rounds: number): JsonObject =>
      JSON.parse(JSON.stringify(conversation(rounds)).replaceAll(/,"cache_control":{[^}]*}/g, ''));
    const exact = (first: UsageRecord | null): readonly (boolean | undefined)[] => {
      const engine = createEngine();
      const none = { read: 0, write: 0, input: 10_200 };
      engine.accept(request('a', 1, { body: conversation(1), at: 0 }));
      if (first !== null) engine.accept(first);
      engine.accept(request('b', 3, { body: unmarked(2), at: MINUTE }));
      engine.accept(usage('b', 4, none));
      engine.accept(request('c', 5, { body: unmarked(3), at: 2 * MINUTE }));
      engine.accept(usage('c', 6, none));
      return engine.model().requests.map(entry => entry.break?.expectedExact);
    };
    expect(exact(usage('a', 2, { read: 0, write: 9_000 }))).toEqual([undefined, true, true]);
    expect(exact(null)).toEqual([undefined, false, false]);
  });

  it('is priced above what a hit would have cost, and not at all while it is predicted', () => {
    const engine = createEngine();
    engine.accept(request('a', 1, { body: conversation(1), at: 0 }));
    engine.accept(usage('a', 2, { read: 0, write: 100_000 }));
    engine.accept(request('b', 3, { body: conversation(2, { system: `x${SYSTEM}` }), at: MINUTE }));
    engine.accept(usage('b', 4, { read: 0, write: 101_200 }));
    expect(last(engine)?.break?.cost).toBeCloseTo((100_000 * (3.75 - 0.3)) / 1e6, 9);
  });
});

describe('provider-side', () => {
  it('is only likely where the log does not say that the answer before it had begun', () => {
    const sent = (at: number, firstByteAt: number | null): string | undefined => {
      const engine = createEngine();
      engine.accept(request('a', 1, { body: conversation(1), at: 0 }));
      engine.accept(usage('a', 2, { read: 0, write: 9_000, firstByteAt }));
      engine.accept(request('b', 3, { body: conversation(2), at }));
      engine.accept(usage('b', 4, { read: 0, write: 10_200 }));
      return last(engine)?.break?.causes[0]?.confidence;
    };
    expect([sent(4_999, null), sent(5_000, null), sent(4_999, 900)]).toEqual([
      'likely',
      'certain',
      'certain',
    ]);
  });
});

describe('a cache that promises nothing', () => {
  const chat = (rounds: number, first: string): RequestRecord => {
    const messages: JsonObject[] = [
      { role: 'system', content: prose('rules', 1_200) },
      { role: 'user', content: first },
    ];
    for (let i = 0; i < rounds; i += 1) {
      messages.push(
        { role: 'assistant', content: prose(`a${i}`, 50) },
        { role: 'user', content: prose(`u${i}`, 50) },
      );
    }
    const body = { model: 'gpt-5', messages, tools: [] };
    const made = request(`c${rounds}`, rounds * 2 + 1, { body, at: rounds * MINUTE });
    return { ...made, provider: 'openai', api: 'openai-chat' };
  };
  const bill = (rounds: number, read: number, total: number): UsageRecord => {
    const counts: Usage = {
      input: total - read,
      cacheRead: read,
      cacheWrite: null,
      cacheWrite5m: null,
      cacheWrite1h: null,
      output: 5,
    };
    return { ...usage(`c${rounds}`, rounds * 2 + 2, { read: 0, write: 0 }), usage: counts };
  };
  const watch = (second: RequestRecord, read: number): Engine => {
    const engine = createEngine();
    engine.accept(chat(0, prose('task', 400)));
    engine.accept(bill(0, 0, 5_000));
    engine.accept(second);
    engine.accept(bill(1, read, 5_300));
    return engine;
  };

  it('is right up to its rounding', () => {
    expect(last(watch(chat(1, prose('task', 400)), 4_992))?.break).toBeNull();
  });

  it('is marked and does not ring for a miss with equal bytes', () => {
    const broken = last(watch(chat(1, prose('task', 400)), 0))?.break;
    expect(broken?.causes).toMatchObject([{ id: 'provider-side', confidence: 'likely' }]);
    expect(broken?.ringing).toBe(false);
  });

  it('holds the whole prompt, rounded down, though its usage says that nothing was written', () => {
    const engine = createEngine();
    const none = (made: UsageRecord): UsageRecord => ({
      ...made,
      usage: made.usage === null ? null : { ...made.usage, cacheWrite: 0 },
    });
    engine.accept(chat(0, prose('task', 400)));
    engine.accept(none(bill(0, 0, 5_000)));
    engine.accept(chat(1, prose('task', 400)));
    engine.accept(none(bill(1, 0, 5_300)));
    expect(last(engine)?.break?.expectedRead).toBe(4_992);
  });

  it('holds what was billed, where its usage says nothing of the cache', () => {
    const engine = createEngine();
    const unsaid = { input: null, cacheRead: null, cacheWrite: null, cacheWrite5m: null, cacheWrite1h: null };
    engine.accept(chat(0, prose('task', 400)));
    engine.accept({ ...bill(0, 0, 0), usage: { ...unsaid, output: 5, promptTotal: 5_000 } });
    engine.accept(chat(1, prose('task', 400)));
    engine.accept(bill(1, 0, 5_300));
    expect(last(engine)?.break?.expectedRead).toBe(4_992);
  });

  it('may be read by the same model only, and only while it may be kept', () => {
    const next = chat(1, prose('task', 400));
    const possible = rulesOf('gpt-5', 'openai-chat', 'openai').lifetime.possible;
    const predicted = (change: Partial<RequestRecord>): number | undefined =>
      last(watch({ ...next, ...change }, 0))?.predicted?.cacheRead;
    expect(predicted({})).toBe(4_992);
    const other: JsonObject = { ...(next.body as JsonObject), model: 'gpt-5-mini' };
    expect(predicted({ model: 'gpt-5-mini', body: other })).toBe(0);
    expect(predicted({ at: possible })).toBe(4_992);
    expect(predicted({ at: possible + 1 })).toBe(0);
  });

  it('rings for changed bytes', () => {
    const second = chat(1, prose('task', 400));
    const body = JSON.parse(JSON.stringify(second.body).replace('rules7919', 'laws7919')) as JsonObject;
    const broken = last(watch({ ...second, body }, 0))?.break;
    expect(broken?.causes.map(cause => cause.id)).toEqual(['system-changed']);
    expect(broken?.ringing).toBe(true);
  });
});

describe('a log with usage and no prompt', () => {
  const bare = (i: number, at: number, model = 'claude-sonnet-4-6'): RequestRecord => ({
    ...request(`u${i}`, 2 * i + 1, { body: {}, at }),
    body: null,
    raw: null,
    model,
    fidelity: 'usage-only',
  });
  const watch = (gap: number, model?: string): readonly (string | null)[] => {
    const engine = createEngine();
    engine.accept(bare(0, 0));
    engine.accept(usage('u0', 2, { read: 0, write: 20_000 }));
    engine.accept(bare(1, gap, model));
    engine.accept(usage('u1', 4, { read: 0, write: 20_300 }));
    return (last(engine)?.break?.causes ?? []).flatMap(cause => [cause.id, cause.kind]);
  };

  it('says that it cannot tell what changed', () => {
    expect(watch(MINUTE)).toEqual(['unknown', 'prompt']);
  });

  it('expects the loss behind a compaction that the log tells of, once', () => {
    const engine = createEngine();
    const origin = { path: 'log.jsonl', line: 3 };
    engine.accept(bare(0, 0));
    engine.accept(usage('u0', 2, { read: 0, write: 20_000 }));
    engine.accept({ kind: 'notice', origin, at: null, session: 's1', text: 'compacted', isCompaction: true });
    for (const i of [1, 2]) {
      engine.accept(bare(i, i * MINUTE));
      engine.accept(usage(`u${i}`, 2 * i + 2, { read: 0, write: 9_000 }));
    }
    expect(engine.model().requests.map(({ break: broken }) => broken?.ringing)).toEqual([
      undefined,
      false,
      true,
    ]);
    expect(engine.model().requests[1]?.break?.causes.map(({ id }) => id)).toEqual(['history-summarised']);
  });

  it('tells a pause and a change of model', () => {
    expect(watch(6 * MINUTE)).toEqual(['expired', null]);
    expect(watch(MINUTE, 'claude-opus-4-5')).toEqual(['model-changed', null]);
  });
});
