/** Kinds of logs that nobody here wrote: what is said of them has to hold in every API, format and place. */
import { describe, expect, test } from 'vitest';
import type { JsonObject, RequestRecord } from '../../src/log/record.js';
import { conversation, prose, TOOLS } from '../agent.js';
import { causesOf, play, type Turn } from './others-play.js';

/** Words of about 2.3 tokens each. */
const system = (from: string, extra = ''): string => `${prose(from, 800)} ${extra}`;

describe('an edit in the newest message is no rewind', () => {
  const result = prose('result', 900);
  const edited = `${result.slice(0, 4_000)} cut`;
  const anthropic = (text: string, rounds: number): JsonObject =>
    conversation(rounds, { edit: { round: 0, result: text } });
  const chat = (text: string, more: boolean): JsonObject => ({
    model: 'deepseek-chat',
    messages: [
      { role: 'system', content: system('s') },
      { role: 'user', content: 'look' },
      {
        role: 'assistant',
        content: null,
        tool_calls: [{ id: 'c1', type: 'function', function: { name: 'f', arguments: '{}' } }],
      },
      { role: 'tool', tool_call_id: 'c1', content: text },
      ...(more
        ? [
            { role: 'assistant', content: 'seen' },
            { role: 'user', content: 'on' },
          ]
        : []),
    ],
  });

  test('of a tool result, with what comes after it', () => {
    const entries = play([
      { body: conversation(0), read: 0, write: 5_000 },
      { body: anthropic(result, 1), read: 5_000, write: 3_000 },
      { body: anthropic(edited, 1), read: 5_000, write: 1_600 },
    ]);
    expect(entries[2]?.what).toBe('history-edited (edited)');
    expect(entries[2]?.break).toMatchObject({ expectedRead: 6_600, lostTokens: 1_600, ringing: true });
    expect(entries[2]?.break?.divergence?.path).toBe('messages[2].content[0].content');
  });

  test('of a tool result in another API, replaced whole', () => {
    const change: Partial<RequestRecord> = { api: 'openai-chat', provider: 'deepseek' };
    const entries = play([
      { body: chat(result, false), read: 0, write: 0, input: 5_000, change },
      { body: chat('nothing left of it', true), read: 2_000, write: 0, input: 900, change },
    ]);
    expect(causesOf(entries[1])).toEqual(['history-edited (edited)']);
    // A cache that reports no writes: the size is what was lost.
    expect(entries[1]?.break?.magnitude).toBe(3);
  });

  test('and a real one stays a rewind', () => {
    const entries = play([
      { body: conversation(1), read: 0, write: 5_000 },
      { body: conversation(2), read: 5_000, write: 1_000 },
      { body: conversation(3), read: 6_000, write: 1_000 },
      { body: conversation(1), read: 5_000, write: 0 },
    ]);
    expect(entries[3]?.break).toBeNull();
    expect(entries[3]?.what).toMatch(/^(?:same as|back to) #1$/);
  });
});

test('a conversation that is always below the minimum breaks nothing, and its sums lose nothing', () => {
  const brief = (rounds: number): JsonObject => conversation(rounds, { tools: [], system: 'Be brief.' });
  const change: Partial<RequestRecord> = { model: 'claude-haiku-4-5' };
  const entries = play(
    [0, 1, 2].map(n => ({ body: brief(n), read: 0, write: 0, input: 700 + 600 * n, change })),
  );
  expect(entries.map(entry => entry.break)).toEqual([null, null, null]);
});

describe('lost is never more than this prompt could have read', () => {
  test('behind a longer parent', () => {
    const entries = play([
      { body: conversation(3), read: 0, write: 20_000 },
      { body: conversation(1, { system: system('other') }), read: 0, write: 6_000 },
    ]);
    const broken = entries[1]?.break;
    expect(broken === null || (broken?.lostTokens ?? 0) <= 6_003).toBe(true);
  });

  test('and nothing is promised behind a parent that was too short', () => {
    const short = (text: string): JsonObject => ({
      model: 'claude-sonnet-4-6',
      messages: [
        {
          role: 'user',
          content: [{ type: 'text', text: prose('q', 250), cache_control: { type: 'ephemeral' } }],
        },
        ...(text === ''
          ? []
          : [
              { role: 'assistant', content: 'ok' },
              { role: 'user', content: [{ type: 'text', text, cache_control: { type: 'ephemeral' } }] },
            ]),
      ],
    });
    const entries = play([
      { body: short(''), read: 0, write: 0, input: 819 },
      { body: short(prose('more', 120)), read: 0, write: 1_069, input: 7 },
    ]);
    expect(entries[1]?.break).toBeNull();
  });
});

describe('what the read cleared does not hide what changed behind it', () => {
  const two = (header: string, date: string): JsonObject => ({
    ...conversation(1),
    system: [
      { type: 'text', text: `x-anthropic-billing-header: cc_version=2.1.330.${header}; cc_entrypoint=cli;` },
      { type: 'text', text: `Today is ${date}. ${system('s')}`, cache_control: { type: 'ephemeral' } },
    ],
  });

  test('a header that changed with full hits, then a date', () => {
    const entries = play([
      { body: two('a1b', '2026-09-15'), read: 0, write: 6_000 },
      { body: two('c3d', '2026-09-15'), read: 6_000, write: 100 },
      { body: two('e5f', '2026-09-15'), read: 6_100, write: 100 },
      { body: two('a7b', '2026-09-16'), read: 0, write: 6_300 },
    ]);
    expect(entries.slice(1, 3).map(entry => entry.break)).toEqual([null, null]);
    expect(causesOf(entries[3])).toEqual(['volatile-value (date)']);
    expect(entries[3]?.break?.divergence?.path).toBe('system[1].text');
  });
});

describe('a value is short on both sides; what is put in is a change', () => {
  const withPassage = (passage: string): JsonObject =>
    conversation(1, { system: `${system('s')}${passage}${prose('t', 50)}` });
  test.each([
    [
      'a passage that goes in and out',
      '',
      ' Plan mode is on: change no file until the plan is approved by the user.',
    ],
    ['a line', '', '\nOne more rule.\n'],
    ['a list that grows', '["a","b"]', '["a","b","c"]'],
  ])('%s', (_, one, other) => {
    const entries = play([
      { body: withPassage(one), read: 0, write: 6_000 },
      { body: withPassage(other), read: 0, write: 6_100 },
      { body: withPassage(one), read: 0, write: 6_000, gapMs: 400_000 },
      { body: withPassage(other), read: 0, write: 6_100, gapMs: 400_000 },
    ]);
    for (const entry of entries.slice(1)) expect(causesOf(entry)[0]).toBe('system-changed');
    expect(new Set(entries.slice(1).map(entry => entry.break?.wound)).size).toBe(1);
  });
});

describe('the place of a changed tool is inside that tool', () => {
  test.each([[[2, 0, 1]], [[1, 2, 0]]])('where the list was reordered as well: %j', order => {
    const changed = TOOLS.map((tool, i) =>
      i === 2 ? { ...tool, description: `${String(tool.description)} changed` } : tool,
    );
    const moved = order.map(i => changed[i] ?? {});
    const entries = play([
      { body: conversation(1), read: 0, write: 9_000 },
      { body: conversation(2, { tools: moved }), read: 0, write: 9_900 },
    ]);
    expect(causesOf(entries[1])).toEqual(['tools-reordered', 'tool-changed']);
    const place = entries[1]?.break?.causes[1]?.divergence;
    expect(place?.path).toBe(`tools[${order.indexOf(2)}].description`);
    expect(place?.char).toBeGreaterThan(100);
  });
});

describe('a compaction that left where the rest lies can be undone', () => {
  const result = `Traceback: an error was found. ${prose('result', 900)}`;
  const body = (text: string): JsonObject => conversation(3, { edit: { round: 0, result: text } });
  test.each([
    ['a path', 'Full output in /tmp/agent/outputs/17.txt', true],
    ['an address', 'See https://files.example/17 for the whole page', true],
    ['a home path', 'Stored as ~/.agent/out/17.log', true],
    ['a placeholder alone', '[tool output removed to free context]', false],
  ])('%s', (_, left, restorable) => {
    const entries = play([
      { body: body(result), read: 0, write: 9_000 },
      { body: body(left), read: 4_000, write: 3_000 },
    ]);
    expect(causesOf(entries[1])).toEqual(['history-edited (compacted)']);
    expect(entries[1]?.break?.causes[0]?.restorable).toBe(restorable);
  });
});

describe('"the same" is said only of what is', () => {
  test('nothing is certain where a tool list differs and an entry of elsewhere was read', () => {
    const entries = play([
      { body: conversation(1), read: 0, write: 9_000 },
      { body: conversation(2, { tools: TOOLS.slice(0, 2) }), read: 8_000, write: 2_000 },
    ]);
    for (const cause of entries[1]?.break?.causes ?? []) {
      if (cause.id !== 'provider-side') continue;
      expect(cause.confidence).not.toBe('certain');
      expect(cause.summary).not.toContain('Same bytes');
    }
  });

  test.each([
    ['5m', 600_000, true],
    ['5m', 4_000_000, false],
    ['1h', 4_000_000, false],
  ])('an entry of %s that was idle for %i ms gets a fix that it can take', (ttl, gapMs, isLonger) => {
    const marked = (rounds: number): JsonObject =>
      JSON.parse(
        JSON.stringify(conversation(rounds)).replaceAll(
          '"type":"ephemeral"',
          `"type":"ephemeral","ttl":"${ttl}"`,
        ),
      );
    const entries = play([
      { body: marked(1), read: 0, write: 9_000 },
      { body: marked(2), read: 0, write: 9_500, gapMs },
    ]);
    expect(causesOf(entries[1])).toEqual(['expired']);
    expect(entries[1]?.break?.causes[0]?.fix.includes('1h')).toBe(isLonger);
  });
});

describe('input that is sent anew with a marker and never kept', () => {
  const MARK = { type: 'ephemeral' };
  const call = (n: number): JsonObject => ({
    role: 'assistant',
    content: [{ type: 'tool_use', id: `t${n}`, name: 'run', input: {} }],
  });
  const answer = (n: number, marked: boolean): JsonObject => ({
    role: 'user',
    content: [
      {
        type: 'tool_result',
        tool_use_id: `t${n}`,
        content: prose(`z${n}y`, 300),
        ...(marked ? { cache_control: MARK } : {}),
      },
    ],
  });
  const note = (text: string, n: number): JsonObject => ({
    role: 'user',
    content: [{ type: 'text', text: `<state>${text} ${n}</state> ${prose('n', 40)}`, cache_control: MARK }],
  });
  const body = (rounds: number, notes: readonly JsonObject[]): JsonObject => ({
    ...conversation(0),
    messages: [
      { role: 'user', content: [{ type: 'text', text: prose('task', 300) }] },
      ...Array.from({ length: rounds }, (_, n) => [
        call(n),
        answer(n, notes.length === 0 && n === rounds - 1),
      ]).flat(),
      ...notes,
    ],
  });
  test.each([1, 2])('is a volatile breakpoint, with %i such messages', count => {
    const notes = (n: number): JsonObject[] => ['one', 'two'].slice(0, count).map(text => note(text, n));
    const entries = play([
      { body: body(1, []), read: 0, write: 4_000 },
      { body: body(2, notes(2)), read: 4_000, write: 1_500 },
      { body: body(3, notes(3)), read: 4_000, write: 2_500 },
      { body: body(4, notes(4)), read: 4_000, write: 3_500 },
    ]);
    for (const entry of entries.slice(2)) {
      expect(causesOf(entry)).toEqual(['breakpoint-volatile']);
      expect(entry.break?.ringing).toBe(true);
    }
  });
});

describe('what a gateway and a provider do by themselves is named', () => {
  test.each([
    ['Anthropic', 'Amazon Bedrock'],
    ['Fireworks', 'Together'],
  ])('a gateway that goes from %s to %s', (from, to) => {
    const entries = play([
      { body: conversation(1), read: 0, write: 9_000, usage: { servedBy: from } },
      { body: conversation(2), read: 9_000, write: 900, usage: { servedBy: from } },
      { body: conversation(3), read: 0, write: 10_800, usage: { servedBy: to } },
    ]);
    expect(entries[1]?.break).toBeNull();
    expect(causesOf(entries[2])).toEqual(['model-changed (provider)']);
    expect(entries[2]?.break?.causes[0]?.summary).toContain(`${to}, the request before to ${from}`);
  });

  test('a compaction by the provider', () => {
    const before = conversation(4);
    const messages = Array.isArray(before.messages) ? before.messages : [];
    const after = {
      ...before,
      messages: [
        ...messages,
        { role: 'assistant', content: [{ type: 'compaction', content: 'what happened so far' }] },
        { role: 'user', content: [{ type: 'text', text: 'go on', cache_control: { type: 'ephemeral' } }] },
      ],
    };
    const entries = play([
      { body: before, read: 0, write: 12_000 },
      { body: after, read: 6_000, write: 200 },
    ]);
    expect(entries[1]?.break).toBeNull();
    expect(entries[1]?.what).toBe('compacted by the provider: 12 003 -> 6 203 tokens');
  });

  test.each([
    [{ type: 'compact_20260112' }, '150 000'],
    [{ type: 'compact_20260112', trigger: { type: 'input_tokens', value: 60_000 } }, '60 000'],
  ])('a compaction that %j asks for says from how many tokens on', (edit, tokens) => {
    const managed = (body: JsonObject): JsonObject => ({ ...body, context_management: { edits: [edit] } });
    const before = conversation(4);
    const block = { type: 'compaction', content: 'what happened so far' };
    const after = {
      ...before,
      messages: [
        ...(before.messages as readonly JsonObject[]),
        { role: 'assistant', content: [block] },
        { role: 'user', content: [{ type: 'text', text: 'go on', cache_control: { type: 'ephemeral' } }] },
      ],
    };
    const entries = play([
      { body: managed(before), read: 0, write: 12_000 },
      { body: managed(after), read: 6_000, write: 200 },
    ]);
    expect(entries[1]?.what).toBe(`compacted by the provider: 12 003 -> 6 203 tokens, from ${tokens} on`);
  });
});

describe('a message that is still there was not dropped', () => {
  const body = (rounds: number, noteAt: number): JsonObject => {
    const base = conversation(rounds);
    const messages = Array.isArray(base.messages) ? base.messages : [];
    return {
      ...base,
      messages: messages.map((message, i) => {
        const content = (message as JsonObject).content;
        return i === noteAt && Array.isArray(content)
          ? {
              ...(message as JsonObject),
              content: [...content, { type: 'text', text: `<note>${prose('n', 60)}</note>` }],
            }
          : message;
      }),
    };
  };
  test.each([0, 2])('where a note behind it moves on, from message %i', from => {
    const entries = play([
      { body: body(2, from), read: 0, write: 9_000 },
      { body: body(3, from + 2), read: 5_000, write: 5_000 },
    ]);
    expect(causesOf(entries[1])[0]).not.toBe('history-truncated');
    expect(causesOf(entries[1])[0]).toMatch(/^history-/);
  });
});

describe('instructions inside the history in another form', () => {
  const body = (forms: readonly ('blocks' | 'string')[]): JsonObject => ({
    ...conversation(0),
    messages: forms.flatMap((form, n) => [
      { role: 'user', content: [{ type: 'text', text: prose(`u${n}v`, 100) }] },
      { role: 'assistant', content: [{ type: 'text', text: 'done' }] },
      {
        role: 'system',
        content:
          form === 'string'
            ? prose(`i${n}j`, 80)
            : [{ type: 'text', text: prose(`i${n}j`, 80), cache_control: { type: 'ephemeral' } }],
      },
    ]),
  });
  test('are named where the read stops in front of them', () => {
    const entries = play([
      { body: body(['blocks']), read: 0, write: 5_000 },
      { body: body(['string', 'blocks']), read: 4_000, write: 1_800 },
    ]);
    expect(causesOf(entries[1])).toEqual(['content-form']);
  });
});

describe('conversations of one beginning that take turns', () => {
  const reply = (who: string, n: number): JsonObject[] => [
    { role: 'assistant', content: [{ type: 'text', text: prose(`${who}${n}a`, 60) }] },
    {
      role: 'user',
      content: [{ type: 'text', text: prose(`${who}${n}b`, 60), cache_control: { type: 'ephemeral' } }],
    },
  ];
  const opening = (task: string): JsonObject => ({
    role: 'user',
    content: [
      { type: 'text', text: prose('reminder', 400) },
      { type: 'text', text: `Work on part ${task} of the list.`, cache_control: { type: 'ephemeral' } },
    ],
  });
  const sample = (who: string, rounds: number, task = '1'): JsonObject => ({
    ...conversation(0),
    messages: [opening(task), ...Array.from({ length: rounds }, (_, n) => reply(who, n)).flat()],
  });

  test('are each compared with their own predecessor', () => {
    const entries = play([
      { body: sample('a', 0), read: 0, write: 4_000 },
      { body: sample('a', 1), read: 4_000, write: 300 },
      { body: sample('b', 0), read: 4_000, write: 0 },
      { body: sample('a', 2), read: 4_300, write: 300 },
      { body: sample('b', 1), read: 4_000, write: 300 },
      { body: sample('a', 3), read: 4_600, write: 300 },
      { body: sample('b', 2), read: 4_300, write: 300 },
    ]);
    expect(entries.map(entry => entry.break)).toEqual(entries.map(() => null));
    expect(entries.slice(3).map(entry => entry.parent)).toEqual([2, 3, 4, 5]);
  });

  test.each([[['1', '2', '3']], [['7', '8', '9']]])('are workers where only the task differs: %j', tasks => {
    const entries = play([
      ...tasks.map((task, n) => ({
        body: sample('w', 0, task),
        read: n === 0 ? 0 : 3_000,
        write: n === 0 ? 4_000 : 1_000,
      })),
      ...tasks.map(task => ({ body: sample(`w${task}`, 1, task), read: 4_000, write: 300 })),
    ]);
    expect(entries.filter(entry => entry.break?.ringing)).toEqual([]);
  });
});

test('what a log without write counts read once was there: not reading it is a break', () => {
  const bare = (read: number, input: number): Turn => ({
    body: conversation(0),
    read,
    write: null,
    input,
    change: { body: null, raw: null },
  });
  const entries = play([bare(0, 20_010), bare(19_968, 1_042), bare(0, 22_010), bare(21_952, 1_058)]);
  expect(entries.map(entry => entry.break?.lostTokens ?? null)).toEqual([null, null, 19_968, null]);
});

describe('a text that went back to an earlier form and hit its old entry', () => {
  const body = (mode: string, rounds: number): JsonObject =>
    conversation(rounds, { system: `${prose('s', 300)} mode ${mode}. ${prose('t', 300)}` });

  test('still counts: what changes there later is named', () => {
    const entries = play([
      { body: body('plan', 3), read: 0, write: 9_000 },
      { body: body('work', 3), read: 1_500, write: 7_500 },
      { body: body('plan', 3), read: 9_000, write: 0 },
      { body: body(prose('another', 40), 4), read: 1_500, write: 8_300 },
    ]);
    expect(entries[2]?.break).toBeNull();
    expect(causesOf(entries[3])).toEqual(['system-changed']);
  });
});

describe('a read that an older state or another process explains clears nothing', () => {
  const more = [...TOOLS, { name: 'extra', description: prose('extra', 200), input_schema: {} }];

  test.each([
    ['anthropic', { provider: 'anthropic' }],
    ['a cache that promises nothing', { provider: 'deepseek', api: 'anthropic-messages' as const }],
  ])('a tool list that came back, at %s', (_, change) => {
    const entries = play([
      { body: conversation(3), read: 0, write: 12_000, change },
      { body: conversation(3, { tools: more }), read: 0, write: 13_000, change },
      { body: conversation(5, { tools: more }), read: 13_000, write: 2_000, change },
      { body: conversation(6), read: 12_000, write: 3_500, change },
    ]);
    expect(causesOf(entries[3])).toEqual(['tools-removed']);
    expect(entries[3]?.break?.ringing).toBe(true);
  });

  test('a tool list with which another process had written', () => {
    const entries = play([
      { body: conversation(3), read: 0, write: 12_000 },
      { body: conversation(4, { tools: more }), read: 9_000, write: 5_000 },
    ]);
    expect(causesOf(entries[1])).toEqual(['tools-added']);
  });

  test('beta flags that came back are a guess, and never the same', () => {
    const [one, two] = [['a-2025-01-01'], ['a-2025-01-01', 'effort-2025-11-24']];
    const entries = play([
      { body: conversation(2), read: 0, write: 9_000, change: { betas: one } },
      { body: conversation(3), read: 4_000, write: 6_500, change: { betas: two } },
      { body: conversation(4), read: 10_500, write: 1_000, change: { betas: two } },
      { body: conversation(5), read: 9_000, write: 3_500, change: { betas: one } },
    ]);
    for (const { id, confidence, summary } of entries[3]?.break?.causes ?? []) {
      expect(`${id} ${confidence}`).toMatch(
        /^(?:parameters-changed|unknown|provider-side) (?:guess|likely|certain)$/,
      );
      if (id !== 'unknown') expect(confidence).not.toBe('certain');
      expect(summary).not.toMatch(/^Same|are the same/);
    }
    expect(entries[3]?.break).not.toBeNull();
  });
});

describe('what a log without prompts says of a request', () => {
  const codex = (effort: string | null): Partial<RequestRecord> => ({
    api: 'openai-responses',
    provider: 'openai',
    model: 'gpt-5.5',
    fidelity: 'usage-only',
    body: null,
    raw: null,
    effort,
  });
  const turns = (...efforts: readonly (string | null)[]): Turn[] =>
    efforts.map((effort, i) => ({
      body: {},
      read: i === 0 || effort !== efforts[i - 1] ? 0 : 20_480,
      write: 0,
      input: 22_000,
      change: codex(effort),
    }));

  test('another effort is named, and not the missing prompt', () => {
    const entries = play(turns('low', 'low', 'high'));
    expect(causesOf(entries[2])).toEqual(['parameters-changed (reasoning_effort)']);
    expect(entries[2]?.break?.causes[0]?.summary).toBe('Changed: reasoning_effort "low" -> "high".');
  });

  test('the same effort explains nothing', () => {
    const entries = play([...turns('low', 'low'), ...turns('low')]);
    expect(causesOf(entries[2])).toEqual(['unknown (prompt)']);
  });
});

describe('a cache without breakpoints', () => {
  const body = (value: string, effort: string): JsonObject => ({
    model: 'gpt-5.5',
    instructions: `${prose('s', 900)} ${value} ${prose('t', 900)}`,
    reasoning: { effort },
    input: [{ role: 'user', content: prose('u', 300) }],
  });
  const grown = (before: JsonObject): JsonObject => ({
    ...before,
    input: [
      { role: 'user', content: prose('u', 300) },
      { role: 'assistant', content: 'seen' },
      { role: 'user', content: 'on' },
    ],
  });
  const change: Partial<RequestRecord> = {
    session: 's',
    api: 'openai-responses',
    provider: 'openai',
    model: 'gpt-5.5',
  };
  const fixesOf = (before: JsonObject, after: JsonObject): string =>
    play([
      { body: before, read: 0, write: 0, input: 6_000, change },
      { body: grown(after), read: 0, write: 0, input: 6_000, change },
    ])
      .flatMap(({ break: found }) => found?.causes ?? [])
      .map(({ fix }) => fix)
      .join(' ');

  test.each([
    ['a value', body('at 2026-10-01', 'low'), body('at 2026-10-02', 'low')],
    ['a text', body('of old', 'low'), body('of old and more', 'low')],
    ['a parameter', body('x', 'low'), body('x', 'high')],
  ])('is not told to move breakpoints: %s', (_what, before, after) => {
    const fixes = fixesOf(before, after);
    expect(fixes).not.toBe('');
    expect(fixes).not.toContain('breakpoint');
  });
});
