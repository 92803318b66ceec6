/** Messages that moved are other messages, and no versions of those that stood in their places. */
import { describe, expect, test } from 'vitest';
import type { Break } from '../../src/diagnosis/model.js';
import type { JsonObject } from '../../src/log/record.js';
import { conversation, prose, SYSTEM } from '../agent.js';
import { causesOf, play } from './others-play.js';

const MARK = { type: 'ephemeral' };

type Content = string | readonly JsonObject[];
interface Message {
  readonly role: string;
  readonly content: Content;
}

const marked = (messages: readonly Message[]): JsonObject => ({
  ...conversation(0),
  system: [{ type: 'text', text: `${SYSTEM} ${SYSTEM}`, cache_control: MARK }],
  messages: messages.map(({ role, content }, i) => {
    const blocks = typeof content === 'string' ? [{ type: 'text', text: content }] : content;
    const isLast = i === messages.length - 1;
    return {
      role,
      content: blocks.map((block, k) =>
        isLast && k === blocks.length - 1 ? { ...block, cache_control: MARK } : block,
      ),
    };
  }),
});

/** Four characters a token. */
const tokensOf = (...values: readonly unknown[]): number => Math.round(JSON.stringify(values).length / 4);

/** What the second of two requests is said to have broken by; tools and system are read. */
function breakOf(before: readonly Message[], after: readonly Message[]): Break {
  const [old, now] = [marked(before), marked(after)];
  const read = tokensOf(old.tools, old.system);
  const entries = play([
    { body: old, read: 0, write: read + tokensOf(old.messages) },
    { body: now, read, write: tokensOf(now.messages) },
  ]);
  const broken = entries[1]?.break;
  if (broken === null || broken === undefined) throw new Error('no break');
  return broken;
}

const ids = ({ causes }: Break): readonly string[] =>
  causes.map(({ id, kind }) => (kind === null ? id : `${id} (${kind})`));

/** Messages that are alike but for their number, as those of an agent that polls. */
const polled = (from: number, to: number): Message[] =>
  Array.from({ length: to - from }, (_, i) => ({
    role: (from + i) % 2 === 0 ? 'user' : 'assistant',
    content: `${prose('poll', 300)} Attempt ${from + i} of many, all is well with the berth at the quay.`,
  }));
/** Messages that have nothing in common. */
const told = (from: number, to: number): Message[] =>
  Array.from({ length: to - from }, (_, i) => ({
    role: (from + i) % 2 === 0 ? 'user' : 'assistant',
    content: prose(`m${from + i}x`, 300),
  }));

describe('a window that slid', () => {
  test.each([
    ['by one round, over messages that differ in a number', polled(0, 10), polled(2, 12), 2],
    ['by one message', polled(0, 9), polled(1, 10), 1],
    [
      'behind a first message that is kept',
      [...told(0, 1), ...polled(1, 9)],
      [...told(0, 1), ...polled(3, 11)],
      2,
    ],
    ['over messages of all kinds', told(0, 12), told(4, 14), 4],
  ])('%s drops the oldest, and edits nothing', (_, before, after, dropped) => {
    const broken = breakOf(before, after);
    expect(ids(broken)).toEqual(['history-truncated']);
    const words = dropped === 1 ? '1 message block was dropped' : `${dropped} message blocks were dropped`;
    expect(broken.causes[0]?.summary).toContain(words);
    expect(broken.causes[0]?.summary).not.toContain('The same in');
  });

  test('and left a note in the place of what it dropped says both', () => {
    const note: Message = { role: 'user', content: '[Earlier messages were omitted]' };
    const broken = breakOf(told(0, 10), [...told(0, 1), note, ...told(5, 12)]);
    expect(ids(broken)).toEqual(['history-truncated']);
    expect(broken.causes[0]?.restorable).toBeNull();
    expect(broken.causes[0]?.summary).toContain('4 message blocks were dropped');
    expect(broken.causes[0]?.summary).toContain('another one stands in their place');
  });

  test('with images in it re-encodes none, and with thinking rewrites none', () => {
    const image = (data: string): JsonObject => ({
      type: 'image',
      source: { type: 'base64', media_type: 'image/png', data: data.repeat(1_500) },
    });
    const shots = (from: number, to: number): Message[] =>
      Array.from({ length: to - from }, (_, i) => [
        {
          role: 'user',
          content: [image(`abc${from + i}`), { type: 'text', text: prose(`s${from + i}x`, 200) }],
        },
        {
          role: 'assistant',
          content: [
            { type: 'thinking', thinking: prose(`t${from + i}x`, 90), signature: `sig${from + i}` },
            { type: 'text', text: prose(`a${from + i}x`, 90) },
          ],
        },
      ]).flat();
    expect(ids(breakOf(shots(0, 6), shots(1, 7)))).toEqual(['history-truncated']);
    const [first, ...rest] = shots(0, 6);
    if (first === undefined) throw new Error('a first message');
    expect(ids(breakOf([first, ...rest], [first, ...shots(2, 7).slice(1)]))).toEqual(['history-truncated']);
  });
});

