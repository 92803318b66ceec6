/** A short run of what `npm run campaign` does at length. */
import { expect, test } from 'vitest';
import { campaign } from './faults.js';

test.each([
  [41, false],
  [42, false],
  [43, true],
  [44, true],
])(
  'nothing is lost, twice or wrong whatever happens to a log (seed %i, a folder: %j)',
  async (seed, isFolder) => {
    const { requests, faults, ...wrong } = await campaign(seed, 120, isFolder);
    expect([requests >= 120, faults > 20]).toEqual([true, true]);
    expect(wrong).toEqual({ lost: [], twice: [], wrong: [] });
  },
);
