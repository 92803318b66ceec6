import { expect, test } from 'vitest';
import { createBaseline } from '../../../src/diagnosis/incidents/baseline.js';
import { PRIOR } from '../../../src/diagnosis/incidents/parameters.js';

/** One day of 100 requests of 1,000 tokens, of which 2,000 tokens were lost. */
const LEARNED = { days: [[20_000, 2_000, 100_000, 100, 0.4]], waiting: [] } as const;

test('a baseline is that of its prior, which weighs as much as so many requests of the usual size', () => {
  expect(createBaseline(PRIOR.share).share).toBe(PRIOR.share);
  const { share, requests } = createBaseline(PRIOR.share, LEARNED);
  const weight = PRIOR.weight * 1_000;
  expect(requests).toBe(100);
  expect(share).toBeCloseTo((2_000 + PRIOR.share * weight) / (100_000 + weight), 12);
});

test('a baseline without a prior is known once as many requests were learned', () => {
  expect(createBaseline(null, LEARNED).share).toBeNull();
  const twice = { ...LEARNED, days: [[20_000, 4_000, 200_000, 200, 0.8] as const] };
  expect(createBaseline(null, twice).share).toBe(0.02);
});
