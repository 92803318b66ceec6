import { describe, expect, it } from 'vitest';
import { oldestOf } from '../../src/cache/oldest.js';

describe('the oldest key of a map', () => {
  it('is the first of those that are left, with what was put in anew at the end', () => {
    const map = new Map(['a', 'b', 'c', 'd'].map(key => [key, 0]));
    const oldest = oldestOf(map);
    const take = () => {
      const key = oldest();
      if (key !== undefined) map.delete(key);
      return key;
    };
    expect(take()).toBe('a');
    map.delete('b');
    map.set('b', 1);
    expect([take(), take(), take()]).toEqual(['c', 'd', 'b']);
    expect(take()).toBeUndefined();
    map.set('e', 1);
    expect([take(), take()]).toEqual(['e', undefined]);
  });
});
