/** Sentences on logs that nobody here wrote: each says no more than the log holds. */
import { describe, expect, test } from 'vitest';
import { createEngine } from '../../src/engine.js';
import type { JsonObject, RequestRecord, Usage } from '../../src/log/record.js';
import { conversation, prose, request, TOOLS, usage } from '../agent.js';
import { causesOf, play } from './others-play.js';

const chat = (provider: string): Partial<RequestRecord> => ({ api: 'openai-chat', provider });

/** Of a cache that keeps prefixes by itself. */
const read = (cacheRead: number, total: number): Usage => ({
  ...{ input: total - cacheRead, cacheRead, cacheWrite: null, cacheWrite5m: null, cacheWrite1h: null },
  ...{ output: 9, promptTotal: total },
});

describe('an image that is asked for in another detail', () => {
  const picture = (detail: string): JsonObject => ({
    type: 'image_url',
    image_url: { url: 'https://img.example/a.png', detail },
  });
  const item = (detail: string): JsonObject => ({ type: 'input_image', image_url: 'data:,', detail });
  const asking = (image: JsonObject, more: number): JsonObject => ({
    model: 'gpt-5',
    messages: [
      { role: 'system', content: prose('s', 900) },
      { role: 'user', content: [{ type: 'text', text: 'what is this' }, image] },
      ...Array.from({ length: more }, (_, i) => ({
        role: i % 2 === 0 ? 'assistant' : 'user',
        content: prose(`m${i}`, 400),
      })),
    ],
  });

  test.each([
    ['of chat', picture],
    ['of responses', item],
  ])('was not sent with other bytes: %s', (_, of) => {
    const change = chat('openai');
    const [, now] = play([
      { body: asking(of('low'), 1), read: 0, write: 0, change, usage: { usage: read(0, 4_000) } },
      { body: asking(of('high'), 3), read: 0, write: 0, change, usage: { usage: read(1_792, 5_600) } },
    ]);
    expect(causesOf(now)).toEqual(['image-changed (detail)']);
    expect(now?.break?.causes[0]?.summary).toBe(
      'The image at messages[1].content[1] is the same, its detail is not: "low" became "high", and the model sees it in other tokens.',
    );
  });
});

test('an image of few tokens is blamed, though its size is guessed at many', () => {
  const asking = (detail: string, turns: number): JsonObject => ({
    model: 'gpt-5',
    messages: [
      { role: 'system', content: prose('s', 900) },
      {
        role: 'user',
        content: [
          { type: 'text', text: prose('q', 60) },
          { type: 'image_url', image_url: { url: 'https://img.example/a.png', detail } },
        ],
      },
      ...Array.from({ length: turns }, (_, i) => ({
        role: i % 2 === 0 ? 'assistant' : 'user',
        content: prose(`m${i}`, 200),
      })),
    ],
  });
  const change = chat('openai');
  const [, , now] = play([
    { body: asking('auto', 1), read: 0, write: 0, change, usage: { usage: read(0, 2_900) } },
    { body: asking('auto', 3), read: 0, write: 0, change, usage: { usage: read(2_816, 3_900) } },
    { body: asking('high', 5), read: 0, write: 0, change, usage: { usage: read(2_048, 4_900) } },
  ]);
  expect(causesOf(now)).toEqual(['image-changed (detail)']);
});

test('tools in another order begin at the place of the first, in the words of the API', () => {
  const names = ['find', 'sum', 'post'];
  const declared = (order: readonly string[], more: number): JsonObject => ({
    tools: [{ functionDeclarations: order.map(name => ({ name, description: prose(name, 300) })) }],
    contents: Array.from({ length: 1 + 2 * more }, (_, i) => ({
      role: i % 2 === 0 ? 'user' : 'model',
      parts: [{ text: prose(`c${i}`, 500) }],
    })),
  });
  const change: Partial<RequestRecord> = { api: 'gemini', provider: 'google', model: 'gemini-2.5-pro' };
  const [, now] = play([
    { body: declared(names, 0), read: 0, write: 0, change, usage: { usage: read(0, 4_000) } },
    {
      body: declared(['find', 'post', 'sum'], 1),
      read: 0,
      write: 0,
      change,
      usage: { usage: read(0, 6_000) },
    },
  ]);
  expect(causesOf(now)).toEqual(['tools-reordered']);
  expect(now?.break?.causes[0]?.summary).toBe(
    'The same tools stand in another order from tools[0].functionDeclarations[1] on.',
  );
});

