import { describe, expect, it } from 'vitest';
import type { Break, RequestEntry } from '../../../src/diagnosis/model.js';
import { areBreaksKnown, fitsBadly, isNeverCached, totalsOf } from '../../../src/diagnosis/sums/totals.js';
import { request, sixRequestsModel, unbilled, usage } from '../../ui/fixture.js';

const broken = sixRequestsModel.requests[4]?.break;
if (!broken) throw new Error('request 5 of the six breaks');

const breakOf = (change: Partial<Break>): Break => ({ ...broken, ...change });

describe('money lost to breaks', () => {
  it('is an estimate once what one of the breaks should have read was', () => {
    const lost = (expectedExact: boolean) =>
      totalsOf([request(1, { break: breakOf({ expectedExact, cost: 2 }) }), request(2)]);
    expect(lost(true)).toMatchObject({ lostToBreaks: 2, lostExact: true });
    expect(lost(false)).toMatchObject({ lostToBreaks: 2, lostExact: false });
  });

  it('counts what a break lost where the price of its request is not known for want of the output tokens', () => {
    const unpriced = request(1, { break: breakOf({ cost: 2 }), cost: null });
    expect(totalsOf([unpriced, request(2)])).toMatchObject({ lostToBreaks: 2, unpriced: 1 });
    expect(totalsOf([unpriced])).toMatchObject({ cost: null, lostToBreaks: 2 });
    expect(totalsOf([request(1, { cost: null })])).toMatchObject({ cost: null, lostToBreaks: null });
  });

  it('is nothing only where it is known of every request that it did not break', () => {
    expect(totalsOf([request(1), request(2)]).lostToBreaks).toBe(0);
    expect(totalsOf([request(1), unbilled(2)]).lostToBreaks).toBeNull();
    const predicted = unbilled(2, { break: breakOf({ predicted: true, cost: null }) });
    expect(totalsOf([request(1), predicted])).toMatchObject({ lostToBreaks: null, lostLeftOut: 1 });
    const one = request(1, { break: breakOf({ cost: 2 }) });
    expect(totalsOf([one, predicted])).toMatchObject({ lostToBreaks: 2, lostLeftOut: 1 });
  });
});

it('is approximate once one of its prices is', () => {
  const price = (approximate: boolean): RequestEntry => request(1, { cost: { amount: 1, approximate } });
  expect(totalsOf([price(false), price(true)]).approximate).toBe(true);
  expect(totalsOf([price(false)]).approximate).toBe(false);
  // What is in no sum does not make it so.
  expect(totalsOf([price(false), { ...price(true), costWithoutCache: null }]).approximate).toBe(false);
});

describe('the two shares of the written tokens', () => {
  it('tell what a request that broke wrote from what it wrote again', () => {
    const found = breakOf({ lostTokens: 4_786, expectedRead: 4_786, actualRead: 0, rewritten: 19_456 });
    const writes = [
      request(1, { usage: usage(0, 4_808) }),
      request(2, { usage: usage(0, 19_456), break: found }),
    ];
    expect(totalsOf(writes).writeShare).toEqual({ breaks: 19_456, growth: 4_808, again: 4_786 });
  });

  it('write no more again than was written: what was lost may have been left uncached', () => {
    const found = breakOf({ lostTokens: 9_000 });
    const one = request(1, { usage: usage(0, 600, 8_400), break: found });
    expect(totalsOf([one]).writeShare).toEqual({ breaks: 600, growth: 0, again: 600 });
  });

  it('are not known, and not 0, of breaks whose requests have no usage', () => {
    const predicted = unbilled(2, { break: breakOf({ predicted: true, cost: null }) });
    expect(totalsOf([request(1), predicted]).writeShare).toEqual({ breaks: null, growth: 10, again: null });
    expect(totalsOf([request(1)]).writeShare).toEqual({ breaks: 0, growth: 10, again: 0 });
  });

  it('are not known where a cache does not count what it writes, and its 0 is no write', () => {
    const one = request(1, { usage: { ...usage(900, 0), cacheWrite: 0 }, countsWrites: false });
    expect(totalsOf([one])).toMatchObject({
      cacheWrite: null,
      writeShare: { breaks: null, growth: null, again: null },
    });
    expect(totalsOf([{ ...one, countsWrites: true }])).toMatchObject({ cacheWrite: 0 });
  });
});

describe('what the log does not tell', () => {
  it('is in no sum as 0, and each sum says how many requests it leaves out', () => {
    const none = totalsOf([unbilled(1)]);
    expect(none).toMatchObject({ input: null, cacheRead: null, cacheWrite: null, output: null, cost: null });
    expect(none).toMatchObject({ hitRate: null, attainable: null, judged: 0, unjudged: 1 });
    const noWrites = request(2, { usage: { ...usage(900, 0), cacheWrite: null } });
    expect(totalsOf([request(1), noWrites, unbilled(3)]).leftOut).toEqual({
      cacheRead: 1,
      cacheWrite: 2,
      input: 1,
      output: 1,
      prompt: 1,
      cost: 1,
    });
  });

  it('leaves a running request out without a word: its usage is to come', () => {
    const running = unbilled(2, { outcome: 'pending' });
    expect(totalsOf([request(1), running])).toMatchObject({
      withoutUsage: 1,
      unjudged: 0,
      hitRateExact: true,
      leftOut: { cacheRead: 0, cost: 0 },
    });
    expect(areBreaksKnown(totalsOf([running]))).toBe(false);
  });

  it('takes requests without usage into the hit rate as they were predicted, and says so', () => {
    const totals = totalsOf([request(1, { usage: usage(900, 100) }), unbilled(2)]);
    expect(totals).toMatchObject({ hitRate: 900 / 2_000, hitRateExact: false });
    expect(totalsOf([request(1, { usage: usage(900, 100) })])).toMatchObject({
      hitRate: 0.9,
      hitRateExact: true,
    });
  });
});

