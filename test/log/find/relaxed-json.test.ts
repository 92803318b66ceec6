import { describe, expect, it } from 'vitest';
import { parseRelaxedJson } from '../../../src/log/find/relaxed-json.js';

describe('settings that are almost JSON', () => {
  it.each([
    ['{"a": 1}', { a: 1 }],
    ['{ a: 1, }', { a: 1 }],
    ['// why\n{ /* and */ "a": [1, 2, /* last */], }', { a: [1, 2] }],
    [`{ a: 'it\\'s "so"', $b_1: 'x' }`, { a: `it's "so"`, $b_1: 'x' }],
    ['{ "a": "http://x/, } // no comment", b: "c: 1" }', { a: 'http://x/, } // no comment', b: 'c: 1' }],
    ['{ "a": "quoted \\" , }" , }', { a: 'quoted " , }' }],
    ['{ a: true, b: null, c: -1.5 }', { a: true, b: null, c: -1.5 }],
    ['{ a: ', undefined],
    ['', undefined],
  ])('reads %j', (text, value) => {
    expect(parseRelaxedJson(text)).toEqual(value);
  });
});
