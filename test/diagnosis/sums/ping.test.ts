import { expect, test } from 'vitest';
import { pingOf } from '../../../src/diagnosis/sums/ping.js';

test('a ping pays where a next request is likelier than its price over what it saves', () => {
  // 100 000 tokens of a model that reads at a tenth and writes at 1.25 of $3 a million.
  const { cost, saves, breakEven, most } = pingOf({ costWarm: 0.03, costCold: 0.375 });
  expect(cost).toBe(0.03);
  expect(saves).toBeCloseTo(0.345, 12);
  expect(breakEven).toBeCloseTo(0.03 / 0.345, 12);
  expect(most).toBe(11);
  // Written for an hour: 2 of $3, 19 pings in a row, which floating point must not make 18.
  expect(pingOf({ costWarm: 0.03, costCold: 0.6 }).most).toBe(19);
});

test('what has no rate is unknown, and what saves nothing has no chance from which on it pays', () => {
  expect(pingOf({ costWarm: null, costCold: null })).toEqual({
    cost: null,
    saves: null,
    breakEven: null,
    most: null,
  });
  expect(pingOf({ costWarm: 0.02, costCold: 0.02 })).toEqual({
    cost: 0.02,
    saves: 0,
    breakEven: null,
    most: 0,
  });
  expect(pingOf({ costWarm: 0, costCold: 0.02 })).toMatchObject({ breakEven: 0, most: null });
});
