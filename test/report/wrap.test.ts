import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { wrapped } from '../../src/report/wrap.js';

describe('wrapped', () => {
  test('breaks at blanks and indents what follows', () => {
    expect(wrapped('one two three', { width: 9, first: '- ', rest: '  ' })).toEqual(['- one two', '  three']);
  });

  test('keeps the groups of a number and its percent sign together', () => {
    expect(wrapped('wrote 465 562 of 469 089 (99 %)', { width: 10 })).toEqual([
      ...['wrote', '465 562 of', '469 089', '(99 %)'],
    ]);
    expect(wrapped('of 34 tools', { width: 5 })).toEqual(['of 34', 'tools']);
  });

  test('gives a word that is too long a line of its own', () => {
    expect(wrapped('a verylongword b', { width: 5 })).toEqual(['a', 'verylongword', 'b']);
  });

  test('has no line for an empty text', () => {
    expect(wrapped('', { width: 5, first: '  ' })).toEqual([]);
  });

  test('loses no word and no line is too long, unless it is one word', () => {
    fc.assert(
      fc.property(
        fc.array(fc.stringMatching(/^[a-z]{1,9}$/)),
        fc.integer({ min: 1, max: 30 }),
        (words, width) => {
          const lines = wrapped(words.join(' '), { width });
          expect(lines.join(' ')).toBe(words.join(' '));
          expect(lines.every(line => line.length <= width || !line.includes(' '))).toBe(true);
        },
      ),
    );
  });
});
