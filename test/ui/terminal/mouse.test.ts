import { expect, it } from 'vitest';
import { mouseOf } from '../../../src/ui/terminal/mouse.js';

it.each([
  ['[<0;1;1M', { kind: 'click', column: 0, row: 0 }],
  ['[<64;120;36M', { kind: 'wheel-up', column: 119, row: 35 }],
  ['[<65;3;4M', { kind: 'wheel-down', column: 2, row: 3 }],
  // With shift, alt and control held.
  ['[<93;3;4M', { kind: 'wheel-down', column: 2, row: 3 }],
  // Released; other buttons; no report.
  ['[<0;1;1m', null],
  ['[<2;1;1M', null],
  ['[<35;1;1M', null],
  ['[M !!', null],
  ['j', null],
])('reads %j', (input, action) => {
  expect(mouseOf(input)).toEqual(action);
});
