/** A short run of what `npm run incidents` does at length: quiet days open nothing, planted regressions are found. */
import { describe, expect, test } from 'vitest';
import { find, listen, median } from './listen.js';
import type { Regression } from './traffic.js';

const SEEDS = [31, 32, 33, 34, 35];

describe('in made-up traffic of agents', () => {
  test.each([50, 1_000])('thirty quiet days at %i requests a day open no incident', perDay => {
    const heard = listen({ seed: 7, perDay, days: 30 });
    expect(heard.requests).toBeGreaterThan(perDay * 20);
    expect(heard.incidents).toEqual([]);
  });

  test.each<[Regression, 'requests' | 'touched', number]>([
    ['each-request', 'requests', 5],
    ['each-turn', 'touched', 3],
    ['compacts-in-place', 'touched', 3],
    ['outage', 'requests', 15],
    ['markers-dropped', 'requests', 350],
    ['lifetime-shortened', 'requests', 350],
  ])('%s opens one within %s: %i', (kind, unit, most) => {
    const found = SEEDS.map(seed => find(kind, seed, 1_000, 3));
    expect(median(found.map(each => each[unit]))).toBeLessThanOrEqual(most);
    expect(Math.max(...found.map(({ pages }) => pages))).toBeLessThanOrEqual(3);
  });

  test('a slow drift is seen within five days', () => {
    const found = SEEDS.map(seed => find('drift', seed, 1_000, 7));
    expect(median(found.map(({ after }) => after))).toBeLessThanOrEqual(5 * 86_400_000);
  });
});
