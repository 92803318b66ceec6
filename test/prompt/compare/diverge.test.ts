import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../../src/log/record.js';
import {
  type Divergence,
  diverge,
  divergeSection,
  type Prompt,
  sharedBlocks,
} from '../../../src/prompt/index.js';
import { read } from '../sample.js';

const user = (...content: Json[]): Json => ({ role: 'user', content });
const text = (value: string): Json => ({ type: 'text', text: value });
const result = (content: Json): Json => ({ type: 'tool_result', tool_use_id: 't', content });

function between(before: readonly Json[], after: readonly Json[]): Divergence | null {
  return diverge(read({ messages: before }), read({ messages: after }));
}

/** Path, how, and both sides from the divergence on. */
function brief(divergence: Divergence | null): readonly (string | null)[] | null {
  if (divergence === null) return null;
  const { path, how, before, after } = divergence;
  return [path, how, before?.text.slice(before.at) ?? null, after?.text.slice(after.at) ?? null];
}

describe('the leaf', () => {
  test('of a text block is its text; characters and UTF-8 bytes count from its beginning', () => {
    const divergence = between([user(text('ä😀b'))], [user(text('ä😀c'))]);
    expect(divergence).toEqual({
      block: 0,
      section: 'messages',
      path: 'messages[0].content[0].text',
      char: 2,
      byte: 6,
      how: 'changed',
      before: { text: 'ä😀b', at: 3, length: 3 },
      after: { text: 'ä😀c', at: 3, length: 3 },
    });
  });

  test('never splits a surrogate pair', () => {
    const divergence = between([user(text('😀'))], [user(text('😁'))]);
    expect([divergence?.char, divergence?.byte, divergence?.after?.at]).toEqual([0, 0, 0]);
  });

  test('of a string content is the string', () => {
    expect(brief(between([{ role: 'user', content: 'ab' }], [{ role: 'user', content: 'ac' }]))).toEqual([
      'messages[0].content',
      'changed',
      'b',
      'c',
    ]);
    expect(brief(diverge(read({ system: 'ab' }), read({ system: 'ac' })))?.[0]).toBe('system');
  });

  test('of a tool result with a list goes down to the text', () => {
    expect(brief(between([user(result([text('ab')]))], [user(result([text('ac')]))]))).toEqual([
      'messages[0].content[0].content[0].text',
      'changed',
      'b',
      'c',
    ]);
  });

  test('of a tool result that became a string is the string, beside the text it replaced', () => {
    expect(brief(between([user(result([text('long'), text('more')]))], [user(result('gone'))]))).toEqual([
      'messages[0].content[0].content',
      'changed',
      'long',
      'gone',
    ]);
    expect(brief(between([user(result('long'))], [user(result([text('gone')]))]))).toEqual([
      'messages[0].content[0].content[0].text',
      'changed',
      'long',
      'gone',
    ]);
  });

  test('of an input or a schema is its whole JSON', () => {
    const call = (input: Json): Json => ({ type: 'tool_use', id: 't', name: 'read', input });
    expect(brief(between([user(call({ a: 1, b: 2 }))], [user(call({ a: 1, b: 3 }))]))).toEqual([
      'messages[0].content[0].input',
      'changed',
      '2}',
      '3}',
    ]);
    const tools = (input_schema: Json): Prompt => read({ tools: [{ name: 'read', input_schema }] });
    const divergence = diverge(tools({ type: 'object' }), tools({ type: 'array' }));
    expect([divergence?.path, divergence?.char]).toEqual(['tools[0].input_schema', 9]);
  });

  test('is the role, type, id or name where that changed first', () => {
    const call = (id: string, name: string): Json => ({ type: 'tool_use', id, name, input: {} });
    const paths = [
      between([user(text('a'))], [{ role: 'assistant', content: [text('a')] }]),
      between([user(text('a'))], [user(call('t', 'read'))]),
      between([user(call('t', 'read'))], [user(call('u', 'read'))]),
      between([user(call('t', 'read'))], [user(call('t', 'write'))]),
    ].map(divergence => divergence?.path);
    expect(paths).toEqual([
      'messages[0].role',
      'messages[0].content[0].type',
      'messages[0].content[0].id',
      'messages[0].content[0].name',
    ]);
  });

  test('that only one side has has no text on the other', () => {
    const cited = { type: 'text', text: 'a', citations: [] };
    expect(brief(between([user(text('a'))], [user(cited)]))).toEqual([
      'messages[0].content[0].citations',
      'changed',
      null,
      '[]',
    ]);
    expect(brief(between([user(cited)], [user(text('a'))]))).toEqual([
      'messages[0].content[0].citations',
      'changed',
      '[]',
      null,
    ]);
  });

  test('is the whole block where only the order of its keys differs', () => {
    expect(brief(between([user(text('a'))], [user({ text: 'a', type: 'text' })]))).toEqual([
      'messages[0].content[0]',
      'changed',
      'ype":"text","text":"a"}',
      'ext":"a","type":"text"}',
    ]);
  });

  test('is the text where only one side has a role', () => {
    expect(brief(between([user(text('a'))], ['b']))).toEqual(['messages[0]', 'changed', 'a', '"b"']);
    expect(brief(between(['b'], [user(text('a'))]))).toEqual([
      'messages[0].content[0].text',
      'changed',
      '"b"',
      'a',
    ]);
  });

  test('may have the name of a property that every object inherits', () => {
    const built = { type: 'new', constructor: 'x' };
    expect(brief(between([user({ type: 'new' })], [user(built)]))).toEqual([
      'messages[0].content[0].constructor',
      'changed',
      null,
      'x',
    ]);
  });

  test('is found in what a hostile log nests without end', () => {
    const nest = (end: string): Json => JSON.parse(`{"a":${'['.repeat(1000)}"${end}"${']'.repeat(1000)}}`);
    const divergence = between([user(nest('x'))], [user(nest('y'))]);
    expect(divergence?.path.startsWith('messages[0].content[0].a[0][0]')).toBe(true);
    expect(divergence?.path.length).toBeLessThan(100);
  });

  test('under a key that is no identifier has that key quoted in its path', () => {
    const odd = (value: string): Json => ({ type: 'new', 'a b': value });
    expect(between([user(odd('x'))], [user(odd('y'))])?.path).toBe('messages[0].content[0]["a b"]');
  });
});

