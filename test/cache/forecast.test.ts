import { describe, expect, it } from 'vitest';
import { type CacheRequest, createCache } from '../../src/cache/cache.js';
import { entryOfSize } from '../../src/cache/entries/entry-of-size.js';
import { type BreakpointRules, distanceTo } from '../../src/cache/forecast.js';
import type { Json, JsonObject, Usage } from '../../src/log/record.js';
import { type Prompt, readPrompt } from '../../src/prompt/index.js';

/** One token a byte makes counts easy to see. */
const METER = { observations: 1, estimate: (block: { textBytes: number }): number => block.textBytes };

const RULES: BreakpointRules = {
  minimum: { certain: 10, uncertainUpTo: 10 },
  lookback: 20,
  collapseRuns: true,
  breakpoints: 4,
};

type Mark = '5m' | '1h';

function marked(block: JsonObject, ttl: Mark | undefined): JsonObject {
  return ttl === undefined ? block : { ...block, cache_control: { type: 'ephemeral', ttl } };
}

/** A prompt of numbered text blocks, each in a message of its own, with breakpoints at some of them. */
function blocks(count: number, marks: Readonly<Record<number, Mark>>, extra: JsonObject = {}): Prompt {
  const messages = Array.from({ length: count }, (_, i) => ({
    role: i % 2 === 0 ? 'user' : 'assistant',
    content: [marked({ type: 'text', text: `block ${i}` }, marks[i])],
  }));
  return prompt({ messages, ...extra });
}

function prompt(body: Readonly<Record<string, Json>>): Prompt {
  const read = readPrompt({
    api: 'anthropic-messages',
    body: { model: 'm', ...body },
    model: 'm',
    betas: [],
    redacted: [],
  });
  if (read === null) throw new Error('no prompt');
  return read;
}

function setUp(rules: BreakpointRules = RULES): {
  leave(prompt: Prompt, at?: number | null): CacheRequest;
  send(prompt: Prompt, at?: number | null, firstByteAt?: number | null): CacheRequest;
  bill(request: CacheRequest, usage: Partial<Usage>): void;
} {
  const cache = createCache();
  let sent = 0;
  function leave(next: Prompt, at: number | null = null): CacheRequest {
    sent += 1;
    const arrival = { id: `#${sent}`, prompt: next, provider: 'anthropic', at, meter: METER };
    return cache.arrive({ ...arrival, thinking: 'kept' }, rules);
  }
  return {
    leave,
    send(next, at = null, firstByteAt = null) {
      const request = leave(next, at);
      const { read, write5m, write1h, input } = request.forecast;
      const write = write5m + write1h;
      const usage = {
        cacheRead: read,
        cacheWrite: write,
        cacheWrite5m: write5m,
        cacheWrite1h: write1h,
        input,
        output: 1,
      };
      cache.settle(request, usage, firstByteAt);
      return request;
    },
    bill(request, usage) {
      const zero = { cacheRead: 0, cacheWrite: 0, cacheWrite5m: 0, cacheWrite1h: 0, input: 0, output: 1 };
      cache.settle(request, { ...zero, ...usage }, null);
    },
  };
}

