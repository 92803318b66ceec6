import { describe, expect, it } from 'vitest';
import { type Exchange, RULES } from './bill/exchange.js';
import { bill } from './bill.js';
import type { JsonObject } from './sessions/json.js';

const NO_MINIMUM = { ...RULES, minimum: false };
const MARK = { type: 'ephemeral' };
const MARK_1H = { type: 'ephemeral', ttl: '1h' };

function exchange(id: string, at: number, body: JsonObject, more: Partial<Exchange> = {}): Exchange {
  return {
    id,
    provider: 'anthropic',
    api: 'anthropic-messages',
    model: 'claude-opus-5',
    betas: [],
    body,
    at,
    firstByteAt: at + 1_000,
    outcome: 'ok',
    purpose: 'generate',
    reply: [],
    evicts: 'nothing',
    ...more,
  };
}

/** One user message of `count` text blocks; the blocks numbered in `marked` carry a breakpoint. */
function blocks(count: number, marked: readonly number[], length = 40): JsonObject {
  const content = Array.from({ length: count }, (_, i) => ({
    type: 'text',
    text: `block ${i + 1} ${'x'.repeat(length)}`,
    ...(marked.includes(i + 1) ? { cache_control: MARK } : {}),
  }));
  return { messages: [{ role: 'user', content }] };
}

function billed(
  calls: readonly Exchange[],
  rules = NO_MINIMUM,
): { read: number; written: number; input: number }[] {
  const bills = bill(calls, rules);
  return calls.map(({ id }) => {
    const found = bills.get(id);
    return {
      read: found?.read ?? -1,
      written: (found?.write5m ?? -1) + (found?.write1h ?? 0),
      input: found?.input ?? -1,
    };
  });
}

