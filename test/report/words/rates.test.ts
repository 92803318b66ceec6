import { expect, it } from 'vitest';
import type { RequestEntry } from '../../../src/diagnosis/model.js';
import { reportOf } from '../../../src/report/report.js';
import { ratesOf } from '../../../src/report/words/rates.js';
import { modelOf, request, source } from '../../ui/fixture.js';

const say = (...requests: readonly RequestEntry[]): readonly string[] =>
  ratesOf(reportOf(modelOf(requests), [source()], '1'));

const rated = (n: number, rates: Partial<NonNullable<RequestEntry['rates']>>, at: string): RequestEntry => {
  const one = request(n);
  if (one.rates === null) throw new Error('the fixture has rates');
  return { ...one, at: Date.parse(at), rates: { ...one.rates, ...rates } };
};

it('says where a price comes from, how old that is, and what a write costs against a read, once for each', () => {
  expect(say(rated(1, {}, '2026-03-01T10:00:00Z'), rated(2, {}, '2026-03-04T09:00:00Z'))).toEqual([
    '`claude-sonnet-4-6`: a list 1.0, as of 2026-03-01, 3 days older than the newest request; a token written for 5m costs 12.5 times one that is read, for 1h 20 times',
  ]);
});

it('tells a rate of the user from a list', () => {
  const own = { isOwn: true, source: 'rates.json:3', tableDate: '2026-02-01', writePerRead: { write: 25 } };
  expect(say(rated(1, own, '2026-03-01'))).toEqual([
    '`claude-sonnet-4-6`: your own rate (rates.json:3), from 2026-02-01 on; a written token costs 25 times one that is read',
  ]);
});

it('says what an uncached token costs where writes are not billed, and nothing where reads cost nothing', () => {
  expect(say(rated(1, { writePerRead: { input: 10 } }, '2026-02-01'))).toEqual([
    '`claude-sonnet-4-6`: a list 1.0, as of 2026-03-01; an uncached token costs 10 times one that is read',
  ]);
  expect(say(rated(1, { writePerRead: { input: null } }, '2026-02-01'))).toEqual([
    '`claude-sonnet-4-6`: a list 1.0, as of 2026-03-01',
  ]);
  expect(say(request(1, { rates: null }))).toEqual([]);
});

it('says of a list without the price of a read that it lacks it, and no factor', () => {
  expect(say(rated(1, { readsPriced: false, writePerRead: { input: null } }, '2026-02-01'))).toEqual([
    '`claude-sonnet-4-6`: a list 1.0, as of 2026-03-01; what a read costs is not in it: reads count as input, and losses have no price',
  ]);
});