describe('forecast', () => {
  it('misses what 20 positions do not reach, and finds it from a second breakpoint (the documented example)', () => {
    const far = setUp();
    far.send(blocks(10, { 9: '5m' }));
    expect(far.send(blocks(15, { 14: '5m' })).forecast.hit?.path).toBe('messages[9].content[0]');
    expect(far.send(blocks(35, { 34: '5m' })).forecast.hit).toBeNull();
    const near = setUp();
    near.send(blocks(15, { 14: '5m' }));
    expect(near.send(blocks(35, { 14: '5m', 34: '5m' })).forecast.hit?.path).toBe('messages[14].content[0]');
  });

  it('counts the breakpoint itself as the first of 20 positions', () => {
    const reach = (count: number): boolean => {
      const { send } = setUp();
      send(blocks(10, { 9: '5m' }));
      return send(blocks(count, { [count - 1]: '5m' })).forecast.hit !== null;
    };
    expect([reach(29), reach(30)]).toEqual([true, false]);
  });

  it('takes a run of parallel tool calls and a run of their results for one position each', () => {
    const parallel = (calls: number, mark: boolean): Prompt => {
      const ids = Array.from({ length: calls }, (_, i) => `t${i}`);
      return prompt({
        messages: [
          { role: 'user', content: [marked({ type: 'text', text: 'go on then' }, mark ? undefined : '5m')] },
          ...(calls === 0
            ? []
            : [
                {
                  role: 'assistant',
                  content: ids.map(id => ({ type: 'tool_use', id, name: 'x', input: {} })),
                },
                {
                  role: 'user',
                  content: ids.map((id, i) =>
                    marked(
                      { type: 'tool_result', tool_use_id: id, content: 'ok' },
                      i === calls - 1 ? '5m' : undefined,
                    ),
                  ),
                },
              ]),
        ],
      });
    };
    const hits = (collapseRuns: boolean): boolean => {
      const { send } = setUp({ ...RULES, collapseRuns });
      send(parallel(0, false));
      return send(parallel(25, true)).forecast.hit !== null;
    };
    expect([hits(true), hits(false)]).toEqual([true, false]);
  });

  it('writes nothing at positions without a breakpoint: equal bytes alone are no entry', () => {
    const { send } = setUp();
    send(blocks(6, { 5: '5m' }));
    expect(send(blocks(3, { 2: '5m' })).forecast.read).toBe(0);
  });

  it('finds an entry whose marker has moved away', () => {
    const { send } = setUp();
    const first = send(blocks(3, { 2: '5m' }));
    const second = send(blocks(5, { 4: '5m' }));
    expect(second.forecast.read).toBe(first.forecast.write5m);
  });

  it('reads an entry until its lifetime has run out, counted from the start of its last use', () => {
    const { send } = setUp();
    send(blocks(2, { 1: '5m' }), 0);
    expect(send(blocks(2, { 1: '5m' }), 299_999).forecast.read).toBeGreaterThan(0);
    expect(send(blocks(2, { 1: '5m' }), 599_998).forecast.read).toBeGreaterThan(0);
    expect(send(blocks(2, { 1: '5m' }), 899_998).forecast.read).toBe(0);
  });

  it('renews every living entry at a marker in front of the one it reads', () => {
    const { send } = setUp();
    for (const minute of [0, 4, 8])
      send(blocks(4 + minute, { 0: '5m', [3 + minute]: '5m' }), minute * 60_000);
    // The first block was written at minute 0 and read by none of them.
    const last = blocks(3, { 0: '5m', 2: '5m' });
    expect(send(last, 11 * 60_000).forecast.hit?.path).toBe('messages[0].content[0]');
  });

  it('renews no entry that has no marker, and none that is dead', () => {
    const unmarked = setUp();
    unmarked.send(blocks(2, { 0: '5m', 1: '5m' }), 0);
    unmarked.send(blocks(4, { 1: '5m', 3: '5m' }), 4 * 60_000);
    expect(unmarked.send(blocks(1, { 0: '5m' }), 6 * 60_000).forecast.hit).toBeNull();

    const dead = setUp({ ...RULES, lookback: 1 });
    dead.send(blocks(1, { 0: '5m' }), 0);
    dead.send(blocks(3, { 2: '5m' }), 4 * 60_000);
    dead.send(blocks(4, { 0: '5m', 2: '5m', 3: '5m' }), 6 * 60_000);
    expect(dead.send(blocks(1, { 0: '5m' }), 7 * 60_000).forecast.hit).toBeNull();
  });

  it('counts from its writing, not from its last use, when an answer has begun', () => {
    const { leave } = setUp();
    leave(blocks(2, { 1: '5m' }), 0);
    const reads = [1_000, 1_200].map(at => leave(blocks(2, { 1: '5m' }), at).forecast.hit?.writer);
    expect(reads).toEqual(['#1', '#1']);
  });

  it('does not read an entry before the first byte of its writer', () => {
    const { send } = setUp();
    send(blocks(2, { 1: '5m' }), 0, 2_000);
    expect(send(blocks(2, { 1: '5m' }), 1_999).forecast.read).toBe(0);
    const other = setUp();
    other.send(blocks(2, { 1: '5m' }), 0, 2_000);
    expect(other.send(blocks(2, { 1: '5m' }), 2_000).forecast.read).toBeGreaterThan(0);
  });

  it('bills up to the last 1h breakpoint as 1h and the rest as 5m', () => {
    const { send } = setUp();
    const { forecast, count } = send(blocks(6, { 1: '1h', 4: '5m' }));
    expect(forecast.write1h).toBe(count.upTo[1]);
    expect(forecast.write5m).toBe((count.upTo[4] ?? 0) - (count.upTo[1] ?? 0));
    expect(forecast.input).toBe((count.upTo[5] ?? 0) - (count.upTo[4] ?? 0));
  });

  it('bills only what stands behind the read', () => {
    const { send } = setUp();
    send(blocks(2, { 1: '1h' }));
    const { forecast, count } = send(blocks(6, { 1: '1h', 4: '1h' }));
    expect(forecast).toMatchObject({ read: count.upTo[1], write5m: 0 });
    expect(forecast.write1h).toBe((count.upTo[4] ?? 0) - (count.upTo[1] ?? 0));
  });

  it('caches nothing below the minimum, and is not certain between its two values', () => {
    const { count } = setUp().send(blocks(4, { 3: '5m' }));
    const rules = (certain: number, uncertainUpTo: number): BreakpointRules => ({
      ...RULES,
      minimum: { certain, uncertainUpTo },
    });
    const tokens = count.upTo[3] ?? 0;
    expect(setUp(rules(tokens + 1, tokens + 1)).send(blocks(4, { 3: '5m' })).forecast.write5m).toBe(0);
    expect(setUp(rules(tokens, tokens)).send(blocks(4, { 3: '5m' })).forecast).toMatchObject({
      write5m: tokens,
      certain: true,
    });
    expect(setUp(rules(tokens, tokens + 1)).send(blocks(4, { 3: '5m' })).forecast.certain).toBe(false);
  });

  it('keeps tools and system through a changed tool choice, and loses the messages', () => {
    const system = [marked({ type: 'text', text: 'the system text' }, '5m')];
    const { send } = setUp();
    const first = send(blocks(3, { 2: '5m' }, { system }));
    const choice = blocks(3, { 2: '5m' }, { system, tool_choice: { type: 'any' } });
    expect(send(choice).forecast.read).toBe(first.count.upTo[0]);
  });

  it('shares nothing between two models', () => {
    const { send } = setUp();
    send(blocks(3, { 2: '5m' }));
    expect(send(blocks(3, { 2: '5m' }, { model: 'other' })).forecast.read).toBe(0);
  });

  it('predicts nothing for five breakpoints or a short lifetime in front of a long one', () => {
    const { send } = setUp();
    send(blocks(3, { 2: '5m' }));
    const five = blocks(5, { 0: '5m', 1: '5m', 2: '5m', 3: '5m', 4: '5m' });
    expect(send(five).forecast).toMatchObject({ read: 0, write5m: 0, certain: false });
    expect(send(blocks(3, { 1: '5m', 2: '1h' })).forecast).toMatchObject({ read: 0, certain: false });
  });

  it('takes exact counts from usage: the next read is what was read and written before', () => {
    const { send, bill } = setUp();
    const first = send(blocks(3, { 2: '5m' }));
    bill(first, { cacheWrite: 777, cacheWrite5m: 777, input: 5 });
    expect(send(blocks(5, { 4: '5m' })).forecast.read).toBe(777);
  });

  it('takes the count of a whole prompt from what was read, written and neither', () => {
    const { send, bill } = setUp();
    bill(send(blocks(4, { 2: '5m' })), { cacheRead: 100, cacheWrite: 20, cacheWrite5m: 20, input: 3 });
    expect(send(blocks(4, { 2: '5m' })).count).toMatchObject({ total: 123 });
  });

  it('finds the entry that a usage names even where it ends with the first block', () => {
    const cache = createCache();
    const arrive = (id: string): CacheRequest => {
      const arrival = { id, prompt: blocks(1, { 0: '5m' }), provider: null, at: null, meter: METER };
      return cache.arrive({ ...arrival, thinking: 'kept' }, RULES);
    };
    const { count } = arrive('writer');
    expect(entryOfSize(arrive('reader'), count.total, cache.entries)).toMatchObject({
      block: 0,
      entry: { writer: 'writer' },
    });
    // Its count is an estimate, so 64 tokens more or less may be it too.
    const found = (tokens: number): boolean => entryOfSize(arrive('next'), tokens, cache.entries) !== null;
    expect([64, 65].map(off => found(count.total + off))).toEqual([true, false]);
  });

  it('takes an exact count for the entry of that size only, and before an estimate that is as near', () => {
    const cache = createCache();
    const arrive = (id: string, prompt: Prompt): CacheRequest =>
      cache.arrive({ id, prompt, provider: null, at: null, meter: METER, thinking: 'kept' }, RULES);
    const usage = { cacheRead: 0, cacheWrite5m: null, cacheWrite1h: null, input: 0, output: 1 };
    cache.settle(arrive('counted', blocks(1, { 0: '5m' })), { ...usage, cacheWrite: 70 }, null);
    const found = (reader: CacheRequest, tokens: number): string | undefined =>
      entryOfSize(reader, tokens, cache.entries)?.entry.writer;
    const first = arrive('reader', blocks(1, { 0: '5m' }));
    expect([70, 71].map(tokens => found(first, tokens))).toEqual(['counted', undefined]);

    const estimated = arrive('estimated', blocks(2, { 1: '5m' }));
    const tokens = estimated.forecast.read + estimated.forecast.write5m;
    const reader = arrive('next', blocks(3, { 2: '5m' }));
    expect(found(reader, tokens)).toBe('estimated');
    cache.settle(arrive('recounted', blocks(1, { 0: '1h' })), { ...usage, cacheWrite: tokens }, null);
    expect(found(reader, tokens)).toBe('recounted');
  });

  it('takes no count for a prefix from a usage that leaves the writes out', () => {
    const { send, bill } = setUp();
    const first = send(blocks(3, { 2: '5m' }));
    bill(first, { cacheRead: 7, cacheWrite: null, input: null });
    expect(send(blocks(5, { 4: '5m' })).count.upTo[2]).toBe(first.count.upTo[2]);
  });

  it('is certain of a read whose count a usage named and whose writer has answered', () => {
    const { send } = setUp();
    send(blocks(3, { 2: '5m' }), 0, 500);
    expect(send(blocks(5, { 4: '5m' }), 1_000).forecast.certain).toBe(true);

    const cache = createCache();
    const arrive = (id: string, at: number): CacheRequest => {
      const arrival = { id, prompt: blocks(3, { 2: '5m' }), provider: null, at, meter: METER };
      return cache.arrive({ ...arrival, thinking: 'kept' }, RULES);
    };
    const { count } = arrive('writer', 0);
    const usage = { cacheWrite: 0, cacheWrite5m: 0, cacheWrite1h: 0, input: 0, output: 1 };
    cache.settle(arrive('reader', 2_000), { ...usage, cacheRead: count.total }, null);
    expect(arrive('next', 4_000).forecast).toMatchObject({ read: count.total, certain: false });
  });
});

