import { describe, expect, it } from 'vitest';
import { keep, oldestOf } from '../../src/log/oldest.js';

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

describe('a map that keeps the newest', () => {
  it('lets go of the oldest, and takes what is set again for new', () => {
    const map = new Map<string, number>();
    for (const key of ['a', 'b', 'c', 'a', 'd', 'e', 'c', 'f']) keep(map, key, 1, 3);
    expect([...map.keys()]).toEqual(['e', 'c', 'f']);
    map.clear();
    for (const key of ['g', 'h', 'i', 'j']) keep(map, key, 2, 3);
    expect([...map.keys()]).toEqual(['h', 'i', 'j']);
  });
});
