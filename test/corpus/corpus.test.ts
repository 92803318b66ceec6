import { describe, expect, it } from 'vitest';
import { caseOf, ROWS } from './score/cases.js';
import { compare, type Marks } from './score/compare.js';
import { listen } from './score/listen.js';

/** One seed on the Claude API and one on an automatic cache; `npm run corpus` runs ten. */
const SEEDS = [1, 7];

const sentences = (marks: Marks, pattern: RegExp): string[] =>
  marks.findings.flatMap(({ n, what }) => (pattern.test(what) ? [`request ${n}: ${what}`] : []));

describe('the engine hears planted breaks', () => {
  for (const row of ROWS.filter(({ healthy }) => !healthy)) {
    it(`${row.id}: every one, by its first cause and at its place`, () => {
      for (const seed of SEEDS) {
        const session = caseOf(row, seed);
        const marks = compare(session, listen(session));
        expect(session.labels.length).toBeGreaterThan(0);
        expect(sentences(marks, /^(missed|rang for|kept quiet|false alarm|the engine never)/)).toEqual([]);
        for (const mark of marks.marks)
          expect({ ...mark, firstCause: mark.firstCause ?? true }).toMatchObject({ firstCause: true });
        expect(sentences(marks, /^(expected the place|claim)/)).toEqual([]);
      }
    });
  }
});

describe('the engine stays quiet', () => {
  for (const row of ROWS.filter(({ healthy }) => healthy)) {
    it(row.id, () => {
      for (const seed of SEEDS) {
        const session = caseOf(row, seed);
        const marks = compare(session, listen(session));
        expect(marks.healthyRequests).toBeGreaterThan(4);
        expect(sentences(marks, /^(false alarm|the engine never|usage read|claim)/)).toEqual([]);
      }
    });
  }
});

describe('the corpus', () => {
  it('makes the same session for the same seed', () => {
    const row = ROWS.find(({ id }) => id === 'system-changed');
    expect(row).toBeDefined();
    if (row !== undefined) expect(caseOf(row, 3)).toEqual(caseOf(row, 3));
  });
});