describe('distanceTo', () => {
  it('counts positions to the nearest breakpoint at or behind a block', () => {
    const prompt = blocks(8, { 4: '5m', 6: '5m' });
    expect([2, 4, 5, 7].map(block => distanceTo(prompt, block, RULES))).toEqual([2, 0, 1, null]);
  });
});

describe('the usage of a request', () => {
  const BLOCK = JSON.stringify({ type: 'text', text: 'block 0' }).length;

  it.each<[string, Partial<Usage>]>([
    ['read', { cacheRead: null, cacheWrite: 100 }],
    ['written', { cacheRead: 0, cacheWrite: null }],
  ])(
    'that does not say what was %s leaves what was thought to be written, readable from then on',
    (_, usage) => {
      const { leave, bill } = setUp();
      bill(leave(blocks(2, { 1: '5m' })), usage);
      const { hit, read } = leave(blocks(4, { 1: '5m', 3: '5m' })).forecast;
      expect([hit?.tokens, hit?.exact, read]).toEqual([2 * BLOCK, false, 2 * BLOCK]);
    },
  );

  it('that says that nothing was written takes back what was thought to be', () => {
    const { leave, bill } = setUp();
    bill(leave(blocks(2, { 1: '5m' })), { input: 60 });
    expect(leave(blocks(2, { 1: '5m' })).forecast.hit).toBeNull();
  });

  it('leaves an entry that it read to the request that wrote it', () => {
    const { leave, bill } = setUp();
    bill(leave(blocks(2, { 0: '5m', 1: '5m' })), { cacheWrite: 60 });
    bill(leave(blocks(3, { 0: '5m', 2: '5m' })), { cacheRead: BLOCK - 5, cacheWrite: 60 });
    const { hit } = leave(blocks(1, { 0: '5m' })).forecast;
    expect([hit?.writer, hit?.tokens, hit?.exact]).toEqual(['#1', BLOCK - 5, true]);
  });

  it('bounds the estimates in front of its last breakpoint, and lets them be read', () => {
    const { leave, bill } = setUp();
    bill(leave(blocks(3, { 1: '5m', 2: '5m' })), { cacheWrite: BLOCK });
    const { hit } = leave(blocks(2, { 1: '5m' })).forecast;
    expect([hit?.tokens, hit?.exact, hit?.visibleAt]).toEqual([BLOCK, false, null]);
  });

  it('a few tokens above what was written names no entry in front of it, which cannot hold as much', () => {
    const { leave, bill } = setUp();
    bill(leave(blocks(3, { 0: '5m', 2: '5m' }), 0), { cacheWrite: 300, cacheWrite5m: 300 });
    for (const [count, cacheRead] of [
      [5, 310],
      [7, 370],
    ] as const) {
      const request = leave(blocks(count, { 0: '5m', [count - 1]: '5m' }), count * 1000);
      bill(request, { cacheRead, cacheWrite: 50, cacheWrite5m: 50 });
    }
    const { count } = leave(blocks(9, { 0: '5m', 8: '5m' }), 9000);
    expect([count.isExact(0), count.isExact(2), count.upTo[2]]).toEqual([false, true, 300]);
    expect(count.upTo[0]).toBeLessThan(300);
  });

  it('keeps what it read of another session, of which only the size is known', () => {
    const { leave, bill } = setUp();
    bill(leave(blocks(3, { 0: '5m', 2: '5m' })), { cacheRead: 2 * BLOCK, cacheWrite: BLOCK });
    const { hit } = leave(blocks(1, { 0: '5m' })).forecast;
    expect([hit?.tokens, hit?.exact, hit?.visibleAt]).toEqual([BLOCK, false, null]);
  });
});
