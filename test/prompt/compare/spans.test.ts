import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { spansOf } from '../../../src/prompt/compare/spans.js';

const ALIKE = 32;

/** The least that has to be skipped until both go on alike for so long, by trying all places. */
function leastSkipped(old: string, now: string): { readonly old: number; readonly now: number } | null {
  let best: { old: number; now: number } | null = null;
  for (let i = 0; i + ALIKE <= old.length; i += 1) {
    const j = now.indexOf(old.slice(i, i + ALIKE));
    if (j >= 0 && (best === null || i + j < best.old + best.now)) best = { old: i, now: j };
  }
  return best;
}

const letters = fc.constantFrom('ab', 'abcdefgh', 'añ🚀\n');
const edited = letters.chain(of =>
  fc.record({
    head: textOf(of, 0, 20),
    lost: textOf(of, 1, 60),
    put: textOf(of, 1, 60),
    common: textOf(of, 40, 90),
    end: textOf(of, 1, 60),
    other: textOf(of, 1, 60),
  }),
);

function textOf(letters: string, least: number, most: number): fc.Arbitrary<string> {
  return fc
    .array(fc.constantFrom(...letters.split('')), { minLength: least, maxLength: most })
    .map(units => units.join(''));
}

describe('the spans in which two texts differ', () => {
  it('end where least of both has to be skipped', () => {
    fc.assert(
      fc.property(edited, ({ head, lost, put, common, end, other }) => {
        const [before, after] = [`${head}${lost}${common}${end}`, `${head}${put}${common}${other}`];
        const spans = [...spansOf(before, after)];
        const [first] = spans;
        if (first === undefined) return expect(before).toBe(after);
        const tail = spans.length > 1 ? null : before.length - first.oldEnd;
        const met = leastSkipped(before.slice(first.old), after.slice(first.now));
        // Where both end alike, that end is no place to meet at but the end of the last span.
        if (tail !== null && tail > 0) return;
        if (met === null) expect([first.oldEnd, first.nowEnd]).toEqual([before.length, after.length]);
        else expect([first.oldEnd - first.old, first.nowEnd - first.now]).toEqual([met.old, met.now]);
      }),
      { numRuns: 2_000, seed: 12 },
    );
  });

  it('are told apart in a text that repeats itself', () => {
    const line = 'the same line, over and over again, 1234567890\n';
    const before = `now 10:05\n${line.repeat(500)}then 10:06\n${line.repeat(500)}`;
    const after = `now 11:05\n${line.repeat(500)}then 12:06\n${line.repeat(500)}`;
    const spans = [...spansOf(before, after)].map(({ old, oldEnd, now, nowEnd }) => [
      before.slice(old, oldEnd),
      after.slice(now, nowEnd),
    ]);
    expect(spans).toEqual([
      ['0', '1'],
      ['0', '2'],
    ]);
  });
});
