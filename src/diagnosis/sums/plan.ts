import { redactKnown } from '../../text/secrets.js';
import type { PlanShare, RequestEntry } from '../model.js';

/** Milliseconds by which the same reset may be told differently. */
const SAME_RESET = 5 * 60_000;

interface Reading {
  readonly used: number;
  readonly resetsAt: number | null;
}

export interface Sum {
  readonly provider: string | null;
  readonly window: string;
  readonly minutes: number | null;
  readonly first: Reading;
  newest: Reading;
  points: number;
  resets: number;
  /** Of the requests between readings of one window: how many, what they cost, and what of that breaks lost. */
  requests: number;
  cost: number | null;
  lost: number;
  /** Of those since the newest reading. */
  since: { requests: number; cost: number | null; lost: number };
}

const NOTHING = { requests: 0, cost: 0, lost: 0 };

/** What is known of each window, by its provider and name. */
export type PlanSums = Map<string, Sum>;

/**
 * What requests used of the windows of their plan, and what of that breaks cost. Between two readings of one window it is what was
 * used that rose; breaks cost the share of it that they have of the money. So it is an estimate: other sessions may use the
 * same plan, and nobody says that it counts as the prices do.
 *
 * @param sums of the requests before it, in their order
 */
export function addToPlan(sums: PlanSums, request: RequestEntry): void {
  if (sums.size === 0 && request.limits.length === 0) return;
  const { provider, cost, break: found } = request;
  for (const sum of sums.values()) {
    if (sum.provider !== provider || request.usage === null) continue;
    const known = sum.since.cost === null || cost === null ? null : sum.since.cost + cost.amount;
    sum.since = {
      requests: sum.since.requests + 1,
      cost: known,
      lost: sum.since.lost + (found?.cost ?? 0),
    };
  }
  for (const { window, minutes, usedPercent: used, resetsAt } of request.limits) {
    const key = `${provider ?? ''}\n${window}`;
    const reading = { used, resetsAt };
    const sum = sums.get(key);
    if (sum === undefined) {
      const begun = { provider, window, minutes, first: reading, newest: reading, points: 0, resets: 0 };
      sums.set(key, { ...begun, ...NOTHING, since: NOTHING });
    } else read(sum, reading);
  }
}

/** Sums that go on by themselves. */
export const copyOfPlan = (sums: PlanSums): PlanSums =>
  new Map([...sums].map(([key, sum]) => [key, { ...sum }]));

export const sharesOf = (sums: PlanSums): readonly PlanShare[] =>
  [...sums.values()].filter(({ requests: counted }) => counted > 0).map(shareOf);

function read(sum: Sum, reading: Reading): void {
  const { newest, since } = sum;
  if (isSameWindow(newest, reading)) {
    sum.points += reading.used - newest.used;
    sum.requests += since.requests;
    sum.cost = sum.cost === null || since.cost === null ? null : sum.cost + since.cost;
    sum.lost += since.lost;
  } else sum.resets += 1;
  sum.newest = reading;
  sum.since = NOTHING;
}

/** A window that began anew is not what rose: what was used before its reset is not known. */
function isSameWindow(before: Reading, now: Reading): boolean {
  if (now.used < before.used) return false;
  if (before.resetsAt === null || now.resetsAt === null) return true;
  return Math.abs(now.resetsAt - before.resetsAt) <= SAME_RESET;
}

function shareOf(sum: Sum): PlanShare {
  const { window, minutes, first, newest, points, resets, requests, cost, lost } = sum;
  const isKnown = cost !== null && cost > 0;
  const lostPoints = isKnown ? points * Math.min(1, lost / cost) : lost === 0 && cost !== null ? 0 : null;
  const provider = redactKnown(sum.provider);
  const [from, to] = [first.used, newest.used];
  return { provider, window, minutes, from, to, resets, requests, points, lostPoints };
}
