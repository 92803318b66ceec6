/** Every place in which a request differs is known, and a cause explains only what lies behind its own. */
import { describe, expect, test } from 'vitest';
import type { JsonObject, RequestRecord } from '../../src/log/record.js';
import { conversation, prose } from '../agent.js';
import { causesOf, play, type Turn } from './others-play.js';

/** A conversation that grows by 1 000 tokens a round behind 9 000. */
function grown(rounds: number, body: (round: number) => JsonObject = conversation): Turn[] {
  return Array.from({ length: rounds }, (_, i) => ({
    body: body(i),
    read: i === 0 ? 0 : 8_000 + i * 1_000,
    write: i === 0 ? 9_000 : 1_000,
  }));
}

describe('a cause explains what lies behind it, and no more', () => {
  const edited = (rounds: number): JsonObject =>
    conversation(rounds, { edit: { round: 3, result: `${prose('result3x', 400)} (edited)` } });

  test('a late edit and a read of nothing: the edit, then the provider, each with its tokens and its money', () => {
    const entries = play([...grown(5), { body: edited(5), read: 0, write: 14_000 }]);
    const broken = entries[5]?.break;
    expect(causesOf(entries[5])).toEqual(['history-edited (edited)', 'provider-side']);
    expect(broken?.causes.map(({ lostTokens }) => lostTokens)).toEqual([1_000, 12_000]);
    const costs = broken?.causes.map(({ cost }) => cost ?? 0) ?? [];
    expect((costs[0] ?? 0) + (costs[1] ?? 0)).toBeCloseTo(broken?.cost ?? 0, 10);
    expect((costs[1] ?? 0) / (costs[0] ?? 1)).toBeCloseTo(12, 10);
    expect(broken?.causes[1]?.summary).toContain('12 000 of the 13 000 tokens lie in front of messages[8]');
  });

  test('a read up to the edit is all the edit', () => {
    const entries = play([...grown(5), { body: edited(5), read: 12_000, write: 2_000 }]);
    expect(entries[5]?.break?.causes).toMatchObject([{ id: 'history-edited', lostTokens: 1_000 }]);
  });

  test('a cache that promises no hit does not ring for what it lost in front', () => {
    const change: Partial<RequestRecord> = { api: 'openai-chat', provider: 'openai' };
    const chat = (rounds: number, result = ''): JsonObject => ({
      model: 'gpt-5.4',
      messages: [
        { role: 'system', content: prose('s', 2_000) },
        { role: 'user', content: 'begin' },
        ...Array.from({ length: rounds }, (_, i) => [
          { role: 'assistant', content: `${prose(`a${i}x`, 600)}${i === 1 ? result : ''}` },
          { role: 'user', content: prose(`u${i}x`, 600) },
        ]).flat(),
      ],
    });
    const turns = [1, 2, 3].map((rounds, i) => ({
      body: chat(rounds),
      read: i === 0 ? 0 : 5_000 + i * 2_500,
      write: 0,
      input: i === 0 ? 7_500 : 2_500,
      change,
    }));
    const broken = play([
      ...turns,
      { body: chat(4, ' (changed)'), read: 0, write: 0, input: 15_000, change },
    ])[3]?.break;
    expect(broken?.causes.map(({ id }) => id)).toEqual(['history-edited', 'provider-side']);
    expect(broken?.causes[1]?.summary).toContain('this cache promises no hit');
    expect(broken?.ringing).toBe(true);
  });
});