test('an edit in a conversation that repeats itself stays an edit', () => {
  const same: Message[] = Array.from({ length: 10 }, (_, i) => ({
    role: i % 2 === 0 ? 'user' : 'assistant',
    content: i % 2 === 0 ? prose('again', 300) : prose('well', 300),
  }));
  const edited = same.map((message, i) => (i === 4 ? { ...message, content: 'something else' } : message));
  expect(ids(breakOf(same, [...edited, ...told(10, 12)]))).toEqual(['history-edited (edited)']);
});

describe('one message taken out', () => {
  test.each([
    ['behind the first', 1],
    ['in the middle', 4],
  ])('%s is named by its place, and is no window', (_, at) => {
    const before = told(0, 10);
    const after = [...before.filter((__, i) => i !== at), ...told(10, 12)];
    const broken = breakOf(before, after);
    expect(ids(broken)).toEqual(['history-moved']);
    expect(broken.causes[0]?.summary).toContain(`messages[${at}]`);
    expect(broken.causes[0]?.summary).toContain('was taken out');
  });

  test('of another kind than its neighbour is named as well', () => {
    const before: Message[] = [...told(0, 1), { role: 'user', content: prose('note', 300) }, ...told(1, 8)];
    expect(ids(breakOf(before, [...told(0, 1), ...told(1, 10)]))).toEqual(['history-moved']);
  });
});

test('an edit to a text that stands elsewhere as well took nothing out', () => {
  const before = told(0, 10);
  const [, , , , , sixth] = before;
  const after = before.map((message, i) =>
    i === 3 ? { ...message, content: sixth?.content ?? '' } : message,
  );
  expect(ids(breakOf(before, [...after, ...told(10, 12)]))).toEqual(['history-edited (edited)']);
});

test('a summary may keep the first and the newest messages', () => {
  const summary: Message = {
    role: 'user',
    content: 'Summary of the conversation so far: two berths are free.',
  };
  for (const kept of [1, 2, 3]) {
    const before = told(0, 8);
    const after = [...told(0, 1), summary, ...told(8 - kept, 10)];
    const broken = breakOf(before, after);
    expect(ids(broken)).toEqual(['history-summarised']);
    expect(broken.ringing).toBe(false);
  }
});

describe('an image', () => {
  const image = {
    type: 'image',
    source: { type: 'base64', media_type: 'image/png', data: 'abc1'.repeat(900) },
  };
  const text = (words: string): JsonObject => ({ type: 'text', text: words });
  const withFirst = (content: readonly JsonObject[], more: number): Message[] => [
    { role: 'user', content },
    ...told(1, more),
  ];

  test('is said to be taken out where it stood', () => {
    const broken = breakOf(
      withFirst([text('look'), image, text(prose('then', 200))], 8),
      withFirst([text('look'), text(prose('then', 200))], 10),
    );
    expect(broken.causes[0]).toMatchObject({ id: 'image-changed', kind: 'removed' });
    expect(broken.causes[0]?.summary).toBe('The image at messages[0].content[1] was removed.');
  });

  test('in a result whose text changed did not change', () => {
    const result = (words: string): JsonObject => ({
      type: 'tool_result',
      tool_use_id: 't0',
      content: [text(words), image],
    });
    const broken = breakOf(withFirst([result('before')], 8), withFirst([result('after')], 10));
    expect(ids(broken)).toEqual(['history-edited (edited)']);
  });
});

