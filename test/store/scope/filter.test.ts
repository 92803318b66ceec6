import { expect, test } from 'vitest';
import { parseFilter } from '../../../src/store/scope/filter.js';
import { sixRequestsModel } from '../../ui/fixture.js';

const listed = (text: string): readonly number[] | string => {
  const filter = parseFilter(text);
  if (typeof filter === 'string') return filter;
  return sixRequestsModel.requests.filter(each => filter.isListed(each, sixRequestsModel)).map(({ n }) => n);
};

test.each([
  ['lost>0', [2, 5, 6]],
  ['lost<0', []],
  ['is:break lost>150k', [2]],
  ['cause:history-*', [5, 6]],
  ['nosuch:1', 'no `nosuch:`: there is cause, lane, session, model, path, what, turn, is'],
  ['nosuch>1', 'no `nosuch>`: there is lost, cost, hit, read, write, prompt, turn'],
  ['constructor<1', 'no `constructor<`: there is lost, cost, hit, read, write, prompt, turn'],
  ['lost>much', '`much` is no number, such as 50, 10k or 1.5M'],
])('%s', (text, expected) => {
  expect(listed(text)).toEqual(expected);
});
