import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytes, compactCount, count, dollars, percent, points, predicted } from '../../src/text/numbers.js';

describe('count', () => {
  it('groups by three', () => {
    expect([0, 541, 1044, 175_662, 1_920_000].map(count)).toEqual([
      '0',
      '541',
      '1 044',
      '175 662',
      '1 920 000',
    ]);
    expect(count(-1044)).toBe('−1 044');
  });

  it('shows the unknown as unknown, never as 0', () => {
    expect([count(null), compactCount(null), percent(null), points(null), bytes(null)]).toEqual(
      Array(5).fill('·'),
    );
    expect(count(Number.NaN)).toBe('·');
  });
});

describe('compactCount', () => {
  it.each([
    [0, '0'],
    [999, '999'],
    [1044, '1.0 k'],
    [9_949, '9.9 k'],
    [9_960, '10 k'],
    [607_900, '608 k'],
    [999_499, '999 k'],
    [999_600, '1.00 M'],
    [1_920_000, '1.92 M'],
    [61_300_000, '61.3 M'],
    [608_000_000, '608 M'],
    [1_234_000_000_000, '1 234 G'],
    [-1500, '−1.5 k'],
  ])('%d reads as %s', (value, text) => expect(compactCount(value)).toBe(text));
});

describe('percent', () => {
  it.each([
    [0, '0 %'],
    [0.0004, '<1 %'],
    [0.559, '55 %'],
    [0.57, '57 %'],
    [0.29, '29 %'],
    [0.9996, '99 %'],
    [0.999999999999, '99 %'],
    [1, '100 %'],
  ])('%d reads as %s', (share, text) => expect(percent(share)).toBe(text));

  it('rounds down with decimals too', () => {
    expect(percent(0.8849, 1)).toBe('88.4 %');
    expect(percent(0.99999, 1)).toBe('99.9 %');
    expect(percent(0.0001, 1)).toBe('<0.1 %');
  });

  it('says 100 % of nothing less than all', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        fc.nat({ max: 2 }),
        (share, decimals) => !percent(share, decimals).startsWith('100'),
      ),
    );
  });

  it('keeps whole percents of a hundred', () => {
    for (let n = 0; n <= 100; n++) expect(percent(n / 100)).toBe(`${n} %`);
  });
});

describe('dollars', () => {
  it.each([
    [null, 'n/a'],
    [0, '$0.00'],
    [0.0004, '<$0.01'],
    [0.005, '$0.01'],
    [0.06, '$0.06'],
    [1.005, '$1.00'],
    [1234.5, '$1 234.50'],
    [-1.59, '−$1.59'],
    [0.999, '$1.00'],
  ])('%d reads as %s', (amount, text) => expect(dollars(amount)).toBe(text));

  it('marks a rate of a neighbouring model', () => {
    expect(dollars(1.2, { approximate: true })).toBe('≈$1.20');
    expect(dollars(null, { approximate: true })).toBe('n/a');
    expect(dollars(0, { approximate: true })).toBe('$0.00');
    expect(dollars(0.004, { approximate: true })).toBe('<$0.01');
  });

  it('marks what rests on an estimate', () => {
    expect(dollars(1.2, { estimate: true })).toBe('~$1.20');
    expect(dollars(-1.2, { estimate: true, approximate: true })).toBe('~≈−$1.20');
  });
});

it('points have no sign: the arrow beside them has', () => {
  expect(points(-0.43)).toBe('43 pts');
});

it('bytes count in thousands', () => {
  expect([0, 999, 1000, 33_102, 999_960, 6_200_000].map(bytes)).toEqual([
    '0 B',
    '999 B',
    '1.0 kB',
    '33.1 kB',
    '1.0 MB',
    '6.2 MB',
  ]);
});

it('a prediction wears a tilde, the unknown does not', () => {
  expect(predicted(count(1044))).toBe('~1 044');
  expect(predicted(count(null))).toBe('·');
});