describe('the same task sent twice', () => {
  const call = (id: string): Message => ({
    role: 'assistant',
    content: [{ type: 'tool_use', id, name: 'run', input: { path: 'p' } }],
  });
  const result = (id: string): Message => ({
    role: 'user',
    content: [{ type: 'tool_result', tool_use_id: id, content: prose('result', 400) }],
  });
  const rounds = (name: string, n: number): Message[] =>
    Array.from({ length: n }, (_, i) => [call(`${name}${i}`), result(`${name}${i}`)]).flat();
  const task = told(0, 1);

  test.each([0, 1])('with %i rounds before it stays apart by the ids of its calls', shared => {
    const start = [...task, ...rounds('s', shared)];
    const bodies = [
      start,
      start,
      [...start, ...rounds('a', 1)],
      [...start, ...rounds('b', 1)],
      [...start, ...rounds('a', 2)],
      [...start, ...rounds('b', 2)],
    ].map(marked);
    const entries = play([
      { body: bodies[0] ?? {}, read: 0, write: 9_000 },
      { body: bodies[1] ?? {}, read: 9_000, write: 0 },
      { body: bodies[2] ?? {}, read: 9_000, write: 1_200 },
      { body: bodies[3] ?? {}, read: 9_000, write: 1_200 },
      { body: bodies[4] ?? {}, read: 10_200, write: 1_200 },
      { body: bodies[5] ?? {}, read: 10_200, write: 1_200 },
    ]);
    expect(entries.flatMap(entry => causesOf(entry))).toEqual([]);
    expect(entries.map(({ parent }) => parent)).toEqual([null, 1, 2, 1, 3, 4]);
  });

  test('and answered once: new ids in the history that is replayed ring', () => {
    const renamed = [...task, ...rounds('b', 2)];
    const entries = play([
      { body: marked(task), read: 0, write: 9_000 },
      { body: marked(task), read: 9_000, write: 0 },
      { body: marked([...task, ...rounds('a', 1)]), read: 9_000, write: 1_200 },
      { body: marked(renamed), read: 9_000, write: 2_400 },
    ]);
    expect(causesOf(entries[3])).toEqual(['history-edited (edited)']);
  });

  test('before the first answer was complete is likely too early, where the log does not say when it began', () => {
    const entries = play([
      { body: marked(task), read: 0, write: 9_000, usage: { endedAt: 1_760_000_010_000 + 9_000 } },
      { body: marked(task), read: 0, write: 9_000, gapMs: 2_500 },
    ]);
    expect(entries[1]?.break?.causes).toMatchObject([{ id: 'concurrent', confidence: 'likely' }]);
    expect(entries[1]?.break?.causes[0]?.summary).toContain('was still being answered');
  });
});

describe('a conversation that was compacted when its entries had expired', () => {
  const summary: Message = {
    role: 'user',
    content: `This session is being continued from a previous conversation. Summary: ${prose('sum', 200)}`,
  };
  const old = marked(told(0, 9));
  const held = tokensOf(old.tools, old.system, old.messages);
  const [, compacted] = play([
    { body: old, read: 0, write: held },
    { body: marked([summary]), read: 0, write: held - 1_000, gapMs: 20 * 60_000 },
  ]);

  test('is quiet: what the clock took would have been written for the summary', () => {
    expect(causesOf(compacted)).toEqual(['history-summarised', 'expired']);
    expect(compacted?.break?.ringing).toBe(false);
  });

  test('and is told once, in however many places the messages differ', () => {
    expect(compacted?.break?.causes[0]?.summary).toMatch(/were replaced by a summary \(1 now\)\.$/);
  });
});

test('results that change places are to be sent in the order of their calls', () => {
  const results = (...order: readonly string[]): Message[] => [
    { role: 'user', content: 'Fetch both.' },
    {
      role: 'assistant',
      content: ['a', 'b'].map(id => ({ type: 'tool_use', id, name: 'run', input: {} })),
    },
    {
      role: 'user',
      content: order.map(id => ({ type: 'tool_result', tool_use_id: id, content: prose(id, 400) })),
    },
    ...told(3, 5),
  ];
  const { causes } = breakOf(results('a', 'b'), results('b', 'a'));
  expect(causes).toMatchObject([
    { id: 'history-moved', fix: expect.stringContaining('order of their calls') },
  ]);
});

test('a block that is put in front of the newest message anew each time takes the breakpoint along, and nothing back', () => {
  const state = (n: number): JsonObject => ({
    role: 'user',
    content: [
      {
        type: 'text',
        text: `<context source="git"> ${n} files changed ${prose(`s${n}x`, 60)}`,
        cache_control: MARK,
      },
    ],
  });
  const plain = marked([]);
  const injected = (n: number): JsonObject => {
    const messages = told(0, n).map(({ role, content }) => ({
      role,
      content: [{ type: 'text', text: content }],
    }));
    return { ...plain, messages: [...messages.slice(0, -1), state(n), ...messages.slice(-1)] };
  };
  const head = tokensOf(plain.tools, plain.system);
  const upTo = (n: number): number => head + tokensOf(told(0, n));
  const frozen = upTo(3);
  const entries = play([
    { body: marked(told(0, 1)), read: 0, write: upTo(1) },
    { body: marked(told(0, 3)), read: upTo(1), write: frozen - upTo(1) },
    ...[5, 7, 9].map(n => ({ body: injected(n), read: frozen, write: upTo(n - 1) + 120 - frozen })),
  ]);
  expect(entries.map(({ parent }) => parent)).toEqual([null, 1, 2, 3, 4]);
  expect(entries.slice(3).map(causesOf)).toEqual([['breakpoint-volatile'], ['breakpoint-volatile']]);
});
