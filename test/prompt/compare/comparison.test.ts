import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/log/record.js';
import { comparePrompts, diverge, type PromptDifference, readPrompt } from '../../../src/prompt/index.js';
import * as arbitrary from '../arbitrary.js';
import { read } from '../sample.js';

const tool = (name: string, description = name): JsonObject => ({ name, description, input_schema: {} });
const user = (...texts: readonly string[]): JsonObject => ({
  role: 'user',
  content: texts.map(text => ({ type: 'text', text })),
});
const said = (text: string): JsonObject => ({ role: 'assistant', content: [{ type: 'text', text }] });
const body = (change: JsonObject): JsonObject => ({ model: 'claude-sonnet-4-6', max_tokens: 9, ...change });

const BASE = body({
  tools: [tool('a'), tool('b'), tool('c')],
  system: [{ type: 'text', text: 'Be brief.' }],
  messages: [user('one'), said('two'), user('three')],
});

const found = (before: JsonObject, after: JsonObject): ReturnType<typeof comparePrompts> =>
  comparePrompts(read(before), read(after));

const brief = ({ how, path, beforePath, blocks, removed, added }: PromptDifference): string =>
  `${how} ${path}${beforePath === null ? '' : ` from ${beforePath}`}${blocks > 1 ? ` x${blocks}` : ''} -${removed} +${added}`;

const list = (before: JsonObject, after: JsonObject): string[] => found(before, after).list.map(brief);

describe('comparePrompts', () => {
  test('are none where a conversation only grew', () => {
    const grown = {
      ...BASE,
      messages: [user('one'), said('two'), user('three'), said('four'), user('five')],
    };
    expect(found(BASE, grown)).toMatchObject({
      list: [],
      leftOut: 0,
      notCompared: { tools: 0, system: 0, messages: 0 },
      alike: { tools: 3, system: 1, messages: 3 },
    });
  });

  test('are those of one text, then of the next one, then the parameters', () => {
    const before = body({
      tools: [tool('a', 'Send a message. Limits: 10 per minute.')],
      system: [{ type: 'text', text: 'Today is 2026-10-05. Be brief.' }],
      messages: [user('one')],
      thinking: { type: 'disabled' },
    });
    const after = body({
      tools: [tool('a', 'Send one message. Limits: 20 per minute.')],
      system: [{ type: 'text', text: 'Today is 2026-10-06. Be brief.' }],
      messages: [user('one')],
      thinking: { type: 'enabled', budget_tokens: 1024 },
      model: 'claude-opus-4-8',
    });
    const all = found(before, after).list;
    expect(all.map(brief)).toEqual([
      'changed tools[0].description -1 +3',
      'changed tools[0].description -1 +1',
      'changed system[0].text -1 +1',
      'changed model -10 +8',
      'changed thinking -9 +29',
    ]);
    expect(all.map(({ char, hunk, hunks }) => [char, hunk, hunks])).toEqual([
      [5, 1, 2],
      [26, 2, 2],
      [18, 1, 1],
      [7, 1, 1],
      [9, 1, 1],
    ]);
  });

  test('show the text between two of them only once', () => {
    const at = (text: string): JsonObject => body({ messages: [user(text)] });
    const [, second] = found(at('10 of the many 10'), at('20 of the many 20')).list;
    expect(second?.after).toEqual({ text: '0 of the many 20', at: 14, length: 17 });
    expect(second?.before).toEqual({ text: '0 of the many 10', at: 14, length: 17 });
  });

  test.each([
    ['put in', ['a', 'x', 'b', 'c'], ['added tools[1] -0 +48']],
    ['taken out', ['a', 'c'], ['removed tools[1] -48 +0']],
    ['moved', ['c', 'a', 'b'], ['moved tools[0] from tools[2] -0 +0']],
    ['added at the end', ['a', 'b', 'c', 'd'], ['added tools[3] -0 +48']],
  ])('tell a tool that was %s, and not all behind it', (_, names, expected) => {
    expect(list(BASE, { ...BASE, tools: names.map(name => tool(name)) })).toEqual(expected);
  });

  test('find a tool by its name, wherever it stands', () => {
    const tools = [tool('c', 'c2'), tool('a'), tool('b')];
    expect(list(BASE, { ...BASE, tools })).toEqual([
      'added tools[0].description from tools[2].description -0 +1'.replace('added', 'changed'),
    ]);
  });

  test('take a run of messages that are gone for one', () => {
    const after = { ...BASE, messages: [user('three'), said('four')] };
    expect(list(BASE, after)).toEqual(['removed messages[0].content[0].text x2 -6 +0']);
  });

  test('count the messages that are whole and alike up to the next one', () => {
    const before = body({
      messages: [user('one'), said('two'), user('three', 'more'), said('four'), user('five')],
    });
    const after = body({
      messages: [user('ONE'), said('two'), user('three', 'MORE'), said('four'), user('five'), said('six')],
    });
    expect(found(before, after).list.map(({ path, alikeAfter }) => [path, alikeAfter])).toEqual([
      ['messages[0].content[0].text', 1],
      ['messages[2].content[1].text', 2],
    ]);
  });

  test('do not hide that a number became a string of its digits', () => {
    const at = (value: number | string): JsonObject =>
      body({ messages: [{ role: 'user', content: [{ type: 'other', value }] }] });
    expect(list(at(1), at('1'))).toEqual(['changed messages[0].content[0].value -1 +3']);
  });

  test('say nothing of a block whose text the log replaced', () => {
    const prompt = (text: string): ReturnType<typeof read> => {
      const request = {
        api: 'anthropic-messages' as const,
        body: body({ messages: [user(text), said('two'), user('three')] }),
        model: null,
        betas: [],
        redacted: ['messages[0].content[0].text'],
      };
      const known = readPrompt(request);
      if (known === null) throw new Error('not a prompt');
      return known;
    };
    const { list: all, notCompared, alike } = comparePrompts(prompt('[redacted]'), prompt('[redacted]'));
    expect([all, notCompared.messages, alike.messages]).toEqual([[], 1, 2]);
  });

  test('are bounded, and those left out are counted', () => {
    const at = (word: string): JsonObject =>
      body({ messages: Array.from({ length: 80 }, (_, i) => user(`${i} ${word}`)) });
    const { list: some, leftOut } = found(at('x'), at('y'));
    expect([some.length, leftOut]).toEqual([60, 20]);
    expect(comparePrompts(read(at('x')), read(at('y')), Number.POSITIVE_INFINITY).list).toHaveLength(80);
  });

  test('are there exactly where two prompts part', () => {
    fc.assert(
      fc.property(arbitrary.related, ([before, after]) => {
        const [a, b] = [read(before), read(after)];
        const inPrefix = comparePrompts(a, b).list.filter(({ section }) => section !== 'parameters');
        // What only grows at its end is no difference, wherever the next section begins.
        if (diverge(a, b) === null && a.starts.messages === b.starts.messages) expect(inPrefix).toEqual([]);
        if (a.chain.length === b.chain.length && a.chain.at(-1) !== b.chain.at(-1)) {
          expect(inPrefix.length).toBeGreaterThan(0);
        }
      }),
      { numRuns: 300 },
    );
  });
});
