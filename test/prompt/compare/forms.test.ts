import { describe, expect, test } from 'vitest';
import type { Json } from '../../../src/log/record.js';
import {
  type Block,
  formOnly,
  keyOrderOnly,
  sameBlocks,
  sameLines,
  sortedCanonical,
  whitespaceOnly,
} from '../../../src/prompt/index.js';
import { read } from '../sample.js';

function blocks(...content: Json[]): readonly Block[] {
  return read({ messages: [{ role: 'user', content }] }).blocks;
}

function block(value: Json): Block {
  const [first] = blocks(value);
  if (first === undefined) throw new Error('no block');
  return first;
}

const text = (value: string): Json => ({ type: 'text', text: value });
const call = (input: Json): Json => ({ type: 'tool_use', id: 't', name: 'n', input });

describe('key order', () => {
  test('is the only difference where the sorted JSON is equal, at any depth', () => {
    const a = block(call({ x: 1, y: { p: 1, q: 2 } }));
    const b = block(call({ y: { q: 2, p: 1 }, x: 1 }));
    expect(keyOrderOnly(a, b)).toBe(true);
    expect(sortedCanonical(b)).toBe(
      '{"id":"t","input":{"x":1,"y":{"p":1,"q":2}},"name":"n","type":"tool_use"}',
    );
  });

  test('is no difference between equal blocks, and not the only one where a value or the order of a list differs', () => {
    expect(keyOrderOnly(block(call({ x: 1 })), block(call({ x: 1 })))).toBe(false);
    expect(keyOrderOnly(block(call({ x: 1, y: 2 })), block(call({ y: 1, x: 2 })))).toBe(false);
    expect(keyOrderOnly(block(call([1, 2])), block(call([2, 1])))).toBe(false);
  });
});

describe('white space', () => {
  test('is the only difference where the strings agree without it', () => {
    expect(whitespaceOnly(block(text('a b')), block(text('a\n\tb ')))).toBe(true);
    expect(whitespaceOnly(block(call({ x: 'a' })), block(call({ x: 'a\u00a0' })))).toBe(true);
  });

  test('is not where a letter, a key or a number differs too', () => {
    expect(whitespaceOnly(block(text('a b')), block(text('a b')))).toBe(false);
    expect(whitespaceOnly(block(text('a b')), block(text('a  c')))).toBe(false);
    expect(whitespaceOnly(block(call({ x: 'a' })), block(call({ 'x ': 'a' })))).toBe(false);
    expect(whitespaceOnly(block(call({ x: 1 })), block(call({ x: 2 })))).toBe(false);
    expect(whitespaceOnly(block(call({ x: 'a ' })), block(call({ x: 'a', y: 1 })))).toBe(false);
    expect(whitespaceOnly(block(call(['a '])), block(call({ 0: 'a' })))).toBe(false);
  });
});

test('a block of the other role is another block', () => {
  const as = (role: string, value: Json): Block => {
    const [first] = read({ messages: [{ role, content: [value] }] }).blocks;
    if (first === undefined) throw new Error('no block');
    return first;
  };
  expect(keyOrderOnly(as('user', { a: 1, b: 2 }), as('assistant', { b: 2, a: 1 }))).toBe(false);
  expect(whitespaceOnly(as('user', text('a')), as('assistant', text('a ')))).toBe(false);
});

test('form is the only difference where one block was a string with the same text', () => {
  const [short] = read({ messages: [{ role: 'user', content: 'a' }] }).blocks;
  if (short === undefined) throw new Error('no block');
  expect(formOnly(short, block(text('a')))).toBe(true);
  expect(formOnly(short, block(text('b')))).toBe(false);
  expect(formOnly(block(text('a')), block(text('a')))).toBe(false);
  const result = (content: Json): Block => block({ type: 'tool_result', tool_use_id: 't', content });
  expect(formOnly(result('a'), result([text('a')]))).toBe(true);
});

test('blocks are reordered where each stands as often, elsewhere', () => {
  const [a, b] = [text('a'), text('b')];
  expect(sameBlocks(blocks(a, b, a), blocks(a, a, b))).toBe(true);
  expect(sameBlocks(blocks(a, b), blocks(a, b))).toBe(false);
  expect(sameBlocks(blocks(a, b), blocks(a, a))).toBe(false);
  expect(sameBlocks(blocks(a, b), blocks(b, a, b))).toBe(false);
  expect(sameBlocks(blocks(a, b), blocks(b))).toBe(false);
});

test('lines are reordered where each stands as often, elsewhere, whatever the bounds of blocks', () => {
  expect(sameLines(blocks(text('a\n\nb\nc')), blocks(text('c\nb'), text('a')))).toBe(true);
  expect(sameLines(blocks(text('a\nb')), blocks(text('a\n\nb')))).toBe(false);
  expect(sameLines(blocks(text('a\nb')), blocks(text('b\nd')))).toBe(false);
});
