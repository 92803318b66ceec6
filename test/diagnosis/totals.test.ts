import { expect, it } from 'vitest';
import { totalsOf } from '../../src/diagnosis/totals.js';
import { request, sixRequestsModel } from '../ui/fixture.js';

it('says of what was lost that it is an estimate once one of the breaks was', () => {
  const [, , , , exact] = sixRequestsModel.requests;
  const broken = exact?.break;
  if (!broken) throw new Error('request 5 of the six breaks');
  const lost = (expectedExact: boolean) =>
    totalsOf([request(1, { break: { ...broken, expectedExact, cost: 2 } }), request(2)]);
  expect(lost(true)).toMatchObject({ lostToBreaks: 2, lostExact: true });
  expect(lost(false)).toMatchObject({ lostToBreaks: 2, lostExact: false });
});