describe('a tool list that changes in two ways', () => {
  const [first, second, third] = TOOLS as readonly [JsonObject, JsonObject, JsonObject];
  const counted = (n: number): JsonObject => ({ ...second, description: `used ${n} times` });

  test('has a place of its own for each, and a value is no changed definition beside', () => {
    const [, now] = play([
      { body: conversation(1, { tools: [first, counted(17)] }), read: 0, write: 9_000 },
      { body: conversation(2, { tools: [first, counted(18), third] }), read: 0, write: 10_000 },
    ]);
    expect(now?.break?.causes.map(({ id, path }) => [id, path])).toEqual([
      ['volatile-value', 'tools[1].description'],
      ['tools-added', 'tools[2]'],
    ]);
  });

  test('names the definition that changed beside the value', () => {
    const [, now] = play([
      { body: conversation(1, { tools: [first, counted(17), third] }), read: 0, write: 9_000 },
      {
        body: conversation(2, { tools: [first, counted(18), { ...third, description: 'other words' }] }),
        read: 0,
        write: 10_000,
      },
    ]);
    expect(causesOf(now)).toEqual(['volatile-value (other)', 'tool-changed']);
  });
});

test('an entry that was read before its size was known is that of who wrote it', () => {
  const asked = (rounds: number, choice: boolean): JsonObject => ({
    ...conversation(rounds),
    ...(choice && { tool_choice: { type: 'any' } }),
  });
  const entries = play([
    { body: asked(0, false), read: 0, write: 9_000 },
    // Far from what the bytes let expect: the rate of this model was not known yet.
    { body: asked(1, true), read: 7_000, write: 3_500 },
    { body: asked(2, true), read: 10_500, write: 1_500 },
    { body: asked(3, false), read: 7_000, write: 7_500 },
  ]);
  expect(entries[3]?.break?.hitEntryOf).toBe('1');
});

test('of a cache that counts no writes, no more was lost than was sent', () => {
  const change: Partial<RequestRecord> = { provider: 'zai', model: 'glm-5.1' };
  const unwritten = (cacheRead: number, input: number): Usage => ({
    ...{ input, cacheRead, cacheWrite: null, cacheWrite5m: null, cacheWrite1h: null, output: 9 },
  });
  const turns = Array.from({ length: 9 }, (_, i) => ({
    role: i % 2 === 0 ? 'user' : 'assistant',
    content: prose(`turn${i}`, 300),
  }));
  const body = (from: number, to: number): JsonObject => ({
    model: 'glm-5.1',
    system: prose('system', 500),
    messages: turns.slice(from, to),
  });
  const entries = play([
    { body: body(0, 1), read: 0, write: 0, change, usage: { usage: unwritten(0, 1_900) } },
    { body: body(0, 3), read: 0, write: 0, change, usage: { usage: unwritten(1_900, 1_400) } },
    { body: body(0, 7), read: 0, write: 0, change, usage: { usage: unwritten(3_300, 2_800) } },
    { body: body(4, 9), read: 0, write: 0, change, usage: { usage: unwritten(1_200, 3_500) } },
  ]);
  expect(causesOf(entries[3])).toEqual(['history-truncated']);
  expect(entries[3]?.break).toMatchObject({ expectedRead: 4_700, lostTokens: 3_500, expectedExact: false });
});

