import { expect, it } from 'vitest';
import { comingIn, isSpared } from '../../../src/store/live/coming.js';
import { broke, modelOf, request, usage } from '../../ui/fixture.js';

it('takes a foretold break for one that did not come only where it is known what was read', () => {
  const foretold = { foreseen: broke() };
  expect(isSpared(request(2, { ...foretold, usage: usage(1000, 10) }))).toBe(true);
  const silent = { ...usage(0, 0), cacheRead: null, promptTotal: 1010 };
  expect(isSpared(request(2, { ...foretold, usage: silent }))).toBe(false);
});

it('knows what coming breaks will cost only if there are some, and each has a price', () => {
  const coming = (n: number, cost: number | null): ReturnType<typeof request> =>
    request(n, { outcome: 'pending', usage: null, break: null, foreseen: broke({ cost, predicted: true }) });
  const costOf = (...requests: readonly ReturnType<typeof request>[]): number | null =>
    comingIn(modelOf(requests)).cost;
  expect(costOf(request(1))).toBeNull();
  expect(costOf(coming(1, 0.5), coming(2, 0.25))).toBe(0.75);
  expect(costOf(coming(1, 0.5), coming(2, null))).toBeNull();
});
