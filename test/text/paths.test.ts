import { expect, it } from 'vitest';
import { shownPath } from '../../src/text/paths.js';

it.each([
  ['/home/ada/logs/a', '~/logs/a'],
  ['/home/ada', '~'],
  ['/home/adam/a', '/home/adam/a'],
  ['/srv/a', '/srv/a'],
  ['relative', 'relative'],
  ['/home/ada/\u001B[2Jx', '~/␛[2Jx'],
])('shows %j as %j', (path, shown) => {
  expect(shownPath(path, { home: '/home/ada' })).toBe(shown);
});

it('knows no home in the root of all folders', () => {
  expect(shownPath('/srv/a', { home: '/' })).toBe('/srv/a');
});