it('takes a prompt whose read is not known as it was predicted, though its size was billed', () => {
  const predicted = { cacheRead: 500, cacheWrite: 0, input: 500, certain: false };
  const silent = request(1, { usage: { ...usage(0, 0), cacheRead: null, promptTotal: 900 }, predicted });
  expect(totalsOf([silent, request(2, { usage: usage(1_000, 0) })])).toMatchObject({
    hitRate: 0.75,
    hitRateExact: false,
  });
});

describe('attainable', () => {
  it('is the hit rate with what breaks lost read, and no more of a prompt than it holds', () => {
    const one = (lostTokens: number): RequestEntry =>
      request(1, { usage: usage(200, 800), break: breakOf({ lostTokens }) });
    expect(totalsOf([one(300)]).attainable).toBe(0.5);
    expect(totalsOf([one(5_000)]).attainable).toBe(1);
  });

  it('leaves what the client meant as it is', () => {
    const causes = broken.causes.map(cause => ({ ...cause, expected: true }));
    const one = request(1, {
      usage: usage(200, 800),
      break: breakOf({ lostTokens: 300, ringing: false, causes }),
    });
    expect(totalsOf([one]).attainable).toBe(0.2);
  });
});

it('counts expected and unexplained breaks apart', () => {
  const [cause] = broken.causes;
  if (!cause) throw new Error('a break has a cause');
  const quiet = (change: Partial<typeof cause>): Partial<RequestEntry> => ({
    break: breakOf({ ringing: false, causes: [{ ...cause, ...change }] }),
  });
  expect(
    totalsOf([
      request(1, quiet({ expected: true })),
      request(2, quiet({ id: 'unknown' })),
      request(3, quiet({ id: 'below-minimum' })),
      request(4, { break: broken }),
    ]),
  ).toMatchObject({ breaks: 4, ringing: 1, expected: 1, unexplained: 1 });
});

describe('calibration', () => {
  const foreseen = (predicted: number, read: number, change: Partial<RequestEntry> = {}): RequestEntry =>
    request(2, {
      predicted: { cacheRead: predicted, cacheWrite: 0, input: 0, certain: true },
      usage: usage(read, 10),
      ...change,
    });

  it('counts the reads that came true: to the token, within 1 % and within 5 %', () => {
    const requests = [1_000, 1_010, 1_011, 950, 949, 0].map(read => foreseen(read, 1_000));
    expect(totalsOf(requests).calibration).toEqual({ predicted: 6, exact: 1, within1: 2, within5: 4 });
    expect(totalsOf([foreseen(5, 0)]).calibration).toEqual({
      predicted: 1,
      exact: 0,
      within1: 0,
      within5: 0,
    });
  });

  it('counts no request whose read is not known, that failed, or that begins a lane of which nothing was known', () => {
    const requests = [
      unbilled(1),
      foreseen(0, 0, { outcome: 'error' }),
      foreseen(0, 1_000, { parentId: null }),
      foreseen(1_000, 1_000, { parentId: null }),
    ];
    expect(totalsOf(requests).calibration).toMatchObject({ predicted: 1, exact: 1 });
  });

  it('is bad below 90 % within 5 %', () => {
    const of = (predicted: number, within5: number) => ({ predicted, exact: 0, within1: 0, within5 });
    expect([of(10, 9), of(10, 8), of(0, 0)].map(fitsBadly)).toEqual([false, true, false]);
  });
});

it('knows how much goes in for each token that comes out', () => {
  expect(totalsOf([request(1, { usage: usage(900, 90, 10) })]).inputPerOutput).toBe(1_000 / 200);
  expect(totalsOf([unbilled(1)]).inputPerOutput).toBeNull();
  const silent = request(1, { usage: { ...usage(5_000, 0), output: null } });
  expect(totalsOf([silent, request(2, { usage: usage(900, 100) })]).inputPerOutput).toBe(5);
});

it('finds that nothing is ever cached only where that is known of more than one request', () => {
  const uncached = (n: number) => request(n, { usage: usage(0, 0, 500) });
  expect(isNeverCached(totalsOf([uncached(1), uncached(2)]))).toBe(true);
  expect(isNeverCached(totalsOf([uncached(1)]))).toBe(false);
  expect(isNeverCached(totalsOf([uncached(1), uncached(2), unbilled(3)]))).toBe(false);
  expect(isNeverCached(totalsOf([uncached(1), request(2)]))).toBe(false);
  const onlyWritten = (n: number) => request(n, { usage: usage(0, 10, 500) });
  expect(isNeverCached(totalsOf([onlyWritten(1), onlyWritten(2)]))).toBe(false);
});

it('leaves a request out of the hit rate whose read is known and whose whole prompt is not', () => {
  const half = { ...usage(5_145, 0), cacheWrite: null };
  const predicted = { cacheRead: 0, cacheWrite: 0, input: 7_000, certain: true };
  const totals = totalsOf([request(1, { usage: usage(900, 100) }), request(2, { usage: half, predicted })]);
  expect(totals).toMatchObject({ hitRateExact: false, leftOut: { prompt: 1, cacheRead: 0 } });
  expect(totals.hitRate).toBe(totalsOf([request(1, { usage: usage(900, 100) })]).hitRate);
});
