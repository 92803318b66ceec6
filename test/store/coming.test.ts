import { expect, it } from 'vitest';
import { isSpared } from '../../src/store/coming.js';
import { broke, request, usage } from '../ui/fixture.js';

it('takes a foretold break for one that did not come only where it is known what was read', () => {
  const foretold = { foreseen: broke() };
  expect(isSpared(request(2, { ...foretold, usage: usage(1000, 10) }))).toBe(true);
  const silent = { ...usage(0, 0), cacheRead: null, promptTotal: 1010 };
  expect(isSpared(request(2, { ...foretold, usage: silent }))).toBe(false);
});
