import { expect, it } from 'vitest';
import { sideText } from '../../../src/report/words/words.js';

it.each([
  ['', 500, '(ends here, 500 characters)'],
  [' ', 501, '(1 space, then it ends)'],
  ['   ', 503, '(3 spaces, then it ends)'],
  [' and on', 507, ' and on'],
])('what stands at a difference can be seen: %j', (text, length, shown) => {
  expect(sideText(text, length)).toBe(shown);
});
