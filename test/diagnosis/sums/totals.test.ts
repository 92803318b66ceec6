import { expect, it } from 'vitest';
import { totalsOf } from '../../../src/diagnosis/sums/totals.js';
import { request, sixRequestsModel } from '../../ui/fixture.js';

it('says of what was lost that it is an estimate once one of the breaks was', () => {
  const [, , , , exact] = sixRequestsModel.requests;
  const broken = exact?.break;
  if (!broken) throw new Error('request 5 of the six breaks');
  const lost = (expectedExact: boolean) =>
    totalsOf([request(1, { break: { ...broken, expectedExact, cost: 2 } }), request(2)]);
  expect(lost(true)).toMatchObject({ lostToBreaks: 2, lostExact: true });
  expect(lost(false)).toMatchObject({ lostToBreaks: 2, lostExact: false });
});

it('counts what a break lost where the price of its request is not known for want of the output tokens', () => {
  const broken = sixRequestsModel.requests[4]?.break;
  if (!broken) throw new Error('request 5 of the six breaks');
  const unpriced = request(1, { break: { ...broken, cost: 2 }, cost: null });
  expect(totalsOf([unpriced, request(2)])).toMatchObject({ lostToBreaks: 2, unpriced: 1 });
  expect(totalsOf([unpriced])).toMatchObject({ cost: null, lostToBreaks: 2 });
  expect(totalsOf([request(1, { cost: null })])).toMatchObject({ cost: null, lostToBreaks: null });
});
