import { expect, test } from 'vitest';
import { middleOf } from '../../../src/diagnosis/lanes/span.js';

test.each([
  ['one word for another', 'a red gate', 'a blue gate', 'red', 'blue'],
  ['one more of the same letter: common beginning and end do not overlap', 'aa', 'aaa', '', 'a'],
  ['one less of the same letter', 'aaa', 'aa', 'a', ''],
  ['the same', 'aa', 'aa', '', ''],
])('%s', (_, before, after, old, now) => {
  expect(middleOf(before, after)).toEqual({ before: old, after: now });
});
