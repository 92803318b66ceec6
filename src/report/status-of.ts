/** How a log stands, of its model. Apart from its words, which are said without an engine where a watcher knows. */
import type { Model, RequestEntry } from '../diagnosis/model.js';
import { areBreaksKnown } from '../diagnosis/sums/totals.js';
import type { Status } from './status.js';

export function statusOf(model: Model, isWhole: boolean): Status {
  const { totals, requests, incidents } = model;
  const ringing = requests.flatMap(({ break: found }) => (found?.ringing ? [found] : []));
  const costs = ringing.map(({ cost }) => cost);
  const open = incidents.filter(({ closedAt }) => closedAt === null).map(({ severity }) => severity);
  const newest = requests.findLast(({ purpose }) => purpose === 'generate') ?? null;
  return {
    schema: 'cachequake.status/1',
    by: 'log',
    isWhole,
    requests: totals.requests,
    hitRate: totals.hitRate,
    hitRateExact: totals.hitRateExact,
    attainable: totals.attainable,
    areBreaksKnown: areBreaksKnown(totals),
    ringing: ringing.length,
    lostTokens: ringing.reduce((sum, { lostTokens }) => sum + lostTokens, 0),
    lost: costs.reduce((sum, cost) => (sum === null || cost === null ? null : sum + cost), 0),
    lostApproximate: ringing.some(({ costApproximate }) => costApproximate),
    severity: open.toSorted((a, b) => a - b)[0] ?? null,
    at: newest?.at ?? null,
    expiresAt: expiryOf(newest, model),
  };
}

function expiryOf(newest: RequestEntry | null, { sessions }: Model): number | null {
  const lanes = sessions.flatMap(session => session.lanes);
  return lanes.find(({ id }) => id === newest?.lane)?.warm?.expiresAt ?? null;
}