describe('an unexplained miss', () => {
  const body = (turns: number): JsonObject => ({
    model: 'qwen3',
    messages: [
      { role: 'system', content: prose('s', 800) },
      ...Array.from({ length: turns }, (_, i) => ({ role: 'user', content: prose(`u${i}`, 300) })),
    ],
  });
  const change: Partial<RequestRecord> = { ...chat('local'), fidelity: 'reserialised', model: 'qwen3' };
  const timed = (cacheRead: number, total: number): Usage => ({
    ...read(cacheRead, total),
    prefillMs: 900,
  });

  test('of a log that was written again is one of the same content, not of the same bytes', () => {
    const [, now] = play([
      { body: body(1), read: 0, write: 0, change, usage: { usage: read(0, 4_000) } },
      { body: body(2), read: 0, write: 0, change, usage: { usage: read(0, 6_000) } },
    ]);
    expect(causesOf(now)).toEqual(['provider-side']);
    expect(now?.break?.causes[0]?.summary).toBe(
      'The content is the same; this cache promises no hit. Whether its JSON was written alike is not in this log.',
    );
  });

  test("of an engine of one's own tells who came in between, and a fix that it has", () => {
    const other: JsonObject = { model: 'qwen3', messages: [{ role: 'user', content: 'Name this chat.' }] };
    const entries = play([
      { body: body(1), read: 0, write: 0, change, usage: { usage: timed(0, 4_000) } },
      { body: other, read: 0, write: 0, change, usage: { usage: timed(0, 20) } },
      { body: body(2), read: 0, write: 0, change, usage: { usage: timed(2, 6_000) } },
    ]);
    const [cause] = entries[2]?.break?.causes ?? [];
    expect(cause?.id).toBe('provider-side');
    expect(cause?.summary).toMatch(
      /^The content is the same; the engine keeps a prefix until another prompt takes its place, and another request came in between\./,
    );
    expect(cause?.fix).toContain('`--parallel`');
  });
});

test('an error that a placeholder says was taken out is scrubbed, not compacted', () => {
  const failing = `Error: exit code 1\nTraceback\n${prose('line', 300)}`;
  const [, now] = play([
    { body: conversation(2, { edit: { round: 0, result: failing } }), read: 0, write: 9_000 },
    { body: conversation(3, { edit: { round: 0, result: '[error removed]' } }), read: 6_000, write: 4_000 },
  ]);
  expect(causesOf(now)).toEqual(['history-edited (error-scrubbed)']);
});

describe('a site', () => {
  test('in the system text of a chat keeps its number', () => {
    const said = (day: number, turns: number): JsonObject => ({
      model: 'gpt-5',
      messages: [
        { role: 'system', content: `${prose('s', 900)} Today is 2026-11-${day}.` },
        ...Array.from({ length: turns }, (_, i) => ({
          role: i % 2 === 0 ? 'user' : 'assistant',
          content: prose(`u${i}`, 300),
        })),
      ],
    });
    const change = chat('openai');
    const [, now] = play([
      { body: said(21, 1), read: 0, write: 0, change, usage: { usage: read(0, 4_000) } },
      { body: said(22, 3), read: 0, write: 0, change, usage: { usage: read(0, 6_000) } },
    ]);
    expect(now?.break?.site).toBe('volatile-value (date) at messages[0].content in main');
  });

  test('of a dropped thought is that of a thought, whatever stands there now', () => {
    const items = (turn: number, isThinking: boolean): JsonObject[] => [
      ...(isThinking
        ? [{ type: 'reasoning', id: `rs_${turn}`, summary: [], encrypted_content: 'ab'.repeat(90) }]
        : []),
      { type: 'function_call', call_id: `c${turn}`, name: 'f', arguments: '{}' },
      { type: 'function_call_output', call_id: `c${turn}`, output: prose(`o${turn}`, 500) },
    ];
    const body = (turns: number, isThinking: boolean): JsonObject => ({
      model: 'gpt-5',
      instructions: prose('i', 900),
      input: [
        { role: 'user', content: 'Write tests.' },
        ...Array.from({ length: turns }, (_, i) => items(i, isThinking)).flat(),
      ],
    });
    const change: Partial<RequestRecord> = { api: 'openai-responses', provider: 'openai' };
    const [, now] = play([
      { body: body(2, true), read: 0, write: 0, change, usage: { usage: read(0, 5_000) } },
      { body: body(3, false), read: 0, write: 0, change, usage: { usage: read(1_792, 6_000) } },
    ]);
    expect(now?.break?.site).toBe('thinking-dropped (dropped) at input[*].thinking in main');
  });
});

