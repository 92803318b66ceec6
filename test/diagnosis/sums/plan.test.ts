import { describe, expect, it } from 'vitest';
import type { RequestEntry } from '../../../src/diagnosis/model.js';
import { totalsOf } from '../../../src/diagnosis/sums/totals.js';
import { totalsSentences as sentences } from '../../../src/report/words/totals.js';
import { request, sixRequestsModel } from '../../ui/fixture.js';

const planShares = (requests: readonly RequestEntry[]): ReturnType<typeof totalsOf>['plan'] =>
  totalsOf(requests).plan;

const RESET = Date.UTC(2026, 9, 1, 5);
const window = (usedPercent: number, resetsAt: number | null = RESET): RequestEntry['limits'][number] => ({
  window: '5h',
  minutes: 300,
  usedPercent,
  resetsAt,
});
const [broken] = sixRequestsModel.requests.flatMap(({ break: found }) => found ?? []);
if (broken === undefined) throw new Error('one of the six breaks');

/** A request of a price, after which so much of the window was used; what its break lost. */
function paid(
  n: number,
  amount: number | null,
  used: number | null,
  lost: number | null = null,
  resetsAt: number | null = RESET,
): RequestEntry {
  const change = { limits: used === null ? [] : [window(used, resetsAt)] };
  const cost = amount === null ? null : { amount, approximate: false };
  return {
    ...request(n, change),
    cost,
    break: lost === null ? null : { ...broken, cost: lost },
  } as RequestEntry;
}

describe('what breaks cost of a plan', () => {
  it('is the part of what the window rose by that they are of the money since the first reading', () => {
    const requests = [paid(1, 9, 10), paid(2, 1, 12), paid(3, 2, null, 1.5), paid(4, 1, 18)];
    // 8 points by 3 requests for $4, of which a break lost $1.50.
    expect(planShares(requests)).toEqual([
      {
        provider: 'anthropic',
        window: '5h',
        minutes: 300,
        from: 10,
        to: 18,
        resets: 0,
        requests: 3,
        points: 8,
        lostPoints: 3,
      },
    ]);
    expect(sentences(totalsOf(requests)).join('\n')).toContain(
      'plan, 5h window: 10 % to 18 % used, 8 points by 3 requests; breaks cost ~3 of them, by their share of the money',
    );
  });

  it('leaves out what rose over a reset, which nobody can tell', () => {
    const later = RESET + 5 * 3_600_000;
    const requests = [paid(1, 1, 90), paid(2, 1, 95), paid(3, 5, 4, 4, later), paid(4, 1, 6, 0.5, later)];
    expect(planShares(requests)).toMatchObject([
      { from: 90, to: 6, resets: 1, requests: 2, points: 7, lostPoints: 7 * 0.25 },
    ]);
    // Without a time of the reset, only a fall tells it; a time told by seconds from then on wanders a little.
    expect(planShares([paid(1, 1, 90, null, null), paid(2, 1, 3, null, null)])).toEqual([]);
    expect(planShares([paid(1, 1, 9), paid(2, 1, 10, null, RESET + 60_000)])).toMatchObject([
      { points: 1, resets: 0 },
    ]);
  });

  it('is not known where a price is not, and nothing where nothing broke', () => {
    expect(planShares([paid(1, 1, 10), paid(2, null, 12, 1)])).toMatchObject([
      { points: 2, lostPoints: null },
    ]);
    expect(sentences(totalsOf([paid(1, 1, 10), paid(2, null, 12, 1)])).join('\n')).toContain(
      '2 points by 1 request; what breaks cost of them is not known',
    );
    expect(planShares([paid(1, 1, 10), paid(2, 1, 12)])).toMatchObject([{ points: 2, lostPoints: 0 }]);
    expect(sentences(totalsOf([paid(1, 1, 10), paid(2, 1, 12)])).join('\n')).toMatch(
      /2 points by 1 request$/m,
    );
  });

  it('is of each provider, and says nothing of requests without a reading', () => {
    expect(planShares([paid(1, 1, null), paid(2, 1, null, 1)])).toEqual([]);
    expect(planShares([paid(1, 1, 10)])).toEqual([]);
    const other = { ...paid(2, 3, 50), provider: 'openai' };
    expect(planShares([paid(1, 1, 10), other, paid(3, 1, 11)])).toMatchObject([
      { provider: 'anthropic', requests: 1, points: 1 },
    ]);
  });
});