describe('an excerpt', () => {
  test('holds 200 characters before the divergence and 2000 from it on', () => {
    const divergence = between(
      [user(text(`${'a'.repeat(300)}${'😀'.repeat(3000)}`))],
      [user(text(`${'a'.repeat(300)}b`))],
    );
    expect(divergence?.char).toBe(300);
    expect(divergence?.before).toEqual({
      text: `${'a'.repeat(200)}${'😀'.repeat(2000)}`,
      at: 200,
      length: 3300,
    });
    expect(divergence?.after).toEqual({ text: `${'a'.repeat(200)}b`, at: 200, length: 301 });
  });
});

describe('an excerpt in front of the divergence', () => {
  test('counts characters, not halves of pairs', () => {
    const divergence = between([user(text(`${'😀'.repeat(300)}a`))], [user(text(`${'😀'.repeat(300)}b`))]);
    expect(divergence?.after).toEqual({ text: `${'😀'.repeat(200)}b`, at: 400, length: 301 });
  });
});

describe('added and removed', () => {
  test('a child that ends before its parent removes', () => {
    expect(brief(between([user(text('a')), user(text('b'))], [user(text('a'))]))).toEqual([
      'messages[1].content[0].text',
      'removed',
      'b',
      null,
    ]);
  });

  test('a child that repeats or extends its parent does not diverge', () => {
    expect(between([user(text('a'))], [user(text('a'))])).toBeNull();
    expect(between([user(text('a'))], [user(text('a')), user(text('b'))])).toBeNull();
  });

  test('a tool more is added in front of system, a tool less removed', () => {
    const few = read({ tools: [{ name: 'a' }], system: 's', messages: [] });
    const many = read({ tools: [{ name: 'a' }, { name: 'b' }], system: 's', messages: [] });
    const added = diverge(few, many);
    expect([added?.block, added?.section, ...(brief(added) ?? [])]).toEqual([
      ...[1, 'tools', 'tools[1]', 'added', null, '{"name":"b"}'],
    ]);
    const removed = diverge(many, few);
    expect([removed?.block, removed?.section, ...(brief(removed) ?? [])]).toEqual([
      ...[1, 'tools', 'tools[1]', 'removed', '{"name":"b"}', null],
    ]);
  });
});