describe('usage without a prompt', () => {
  const unseen = (effort: string, provider: string, model: string): Partial<RequestRecord> => ({
    ...{ body: null, raw: null, fidelity: 'usage-only', effort, provider, model },
    api: provider === 'openai' ? 'openai-responses' : 'anthropic-messages',
  });

  test('of a cache without breakpoints gets no fix that needs one', () => {
    const [, now] = play([
      {
        body: {},
        read: 0,
        write: 0,
        change: unseen('low', 'openai', 'gpt-5.5'),
        usage: { usage: read(0, 12_000) },
      },
      {
        body: {},
        read: 0,
        write: 0,
        change: unseen('high', 'openai', 'gpt-5.5'),
        usage: { usage: read(0, 13_000) },
      },
    ]);
    expect(causesOf(now)).toEqual(['parameters-changed (reasoning_effort)']);
    expect(now?.break?.causes[0]?.fix).toBe('Keep the parameter constant for the conversation.');
  });

  test.each([
    ['is not told', null, ' Whether it was written for 1h is not in this log.'],
    ['is', 0, ''],
  ])('expires after the usual lifetime where the longer one %s', (_, cacheWrite1h, doubt) => {
    const change = unseen('low', 'anthropic', 'claude-sonnet-4-6');
    const billed: Usage = { ...read(0, 9_000), input: 3, cacheWrite: 8_997, cacheWrite1h };
    const [, now] = play([
      { body: {}, read: 0, write: 0, change, usage: { usage: billed } },
      { body: {}, read: 0, write: 0, change, usage: { usage: billed }, gapMs: 420_000 },
    ]);
    expect(causesOf(now)).toEqual(['expired']);
    expect(now?.break?.causes[0]?.summary).toBe(`Idle for 7m; the entry lives 5m from its last use.${doubt}`);
  });
});

test('what a cache reads by itself is computed again, not written', () => {
  const said = (words: string, turns: number): JsonObject => ({
    model: 'gpt-5',
    messages: [
      { role: 'system', content: `${prose('s', 900)} ${words}` },
      ...Array.from({ length: turns }, (_, i) => ({
        role: i % 2 === 0 ? 'user' : 'assistant',
        content: prose(`u${i}`, 300),
      })),
    ],
  });
  const change = chat('openai');
  const [, now] = play([
    { body: said('Be brief.', 1), read: 0, write: 0, change, usage: { usage: read(0, 4_000) } },
    {
      body: said('Write at length, with examples.', 3),
      read: 0,
      write: 0,
      change,
      usage: { usage: read(1_920, 6_000) },
    },
  ]);
  expect(causesOf(now)).toEqual(['system-changed']);
  expect(now?.break?.causes[0]?.summary).toMatch(/everything behind it is computed again\.$/);
});

test('what left later is awaited by nobody, though its line stands in front', () => {
  const engine = createEngine();
  const body = conversation(1);
  const [early, late] = [1_000, 1_200];
  // Lines in the order in which answers ended.
  engine.accept(request('b', 1, { body, at: late }));
  engine.accept(usage('b', 2, { read: 0, write: 8_000, firstByteAt: late + 900 }));
  engine.accept(request('a', 3, { body, at: early, agent: 'other' }));
  engine.accept(usage('a', 4, { read: 0, write: 8_000, firstByteAt: early + 2_000 }));
  expect(engine.model().requests.map(entry => entry.break)).toEqual([null, null]);
});

