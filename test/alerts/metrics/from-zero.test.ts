import { expect, test } from 'vitest';
import { createFromZero } from '../../../src/alerts/metrics/from-zero.js';

test('a series shows 0 once, and counts from then on', () => {
  const sums = new Map<string, number>();
  const series = createFromZero((name, { cause }, value) => {
    const key = `${name} ${cause}`;
    sums.set(key, (sums.get(key) ?? 0) + value);
  });
  series.add('breaks', { cause: 'a' }, 1);
  series.add('breaks', { cause: 'a' }, 1);
  const shown = series.showing();
  // Comes while the first is on its way: that does not hold it yet.
  series.add('breaks', { cause: 'b' }, 5);
  expect([...sums]).toEqual([
    ['breaks a', 0],
    ['breaks b', 0],
  ]);
  shown();
  expect(sums.get('breaks a')).toBe(2);
  expect(sums.get('breaks b')).toBe(0);
  series.add('breaks', { cause: 'a' }, 1);
  expect(sums.get('breaks a')).toBe(3);
  series.release();
  expect(sums.get('breaks b')).toBe(5);
});