describe('two changes that matter are both named, in the order of the prefix', () => {
  const opening = (lines: readonly string[], date: string, rounds: number): JsonObject => {
    const body = conversation(rounds);
    const [, ...rest] = body.messages as JsonObject[];
    const text = `${lines.join('\n')}\n${prose('memo', 300)}`;
    const note = `${prose('note', 200)}\nToday is ${date}.`;
    const content = [text, note].map(value => ({ type: 'text', text: value }));
    return { ...body, messages: [{ role: 'user', content }, ...rest] };
  };
  const lines = ['- ash: burns', '- birch: bends', '- cedar: smells'];

  test('in two blocks', () => {
    const entries = play([
      ...grown(3, rounds => opening(lines, '2026-09-15', rounds)),
      { body: opening(lines.toReversed(), '2026-09-16', 3), read: 9_000, write: 3_000 },
    ]);
    expect(causesOf(entries[3])).toEqual(['history-edited (edited)', 'volatile-value (date)']);
    expect(entries[3]?.break?.causes.map(({ path }) => path)).toEqual([
      'messages[0].content[0].text',
      'messages[0].content[1].text',
    ]);
    expect(entries[3]?.break?.causes[0]?.summary).toContain('in another order');
  });

  test('in one text', () => {
    const system = (date: string, rule: string): string =>
      `${prose('s', 900)}\nDay: ${date}\n${prose('t', 900)}\n${rule}`;
    const entries = play([
      ...grown(2, rounds => conversation(rounds, { system: system('2026-09-15', 'Be brief.') })),
      {
        body: conversation(2, { system: system('2026-09-16', 'Answer in French, and in verse.') }),
        read: 0,
        write: 12_000,
      },
    ]);
    expect(causesOf(entries[2])).toEqual(['volatile-value (date)', 'system-changed']);
    expect(entries[2]?.break?.causes.map(({ path }) => path)).toEqual(['system[0].text', 'system[0].text']);
  });

  test('of one kind in several blocks once, with their number', () => {
    const cleared = conversation(4);
    const messages = (cleared.messages as JsonObject[]).map((message, i) =>
      [2, 4, 6].includes(i)
        ? {
            ...message,
            content: [{ type: 'tool_result', tool_use_id: `t${i / 2 - 1}`, content: '[cleared]' }],
          }
        : message,
    );
    const entries = play([...grown(4), { body: { ...cleared, messages }, read: 9_000, write: 2_000 }]);
    expect(causesOf(entries[4])).toEqual(['history-edited (compacted)']);
    expect(entries[4]?.break?.causes[0]?.summary).toContain('The same in 2 other places.');
  });
});

describe('what the read cleared hides nothing behind it', () => {
  const HEADER = 'x-anthropic-billing-header:';
  const system = (cch: string, date: string): string =>
    `${HEADER} cc_version=2.1.9.a1; cch=${cch};\n${prose('s', 900)}\nDay: ${date}`;

  test('in the same text', () => {
    const hashes = ['1f3a9', '8be02', 'c44d1', '07aa6', 'e9153'];
    const entries = play([
      ...grown(4, rounds => conversation(rounds, { system: system(hashes[rounds] ?? '', '2026-09-15') })),
      { body: conversation(4, { system: system('e9153', '2026-09-16') }), read: 0, write: 13_000 },
    ]);
    expect(entries.slice(0, 4).map(({ break: found }) => found)).toEqual([null, null, null, null]);
    expect(causesOf(entries[4])).toEqual(['volatile-value (date)']);
  });

  test('and where it does cost, the header is told by its parts', () => {
    const entries = play([
      { body: conversation(1, { system: system('1f3a9', '2026-09-15') }), read: 0, write: 9_000 },
      { body: conversation(2, { system: system('8be02', '2026-09-15') }), read: 0, write: 10_000 },
    ]);
    expect(causesOf(entries[1])).toEqual(['system-changed (attribution)']);
    expect(entries[1]?.break?.causes[0]?.summary).toContain('`cch`, which follows the whole request');
    expect(entries[1]?.break?.causes[0]?.summary).not.toContain('cc_version');
  });
});

test('a block that was put in has nothing before it, and its own path', () => {
  const change: Partial<RequestRecord> = { api: 'openai-responses', provider: 'openai' };
  const thought = { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: prose('z', 40) };
  const items = [
    { role: 'developer', content: prose('s', 1_500) },
    { role: 'user', content: [{ type: 'input_text', text: prose('u', 300) }] },
    { type: 'function_call', call_id: 'c1', name: 'run', arguments: '{}' },
    { type: 'function_call_output', call_id: 'c1', output: prose('o', 400) },
  ];
  const [developer, ...rest] = items;
  const body = (input: readonly (JsonObject | undefined)[]): JsonObject => ({
    model: 'gpt-5.4',
    input: input.filter(item => item !== undefined),
  });
  const entries = play([
    { body: body(items), read: 0, write: 0, input: 5_800, change },
    {
      body: body([developer, thought, ...rest, { role: 'user', content: 'on' }]),
      read: 3_456,
      write: 0,
      input: 2_500,
      change,
    },
  ]);
  const [cause] = entries[1]?.break?.causes ?? [];
  expect(cause).toMatchObject({ id: 'thinking-dropped', kind: 'added', path: 'input[1]' });
  expect(cause?.summary).toContain('The thinking block at input[1] appeared');
  expect(cause?.divergence).toMatchObject({ how: 'added', before: null });
});