test('a compaction beside another change pays nothing back: its cost is that of the other', () => {
  const late = { name: 'late', description: prose('late', 100), input_schema: {} };
  const engine = createEngine();
  const edit = { round: 0, result: '[cleared to save context]' };
  const bodies = [conversation(2), conversation(3, { edit, tools: [...TOOLS, late] })];
  bodies.forEach((body, i) => {
    engine.accept(request(`r${i}`, 2 * i + 1, { body, at: i * 60_000 }));
    engine.accept(usage(`r${i}`, 2 * i + 2, { read: 0, write: 9_000 }));
  });
  const [wound] = engine.model().sessions[0]?.wounds ?? [];
  expect(wound).toMatchObject({ cause: 'tools-added', savedTokens: null, paysBackAfter: null });
});

test('nobody goes on from what left later: newest first, no request is compared with the one after it', () => {
  const engine = createEngine();
  [3, 2, 1, 0].forEach((n, i) => {
    engine.accept(request(`r${n}`, 2 * i + 1, { body: conversation(n), at: n * 60_000 }));
    engine.accept(usage(`r${n}`, 2 * i + 2, { read: n === 0 ? 0 : 7_000 + n * 900, write: 900 }));
  });
  expect(engine.model().requests.map(entry => [entry.parentId, entry.break])).toEqual(
    Array(4).fill([null, null]),
  );
});

test('of two requests in a row with breakpoints that are refused, the second lost what the first did: nothing more was kept', () => {
  const illegal = (rounds: number): JsonObject => {
    const body = conversation(rounds);
    const tools = TOOLS.map(each => ({ ...each, cache_control: { type: 'ephemeral' } }));
    return { ...body, tools };
  };
  // A gateway lets them through; nothing is cached.
  const [, first, second] = play([
    { body: conversation(2), read: 0, write: 9_000 },
    { body: illegal(3), read: 0, write: 0, input: 10_000 },
    { body: illegal(4), read: 0, write: 0, input: 11_000 },
  ]);
  expect([first, second].map(causesOf)).toEqual([
    ['breakpoint-illegal (too-many)'],
    ['breakpoint-illegal (too-many)'],
  ]);
  expect([first, second].map(entry => entry?.break?.lostTokens)).toEqual([9_000, 9_000]);
});

test('citations that are switched on in an old document are one change', () => {
  const asking = (rounds: number, isCited: boolean): JsonObject => {
    const body = conversation(rounds);
    const source = { type: 'text', media_type: 'text/plain', data: prose('plan', 300) };
    const document = { type: 'document', source, ...(isCited && { citations: { enabled: true } }) };
    const [first, ...rest] = body.messages as readonly JsonObject[];
    const content = [document, ...((first?.content ?? []) as readonly JsonObject[])];
    return { ...body, messages: [{ ...first, content }, ...rest] };
  };
  const [, now] = play([
    { body: asking(1, false), read: 0, write: 9_000 },
    { body: asking(2, true), read: 0, write: 10_000 },
  ]);
  expect(causesOf(now)).toEqual(['parameters-changed (citations)']);
});

test('a request that only fills the cache is no subagent', () => {
  const engine = createEngine();
  const warm: JsonObject = { ...conversation(0), max_tokens: 0, messages: [{ role: 'user', content: '.' }] };
  engine.accept(request('w', 1, { body: warm, at: 0 }));
  engine.accept(usage('w', 2, { read: 0, write: 6_000, output: 0 }));
  [0, 1, 2].forEach(n => {
    engine.accept(request(`r${n}`, 2 * n + 3, { body: conversation(n), at: 60_000 * (n + 1) }));
    engine.accept(usage(`r${n}`, 2 * n + 4, { read: 6_000 + 900 * n, write: 900 }));
  });
  expect(engine.model().sessions[0]?.lanes.map(({ kind }) => kind)).toEqual(['auxiliary', 'main']);
});

test('another provider is no other model: its fix is of the provider', () => {
  const [, now] = play([
    { body: conversation(1), read: 0, write: 9_000, change: { provider: 'anthropic' } },
    { body: conversation(2), read: 0, write: 10_000, change: { provider: 'vertex' } },
  ]);
  expect(now?.break?.causes[0]).toMatchObject({
    kind: 'provider',
    fix: 'Keep one provider per conversation.',
  });
});