describe('within one section', () => {
  test('both of two differences are found', () => {
    const parent = read({ tools: [{ name: 'a' }], system: 'x', messages: [user(text('m'))] });
    const child = read({ tools: [{ name: 'b' }], system: 'y', messages: [user(text('m'))] });
    expect(divergeSection(parent, child, 'tools')?.path).toBe('tools[0].name');
    expect(divergeSection(parent, child, 'system')?.path).toBe('system');
    expect(divergeSection(parent, child, 'system')?.block).toBe(1);
    expect(divergeSection(parent, child, 'messages')).toBeNull();
  });

  test('messages may grow, tools and system may not', () => {
    const parent = read({ tools: [], system: [text('a')], messages: [user(text('m'))] });
    const child = read({
      tools: [{ name: 'a' }],
      system: [text('a'), text('b')],
      messages: [user(text('m')), user(text('n'))],
    });
    expect(brief(divergeSection(parent, child, 'tools'))).toEqual([
      'tools[0]',
      'added',
      null,
      '{"name":"a"}',
    ]);
    expect(brief(divergeSection(parent, child, 'system'))).toEqual(['system[1].text', 'added', null, 'b']);
    expect(divergeSection(parent, child, 'system')?.block).toBe(2);
    expect(divergeSection(parent, child, 'messages')).toBeNull();
    expect(divergeSection(child, parent, 'messages')?.how).toBe('removed');
  });
});

test('shared blocks are counted by binary search over the chains', () => {
  expect(sharedBlocks(['a', 'b', 'c'], ['a', 'b', 'd', 'e'])).toBe(2);
  expect(sharedBlocks(['a'], ['b'])).toBe(0);
  expect(sharedBlocks([], ['b'])).toBe(0);
  expect(sharedBlocks(['a', 'b'], ['a', 'b'])).toBe(2);
});

describe('an answer that a request of the Responses API only names', () => {
  const said = { role: 'assistant', content: [{ type: 'output_text', text: 'aye' }] };
  const thought = { type: 'reasoning', summary: [] };
  const named = (id: string): JsonObject => ({ type: 'item_reference', id });
  const asked = (content: string): JsonObject => ({ role: 'user', content });
  const responses = (...input: readonly JsonObject[]): Prompt => read({ input }, 'openai-responses');
  const messages = (before: Prompt, after: Prompt): Divergence | null =>
    divergeSection(before, after, 'messages');

  test('is an answer of the model', () => {
    const [, reference] = responses(asked('a'), named('m1')).blocks;
    expect(reference).toMatchObject({ kind: 'reference', role: 'assistant' });
  });

  test('is no difference from the same answer in full: the log does not hold what it stands for', () => {
    const before = responses(asked('a'), thought, said, asked('b'));
    expect(
      messages(before, responses(asked('a'), named('r'), named('m'), asked('b'), said, asked('c'))),
    ).toBeNull();
  });

  test('hides no difference behind it', () => {
    const before = responses(asked('a'), said, asked('b'));
    const found = messages(before, responses(asked('a'), named('m'), asked('B')));
    expect([found?.path, found?.block]).toEqual(['input[2].content', 2]);
  });

  test('differs from another one, and from what the user said', () => {
    expect(messages(responses(named('m1')), responses(named('m2')))?.path).toBe('input[0].id');
    expect(messages(responses(asked('a')), responses(named('m')))).not.toBeNull();
  });
});