describe('what a reference stands for is not in the log', () => {
  const openai = (model: string): Partial<RequestRecord> => ({
    api: 'openai-responses',
    provider: 'openai',
    model,
  });
  const round = (i: number): JsonObject[] => [
    { role: 'user', content: [{ type: 'input_text', text: prose(`u${i}x`, 300) }] },
    { type: 'function_call', call_id: `c${i}`, name: 'run', arguments: '{}' },
    { type: 'function_call_output', call_id: `c${i}`, output: prose(`o${i}x`, 300) },
  ];
  const said = (i: number): JsonObject => ({
    role: 'assistant',
    content: [{ type: 'output_text', text: `answer ${i}` }],
  });
  const named = (i: number): JsonObject => ({ type: 'item_reference', id: `msg_${i}` });
  const body = (model: string, ...input: readonly JsonObject[]): JsonObject => ({
    model,
    input: [{ role: 'developer', content: prose('s', 1_500) }, ...input],
  });

  test('it is an answer, and no change of the one in whose place it stands', () => {
    const [old, now] = ['gpt-5.4', 'gpt-4.1'];
    const entries = play([
      { body: body(old, ...round(0)), read: 0, write: 0, input: 6_000, change: openai(old) },
      {
        body: body(old, ...round(0), said(0), ...round(1)),
        read: 5_888,
        write: 0,
        input: 2_000,
        change: openai(old),
      },
      {
        body: body(now, ...round(0), named(0), ...round(1), named(1), ...round(2)),
        read: 0,
        write: 0,
        input: 10_000,
        change: openai(now),
      },
    ]);
    expect(entries.map(({ parent }) => parent)).toEqual([null, 1, 2]);
    expect(entries[2]?.break?.causes.map(({ id }) => id)).toEqual(['model-changed']);
  });

  test('and a change behind it is named', () => {
    const model = 'gpt-5.4';
    const [user, call] = round(1);
    const other = { type: 'function_call_output', call_id: 'c1', output: prose('other', 300) };
    const again = [user, call, other].filter(item => item !== undefined);
    const entries = play([
      {
        body: body(model, ...round(0), said(0), ...round(1)),
        read: 0,
        write: 0,
        input: 8_000,
        change: openai(model),
      },
      {
        body: body(model, ...round(0), named(0), ...again, named(1), ...round(2)),
        read: 5_888,
        write: 0,
        input: 4_000,
        change: openai(model),
      },
    ]);
    expect(entries[1]?.break?.causes.map(({ id, path }) => `${id} ${path}`)).toEqual([
      'history-edited input[7].output',
    ]);
  });
});

describe('what was taken out and what it left', () => {
  const result = prose('result1x', 400);
  const replaced = (content: string) =>
    play([
      ...grown(3),
      { body: conversation(3, { edit: { round: 1, result: content } }), read: 9_000, write: 2_000 },
    ])[3]?.break?.causes[0];

  test.each<[string, string, boolean | null]>([
    ['a line with a path', '[saved to /tmp/out/1.txt]', true],
    [
      'its beginning and a line with a path',
      `${result.slice(0, 900)}\nFull output saved to /tmp/out/1.txt`,
      true,
    ],
    ['its beginning and an address', `${result.slice(0, 1_500)}\n(truncated: https://files.test/1)`, true],
    ['a line that says nothing', '[cleared]', false],
    ['another result', prose('another', 200), null],
  ])('%s', (_, content, restorable) => {
    const cause = replaced(content);
    expect(cause).toMatchObject({ id: 'history-edited', restorable });
    if (restorable !== null) expect(cause?.summary).toMatch(/\(\d[\d ]+ -> \d[\d ]* bytes\)/);
  });
});

test('tools that come together are named as the group they are', () => {
  const tools = (conversation(0).tools as JsonObject[]).concat(
    ['read', 'write', 'list', 'find'].map(name => ({
      name: `mcp__disk__${name}`,
      description: name,
      input_schema: {},
    })),
  );
  const entries = play([...grown(2), { body: conversation(2, { tools }), read: 0, write: 12_000 }]);
  expect(entries[2]?.break?.causes[0]?.summary).toContain(
    '4 tools added: the group `mcp__disk__*` (`mcp__disk__read`,',
  );
});
