/** How a log stands, of its model. Apart from its words, which are said without an engine where a watcher knows. */
import type { Model, RequestEntry } from '../diagnosis/model.js';
import { isLoss } from '../diagnosis/nature.js';
import { areBreaksKnown, totalsOf } from '../diagnosis/sums/totals.js';
import type { Status } from './status.js';

/** @param isWhole false: what the first requests of the model go on from may stand before it, unread */
export function statusOf(model: Model, isWhole: boolean): Status {
  const { incidents } = model;
  const requests = isWhole ? model.requests : fromFirstJudged(model.requests);
  const totals = isWhole ? model.totals : totalsOf(requests);
  const unseen = isWhole ? 0 : requests.filter(each => isRead(each) && mayGoOn(each)).length;
  const losses = requests.flatMap(({ break: found }) => (found !== null && isLoss(found) ? [found] : []));
  const costs = losses.map(({ cost }) => cost);
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
    areBreaksKnown: areBreaksKnown(totals) && unseen === 0,
    judged: totals.judged - unseen,
    unjudged: totals.unjudged + unseen,
    ringing: totals.ringing,
    unexplained: totals.unexplained,
    lostTokens: losses.reduce((sum, { lostTokens }) => sum + lostTokens, 0),
    lost: costs.reduce((sum, cost) => (sum === null || cost === null ? null : sum + cost), 0),
    lostApproximate: losses.some(({ costApproximate }) => costApproximate),
    severity: open.toSorted((a, b) => a - b)[0] ?? null,
    at: newest?.at ?? null,
    expiresAt: expiryOf(newest, model),
  };
}

/** In front of it stands what serves to judge others by: whether it broke itself cannot be told from there on. */
function fromFirstJudged(requests: readonly RequestEntry[]): readonly RequestEntry[] {
  const first = requests.findIndex(request => request.purpose === 'generate' && !mayGoOn(request));
  return first < 0 ? requests : requests.slice(first);
}

const isRead = ({ usage, outcome }: RequestEntry): boolean =>
  usage?.cacheRead != null && outcome !== 'error' && outcome !== 'aborted';

/**
 * True if it may go on from a request that was not read: it has no parent, and its prompt does not show that it begins a
 * conversation: of one behind what the provider keeps, no blocks are known.
 */
function mayGoOn({ purpose, parentId, blocks, hashes }: RequestEntry): boolean {
  if (purpose !== 'generate' || parentId !== null) return false;
  return blocks?.messages !== 1 || hashes.messages === null;
}

function expiryOf(newest: RequestEntry | null, { sessions }: Model): number | null {
  const lanes = sessions.flatMap(session => session.lanes);
  return lanes.find(({ id }) => id === newest?.lane)?.warm?.expiresAt ?? null;
}