describe('the Claude cache', () => {
  it('finds the entry of ten blocks from fifteen, and loses it from thirty-five', () => {
    const [one, two, three] = billed([
      exchange('1', 0, blocks(10, [10])),
      exchange('2', 5_000, blocks(15, [15])),
      exchange('3', 10_000, blocks(35, [35])),
    ]);
    expect(two?.read).toBe(one?.written);
    expect(three?.read).toBe(0);
  });

  it('finds it again through a second breakpoint', () => {
    const [one, two, three] = billed([
      exchange('1', 0, blocks(10, [10])),
      exchange('2', 5_000, blocks(15, [15])),
      exchange('3', 10_000, blocks(35, [15, 35])),
    ]);
    expect(three?.read).toBe((one?.written ?? 0) + (two?.written ?? 0));
  });

  it('looks at twenty positions, its own among them', () => {
    const reads = [29, 30].map(
      last =>
        billed([exchange('1', 0, blocks(10, [10])), exchange('2', 5_000, blocks(last, [last]))])[1]?.read,
    );
    expect(reads[0]).toBeGreaterThan(0);
    expect(reads[1]).toBe(0);
  });

  const parallel = (provider: string): number | undefined => {
    const question = { role: 'user', content: [{ type: 'text', text: 'look', cache_control: MARK }] };
    const uses = Array.from({ length: 25 }, (_, i) => ({
      type: 'tool_use',
      id: `t${i}`,
      name: 'read',
      input: { i },
    }));
    const results = uses.map(({ id }, i) => ({
      type: 'tool_result',
      tool_use_id: id,
      content: 'done',
      ...(i === 24 ? { cache_control: MARK } : {}),
    }));
    const later = [
      { role: 'user', content: 'look' },
      { role: 'assistant', content: uses },
      { role: 'user', content: results },
    ];
    return billed([
      exchange('1', 0, { messages: [question] }, { provider }),
      exchange('2', 5_000, { messages: later }, { provider }),
    ])[1]?.read;
  };

  it('counts 25 parallel tool calls as one position, and their results as another', () => {
    expect(parallel('anthropic')).toBeGreaterThan(0);
  });

  it('counts each of them on Bedrock', () => {
    expect(parallel('bedrock')).toBe(0);
  });

  it('writes every time and never reads when the marker stands on a block that changes', () => {
    const stamped = (time: string): JsonObject => ({
      system: [{ type: 'text', text: 'a stable rule '.repeat(40) }],
      messages: [{ role: 'user', content: [{ type: 'text', text: time, cache_control: MARK }] }],
    });
    const [one, two] = billed([exchange('1', 0, stamped('10:00')), exchange('2', 5_000, stamped('10:01'))]);
    expect(two?.read).toBe(0);
    expect(two?.written).toBeGreaterThan(0.9 * (one?.written ?? 0));
  });

  it('bills one hour in front of five minutes as A, B and C', () => {
    const body: JsonObject = {
      system: [{ type: 'text', text: 'rules '.repeat(200), cache_control: MARK_1H }],
      messages: [
        { role: 'user', content: [{ type: 'text', text: 'question '.repeat(100), cache_control: MARK }] },
        { role: 'user', content: [{ type: 'text', text: 'tail '.repeat(100) }] },
      ],
    };
    const first = bill([exchange('1', 0, body)], NO_MINIMUM).get('1');
    expect(first?.read).toBe(0);
    const repeated = bill([exchange('1', 0, body), exchange('2', 5_000, body)], NO_MINIMUM).get('2');
    expect(repeated).toEqual({
      ...first,
      read: (first?.write1h ?? 0) + (first?.write5m ?? 0),
      write1h: 0,
      write5m: 0,
    });
    expect([first?.write1h, first?.write5m, first?.input].every(count => (count ?? 0) > 100)).toBe(true);
  });

  it('counts a lifetime from the start of the request that wrote, not from the end of its answer', () => {
    const written = exchange('1', 0, blocks(3, [3]), { firstByteAt: 200_000 });
    const at = (time: number): number | undefined =>
      billed([written, exchange('2', time, blocks(3, [3]))])[1]?.read;
    expect(at(290_000)).toBeGreaterThan(0);
    expect(at(330_000)).toBe(0);
  });

  it('starts the lifetime anew with every read', () => {
    const times = [0, 200_000, 400_000, 600_000];
    const reads = billed(times.map((at, i) => exchange(String(i), at, blocks(3, [3])))).map(
      ({ read }) => read > 0,
    );
    expect(reads).toEqual([false, true, true, true]);
  });

  it('makes each of three requests within 200 ms write, since no answer has begun', () => {
    const calls = [0, 100, 200].map((at, i) => exchange(String(i), at, blocks(3, [3])));
    const results = billed(calls);
    expect(results.map(({ read }) => read)).toEqual([0, 0, 0]);
    expect(new Set(results.map(({ written }) => written)).size).toBe(1);
    expect(billed([...calls, exchange('late', 1_000, blocks(3, [3]))])[3]?.read).toBe(results[0]?.written);
  });

  it('keeps tools and system when tool_choice changes', () => {
    const body = (choice: string): JsonObject => ({
      system: [{ type: 'text', text: 'rules '.repeat(200), cache_control: MARK }],
      messages: [
        { role: 'user', content: [{ type: 'text', text: 'hello '.repeat(200), cache_control: MARK }] },
      ],
      tool_choice: { type: choice },
    });
    const [one, two] = billed([exchange('1', 0, body('auto')), exchange('2', 5_000, body('any'))]);
    expect(two?.read).toBeGreaterThan(200);
    expect(two?.read).toBeLessThan((one?.written ?? 0) - 200);
  });

  it('caches nothing of 3,900 tokens on a model with a minimum of 4,096, and says so with zeros', () => {
    const call = (model: string): ReturnType<typeof billed> =>
      billed([exchange('1', 0, blocks(3, [3], 4_700), { model })], RULES);
    const [small] = call('claude-haiku-4-5');
    expect(small).toMatchObject({ read: 0, written: 0 });
    expect(small?.input).toBeGreaterThan(3_700);
    expect(small?.input).toBeLessThan(4_096);
    expect(call('claude-sonnet-4-6')[0]?.written).toBeGreaterThan(3_700);
  });

  it('hits when only the marker moved', () => {
    const [one, two] = billed([exchange('1', 0, blocks(4, [2, 4])), exchange('2', 5_000, blocks(6, [6]))]);
    expect(two?.read).toBe(one?.written);
  });

  it('hits when a string became its one text block', () => {
    const body = (content: JsonObject['content']): JsonObject => ({
      messages: [
        { role: 'user', content: content ?? null },
        { role: 'user', content: [{ type: 'text', text: 'and?', cache_control: MARK }] },
      ],
    });
    const [one, two] = billed([
      exchange('1', 0, body('hello')),
      exchange('2', 5_000, body([{ type: 'text', text: 'hello' }])),
    ]);
    expect(two?.read).toBe(one?.written);
  });

  it('reads an older prefix after a rewind while it lives', () => {
    const [one, , three] = billed([
      exchange('1', 0, blocks(4, [4])),
      exchange('2', 5_000, blocks(8, [8])),
      exchange('3', 10_000, blocks(4, [4])),
    ]);
    expect(three).toMatchObject({ read: one?.written, written: 0 });
  });

  it('keeps what an aborted call wrote once it had begun, and nothing of a call that failed', () => {
    const readAfter = (outcome: Exchange['outcome'], firstByteAt: number | null): number | undefined =>
      billed([
        exchange('1', 0, blocks(4, [4]), { outcome, firstByteAt }),
        exchange('2', 5_000, blocks(4, [4])),
      ])[1]?.read;
    expect(readAfter('aborted', 1_000)).toBeGreaterThan(0);
    expect(readAfter('lost', null)).toBe(0);
    expect(readAfter('error', null)).toBe(0);
  });

  it('leaves deferred tools out of the prefix', () => {
    const body = (tools: JsonObject['tools']): JsonObject => ({ tools: tools ?? [], ...blocks(4, [4]) });
    const late = { name: 'late', input_schema: {}, defer_loading: true };
    const [one, two] = billed([exchange('1', 0, body([])), exchange('2', 5_000, body([late]))]);
    expect(two?.read).toBe(one?.written);
  });

  it('forgets the thinking of earlier turns on models that drop it', () => {
    const think = { type: 'thinking', thinking: 'so '.repeat(300), signature: 'c2ln' };
    const loop = [
      { role: 'user', content: [{ type: 'text', text: 'start '.repeat(300), cache_control: MARK }] },
      { role: 'assistant', content: [think, { type: 'tool_use', id: 'a', name: 'read', input: {} }] },
      {
        role: 'user',
        content: [{ type: 'tool_result', tool_use_id: 'a', content: 'x', cache_control: MARK }],
      },
    ];
    const next = [
      ...loop,
      { role: 'assistant', content: [think, { type: 'text', text: 'done' }] },
      { role: 'user', content: [{ type: 'text', text: 'more', cache_control: MARK }] },
    ];
    const reads = ['claude-sonnet-4-5', 'claude-sonnet-4-6'].map(model => {
      const [one, two] = billed([
        exchange('1', 0, { messages: loop }, { model }),
        exchange('2', 5_000, { messages: next }, { model }),
      ]);
      return (two?.read ?? 0) / (one?.written ?? 1);
    });
    expect(reads[0]).toBeLessThan(0.7);
    expect(reads[1]).toBe(1);
  });

  it('sums the passes of a server tool and keeps its hidden breakpoint of five minutes', () => {
    const reply = [
      { type: 'server_tool_use', id: 's', name: 'web_search', input: { query: 'tide' } },
      { type: 'web_search_tool_result', tool_use_id: 's', content: 'found '.repeat(200) },
      { type: 'text', text: 'high at noon' },
    ];
    const question = {
      role: 'user',
      content: [{ type: 'text', text: 'tide? '.repeat(200), cache_control: MARK_1H }],
    };
    const first = exchange('1', 0, { messages: [question] }, { reply });
    const next = [question, { role: 'assistant', content: reply }, { role: 'user', content: 'thanks' }];
    const second = exchange('2', 5_000, { messages: next, cache_control: MARK });
    const bills = bill([first, second], NO_MINIMUM);
    const one = bills.get('1');
    expect(one?.read).toBe(one?.write1h);
    expect(one?.write5m).toBeGreaterThan(100);
    expect(bills.get('2')?.read).toBe((one?.write1h ?? 0) + (one?.write5m ?? 0));
  });

  it('caches nothing with five breakpoints, or with one hour behind five minutes', () => {
    const five = billed([exchange('1', 0, blocks(9, [1, 2, 3, 4, 5]))])[0];
    expect(five).toMatchObject({ read: 0, written: 0 });
    const block = (control: JsonObject): JsonObject => ({
      type: 'text',
      text: 'so it is',
      cache_control: control,
    });
    const order = (...controls: JsonObject[]): { written: number } | undefined =>
      billed([exchange('1', 0, { messages: [{ role: 'user', content: controls.map(block) }] })])[0];
    expect(order(MARK, MARK_1H)?.written).toBe(0);
    expect(order(MARK_1H, MARK)?.written).toBeGreaterThan(0);
  });
});

