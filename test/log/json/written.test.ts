import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  readWritten,
  type SpellingDifference,
  spellingDifference,
  writtenAt,
} from '../../../src/log/json/written.js';

function differenceOf(
  before: string,
  after: string,
  ignored: readonly string[] = [],
): SpellingDifference | null {
  const [old, now] = [before, after].map(text => {
    const bytes = Buffer.from(text);
    return { bytes, value: readWritten(bytes, 0) };
  });
  if (old === undefined || now === undefined) throw new Error('two texts');
  return spellingDifference(old, now, new Set(ignored));
}

describe('how JSON is written', () => {
  test.each<[string, string, string, SpellingDifference]>([
    [
      'a number in other digits',
      '{"a":[0,1.0]}',
      '{"a":[0,1]}',
      { kind: 'number', steps: ['a', 1], before: '1.0', after: '1', at: 8 },
    ],
    ['an exponent', '1e2', '100', { kind: 'number', steps: [], before: '1e2', after: '100', at: 0 }],
    [
      'two numbers that are one in JavaScript',
      '[9007199254740992]',
      '[9007199254740993]',
      { kind: 'number', steps: [0], before: '9007199254740992', after: '9007199254740993', at: 1 },
    ],
    [
      'a number too large and null',
      '[1e999]',
      '[null]',
      { kind: 'number', steps: [0], before: '1e999', after: 'null', at: 1 },
    ],
    [
      'keys that are integers',
      '{"a":{"2": "x", "1":"y" }}',
      '{"a":{"1":"y","2":"\\u0078"}}',
      { kind: 'key-order', steps: ['a'], before: '{"2":"x","1":"y"}', after: '{"1":"y","2":"x"}', at: 7 },
    ],
    [
      'keys that begin alike',
      '{"0":0,"10":{},"12":{}}',
      '{"0":0,"12":{},"10":{}}',
      {
        kind: 'key-order',
        steps: [],
        before: '{"0":0,"10":{},"12":{}}',
        after: '{"0":0,"12":{},"10":{}}',
        at: 9,
      },
    ],
    [
      'a key twice',
      '{"b":1,"b":2}',
      '{ "b":2 }',
      { kind: 'repeated-key', steps: [], before: '{"b":1,"b":2}', after: '{"b":2}', at: 0 },
    ],
    [
      'a key that comes again',
      '{"b":2,"c":0}',
      '{"b":2,"c":0,"b":2}',
      { kind: 'repeated-key', steps: [], before: '{"b":2,"c":0}', after: '{"b":2,"c":0,"b":2}', at: 13 },
    ],
    [
      'the value of a key that counts for nothing, since it comes again',
      '{"b":[1],"b":2}',
      '{"b":[3],"b":2}',
      { kind: 'repeated-key', steps: [], before: '{"b":[1],"b":2}', after: '{"b":[3],"b":2}', at: 0 },
    ],
    [
      'the first of two',
      '{"é":1.0,"z":1.0}',
      '{"é":1,"z":1}',
      { kind: 'number', steps: ['é'], before: '1.0', after: '1', at: 6 },
    ],
  ])('differs in %s', (_, before, after, difference) => {
    expect(JSON.stringify(JSON.parse(before))).toBe(JSON.stringify(JSON.parse(after)));
    expect(differenceOf(before, after)).toEqual(difference);
  });

  test.each([
    ['white space and escapes', '{"a":[1,"\\u00e9"],"b":{}}', ' { "a" : [ 1 , "é" ] , "\\u0062" : { } } '],
    ['an ignored member', '{"a":1,"mark":{"t":1.0},"b":2}', '{"a":1,"b":2}'],
    ['an ignored member that moved', '{"mark":0,"a":{"k":1,"k":1}}', '{"a":{"mark":1,"k":1,"k":1}}'],
    ['another value', '[1,"a",true]', '[2,"b",false]'],
    ['another kind', '["1",{},{},[1.0]]', '[1.0,[],1.0,1]'],
    ['more items', '[1.0]', '[1,2]'],
    ['other keys', '{"a":1.0}', '{"b":1}'],
    ['keys more', '{"a":1.0}', '{"a":1,"b":1}'],
  ])('says nothing of %s', (_, before, after) => {
    expect(differenceOf(before, after, ['mark'])).toBeNull();
  });

  test('is alike for every value that is written again with white space', () => {
    fc.assert(
      fc.property(fc.jsonValue(), value => {
        expect(differenceOf(JSON.stringify(value), JSON.stringify(value, null, 2))).toBeNull();
      }),
    );
  });

  test('is found at its path, of two members of one name the last', () => {
    const text = '{"a":{"k":1,"k":[5,"six"]}}';
    const root = readWritten(Buffer.from(text), 0);
    const found = writtenAt(root, ['a', 'k', 1]);
    expect(text.slice(found?.start, found?.end)).toBe('"six"');
    expect(writtenAt(root, ['a', 'b', 1])).toBeNull();
  });

  test('is not looked at beyond the depth of any schema, and a hostile log cannot exhaust the stack', () => {
    const nested = (inner: string, depth: number): string => '['.repeat(depth) + inner + ']'.repeat(depth);
    expect(differenceOf(nested('1.0', 90), nested('1', 90))?.kind).toBe('number');
    expect(differenceOf(nested('1.0', 100_000), nested('1', 100_000))).toBeNull();
  });
});
