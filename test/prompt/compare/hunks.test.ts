import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Edit, editsBetween } from '../../../src/prompt/compare/edits.js';
import { hunksOf } from '../../../src/prompt/compare/hunks.js';
import { firstDifference } from '../../../src/text/ends.js';

/** `old -> new` of every hunk. */
const told = (before: string, after: string): string[] =>
  hunksOf(before, after).map(
    ({ before: b, after: a }) => `${before.slice(b.start, b.end)} -> ${after.slice(a.start, a.end)}`,
  );

/** What is left of both when their edits are taken out. */
function rests(
  before: readonly string[],
  after: readonly string[],
  edits: readonly Edit[],
): [string[], string[]] {
  const without = (list: readonly string[], side: 'before' | 'after'): string[] =>
    list.filter((_, i) => !edits.some(edit => edit[side].start <= i && i < edit[side].end));
  return [without(before, 'before'), without(after, 'after')];
}

describe('hunksOf', () => {
  test('finds every change of a text, each by its words', () => {
    expect(
      told(
        'Send a message to the desk. Limits: 10 per minute. Then wait.',
        'Send one message to the desk. Limits: 20 per hour at most. Then wait.',
      ),
    ).toEqual(['a -> one', '1 -> 2', 'minute -> hour at most']);
  });

  test.each([
    ['a time', 'now 12:04:38Z, go', 'now 13:04:52Z, go', ['2:04:38 -> 3:04:52']],
    ['an id', 'id 3f2a-11ec-aa end', 'id 9b1c-11ee-bb end', ['3f2a-11ec-aa -> 9b1c-11ee-bb']],
    [
      'all of it',
      'one two three four',
      'every word here is new',
      ['one two three four -> every word here is new'],
    ],
    ['a paragraph put in', 'head\n\ntail', 'head\n\nnew text\n\ntail', [' -> new text\n\n']],
    ['an end cut off', 'head and tail', 'head', [' and tail -> ']],
    ['nothing', 'same', 'same', []],
  ])('keeps %s in one piece', (_, before, after, hunks) => {
    expect(told(before, after)).toEqual(hunks);
  });

  test('finds small changes far apart in a text of many lines', () => {
    const lines = Array.from({ length: 2_000 }, (_, i) => `line ${i} of the text\n`);
    const changed = lines.with(40, 'line forty of the text\n').with(1_900, 'line 1900 of the book\n');
    expect(told(lines.join(''), changed.join(''))).toEqual(['40 -> forty', 'text -> book']);
  });

  test('never calls alike what differs, and begins at the first difference', () => {
    const word = fc.constantFrom(
      'a',
      'the',
      'limit',
      '10',
      '20',
      ' ',
      ' ',
      '\n',
      '.',
      '-',
      'é',
      '😀',
      '😁',
      '漢',
      '\ud83d',
    );
    const text = fc.array(word, { maxLength: 60 }).map(words => words.join(''));
    const changed = fc.tuple(text, text, text, text, text, text).map(([a, b, c, d, e, f]) => {
      return [a + b + c + d + e, a + f + c + b + e] as const;
    });
    fc.assert(
      fc.property(fc.oneof(fc.tuple(text, text), changed), ([before, after]) => {
        const hunks = hunksOf(before, after);
        const [old, fresh] = rests(before.split(''), after.split(''), hunks);
        expect(old.join('')).toBe(fresh.join(''));
        for (const { before: b, after: a } of hunks) {
          expect(before.slice(b.start, b.end)).not.toBe(after.slice(a.start, a.end));
        }
        if (before !== after) expect(hunks[0]?.after.start).toBe(firstDifference(before, after));
        else expect(hunks).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});

describe('editsBetween', () => {
  test('leaves the same of both lists, with as few edits as there can be', () => {
    const list = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 14 });
    fc.assert(
      fc.property(list, list, (before, after) => {
        const edits = editsBetween(before, after);
        const [old, fresh] = rests(before, after, edits);
        expect(old).toEqual(fresh);
        expect(old).toHaveLength(longestCommon(before, after));
      }),
      { numRuns: 500 },
    );
  });

  test('takes what was replaced as a whole for one edit', () => {
    const numbers = (from: number): string[] => Array.from({ length: 3_000 }, (_, i) => String(from + i));
    expect(editsBetween(['x', ...numbers(0), 'y'], ['x', ...numbers(10_000), 'y'])).toEqual([
      { before: { start: 1, end: 3_001 }, after: { start: 1, end: 3_001 } },
    ]);
  });
});

/** The textbook table. */
function longestCommon(a: readonly string[], b: readonly string[]): number {
  const rows: number[][] = [new Array<number>(b.length + 1).fill(0)];
  for (const [i, x] of a.entries()) {
    const row = [0];
    for (const [j, y] of b.entries())
      row.push(x === y ? (rows[i]?.[j] ?? 0) + 1 : Math.max(row[j] ?? 0, rows[i]?.[j + 1] ?? 0));
    rows.push(row);
  }
  return rows.at(-1)?.at(-1) ?? 0;
}