describe('automatic caches', () => {
  const chat = (
    model: string,
    provider: string,
    turns: number,
    more: JsonObject = {},
  ): Partial<Exchange> & {
    body: JsonObject;
  } => ({
    provider,
    model,
    api: 'openai-chat',
    body: {
      messages: Array.from({ length: turns }, (_, i) => ({
        role: i % 2 === 0 ? 'user' : 'assistant',
        content: `${i} ${'word '.repeat(1200)}`,
      })),
      ...more,
    },
  });
  const pair = (first: ReturnType<typeof chat>, second: ReturnType<typeof chat>): ReturnType<typeof billed> =>
    billed([exchange('1', 0, first.body, first), exchange('2', 5_000, second.body, second)], RULES);

  it('rounds the shared prefix of GPT-5 down to 128 tokens', () => {
    const [one, two] = pair(chat('gpt-5', 'openai', 3), chat('gpt-5', 'openai', 5));
    expect(two?.read).toBe(Math.floor((one?.input ?? 0) / 128) * 128);
    expect(two?.written).toBe(0);
  });

  it('loses all of it with another effort or cache key', () => {
    const effort = chat('gpt-5', 'openai', 5, { reasoning_effort: 'high' });
    expect(pair(chat('gpt-5', 'openai', 3), effort)[1]?.read).toBe(0);
  });

  it('reads GPT-5.6 exactly at message ends and charges the writes', () => {
    const [one, two] = pair(chat('gpt-5.6', 'openai', 3), chat('gpt-5.6', 'openai', 5));
    expect(one?.written).toBeGreaterThan(1024);
    expect(two?.read).toBe(one?.written);
    expect(two?.written).toBeGreaterThan(1024);
    expect(two?.input).toBe(0);
  });

  it('looks at the newest message end of GPT-5.6 and the twenty before it', () => {
    const read = (turns: number): number | undefined =>
      pair(chat('gpt-5.6', 'openai', 1), chat('gpt-5.6', 'openai', turns))[1]?.read;
    expect(read(41)).toBeGreaterThan(1024);
    expect(read(43)).toBe(0);
  });

  it('matches DeepSeek only up to whole units, the answer among them', () => {
    const first = chat('deepseek-v4-pro', 'deepseek', 1);
    const reply = [{ role: 'assistant', content: `1 ${'word '.repeat(1200)}` }];
    const [one, two] = billed(
      [
        exchange('1', 0, first.body, { ...first, reply }),
        exchange(
          '2',
          5_000,
          chat('deepseek-v4-pro', 'deepseek', 3).body,
          chat('deepseek-v4-pro', 'deepseek', 3),
        ),
      ],
      RULES,
    );
    expect(two?.read).toBeGreaterThan(1.9 * (one?.input ?? 0));
    const other = { ...first, body: { messages: [{ role: 'user', content: `0 ${'word '.repeat(1199)}` }] } };
    expect(pair(first, other)[1]?.read).toBe(0);
  });

  it('matches on DeepSeek what two requests had in common, from the third on', () => {
    const system = { role: 'system', content: 'rule '.repeat(2_000) };
    const ask = (id: string, at: number, question: string): Exchange => {
      const body = { messages: [system, { role: 'user', content: question }] };
      return exchange(id, at, body, { provider: 'deepseek', model: 'deepseek-v4-pro', api: 'openai-chat' });
    };
    const reads = billed([ask('1', 0, 'why?'), ask('2', 5_000, 'when?'), ask('3', 10_000, 'who?')], RULES);
    expect(reads.map(({ read }) => read > 2_000)).toEqual([false, false, true]);
  });
});
