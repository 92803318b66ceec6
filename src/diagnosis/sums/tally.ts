/** Sums over requests, one request at a time in their order: what `Totals` are made of. */
import { isReadAlone, promptTokens } from '../../log/protocol/usage.js';
import type { RequestEntry, Totals } from '../model.js';
import { type Nature, natureOf } from '../nature.js';
import { addToPlan, copyOfPlan, type PlanSums, sharesOf } from './plan.js';

/** Counts and sums of the requests so far. A sum is null as long as it is known of none. */
export interface Tally {
  requests: number;
  readonly natures: Record<Nature, number>;
  /** Breaks that rest on bytes alone. */
  predicted: number;
  /** Requests that ran, or still do; of these, what is not known. */
  ran: number;
  unread: number;
  /** Of the others those that were compared with no other, though they may go on from one. */
  uncompared: number;
  withoutUsage: number;
  /** Those that ran and have been answered, or never will be. */
  settled: number;
  unpriced: number;
  readonly leftOut: Record<keyof Totals['leftOut'], number>;
  input: number | null;
  cacheRead: number | null;
  cacheWrite: number | null;
  output: number | null;
  /** Tokens of prompts and answers of which both are known. */
  readonly both: { input: number; output: number };
  /** Tokens of the hit rate: read, of all, lost by breaks nobody meant; and how many requests are in it as billed. */
  readonly rate: { read: number; total: number; lost: number; billed: number };
  cost: number | null;
  costWithoutCache: number | null;
  isApproximate: boolean;
  /** Breaks, those with a price, and what is said of these. */
  readonly losses: { breaks: number; priced: number; sum: number; isExact: boolean; isApproximate: boolean };
  lostMs: number | null;
  /** Tokens written by requests that broke, again by them, and by the others. */
  readonly written: { broken: number | null; again: number | null; healthy: number | null };
  readonly calibration: { predicted: number; exact: number; within1: number; within5: number };
  plan: PlanSums;
}

export const emptyTally = (): Tally => ({
  requests: 0,
  natures: { ringing: 0, expected: 0, unexplained: 0, quiet: 0 },
  predicted: 0,
  ran: 0,
  unread: 0,
  uncompared: 0,
  withoutUsage: 0,
  settled: 0,
  unpriced: 0,
  leftOut: { cacheRead: 0, cacheWrite: 0, input: 0, output: 0, cost: 0, prompt: 0 },
  input: null,
  cacheRead: null,
  cacheWrite: null,
  output: null,
  both: { input: 0, output: 0 },
  rate: { read: 0, total: 0, lost: 0, billed: 0 },
  cost: null,
  costWithoutCache: null,
  isApproximate: false,
  losses: { breaks: 0, priced: 0, sum: 0, isExact: true, isApproximate: false },
  lostMs: null,
  written: { broken: null, again: null, healthy: null },
  calibration: { predicted: 0, exact: 0, within1: 0, within5: 0 },
  plan: new Map(),
});

/** A tally that goes on by itself. */
export const copyOf = (tally: Tally): Tally => ({
  ...tally,
  natures: { ...tally.natures },
  leftOut: { ...tally.leftOut },
  both: { ...tally.both },
  rate: { ...tally.rate },
  losses: { ...tally.losses },
  written: { ...tally.written },
  calibration: { ...tally.calibration },
  plan: copyOfPlan(tally.plan),
});

/** One request more. */
export function addTo(tally: Tally, request: RequestEntry): void {
  const { usage } = request;
  const written = writtenBy(request);
  tally.requests += 1;
  tally.input = plus(tally.input, usage?.input);
  tally.cacheRead = plus(tally.cacheRead, usage?.cacheRead);
  tally.cacheWrite = plus(tally.cacheWrite, written);
  tally.output = plus(tally.output, usage?.output);
  const total = usage === null ? null : promptTokens(usage);
  if (usage !== null && total !== null && usage.output !== null) {
    tally.both.input += total;
    tally.both.output += usage.output;
  }
  if (hasRun(request)) addRun(tally, request, written);
  addMoney(tally, request);
  addBreak(tally, request, written);
  addPrediction(tally, request);
  addToPlan(tally.plan, request);
}

/** It ran the model, or still does. */
const hasRun = ({ purpose, outcome }: RequestEntry): boolean =>
  purpose === 'generate' && outcome !== 'error' && outcome !== 'aborted';

function addRun(tally: Tally, request: RequestEntry, written: number | null): void {
  const { usage, cost, outcome } = request;
  const isUnread = usage === null || usage.cacheRead === null;
  tally.ran += 1;
  if (isUnread) tally.unread += 1;
  else if (request.isUncompared) tally.uncompared += 1;
  if (usage === null) tally.withoutUsage += 1;
  if (outcome === 'pending') return;
  const { leftOut } = tally;
  tally.settled += 1;
  if (isUnread) leftOut.cacheRead += 1;
  if (written === null) leftOut.cacheWrite += 1;
  if (usage === null || usage.input === null) leftOut.input += 1;
  if (usage === null || usage.output === null) leftOut.output += 1;
  if (cost === null) leftOut.cost += 1;
  if (isReadAlone(usage)) leftOut.prompt += 1;
  if (usage !== null && !isPriced(request)) tally.unpriced += 1;
  addRate(tally.rate, request);
}

function addRate(rate: Tally['rate'], request: RequestEntry): void {
  const prompt = promptOf(request);
  if (prompt === null) return;
  rate.read += prompt.read;
  rate.total += prompt.total;
  if (prompt.isBilled) rate.billed += 1;
  const found = request.break;
  if (found === null || natureOf(found) === 'expected') return;
  // What is lost was in the prompt: a healthy run reads no more than there is.
  rate.lost += Math.min(found.lostTokens, prompt.total - prompt.read);
}

/** Read and whole prompt of a request: as billed, else as predicted; null: neither, or a read of which only the half is known. */
function promptOf({ usage, predicted }: RequestEntry): {
  readonly read: number;
  readonly total: number;
  readonly isBilled: boolean;
} | null {
  const total = usage === null ? null : promptTokens(usage);
  if (usage !== null && usage.cacheRead !== null && total !== null) {
    return { read: usage.cacheRead, total, isBilled: true };
  }
  // What was read is no prediction any more, and a predicted whole need not hold it.
  if (predicted === null || isReadAlone(usage)) return null;
  const { cacheRead, cacheWrite, input } = predicted;
  return { read: cacheRead, total: cacheRead + cacheWrite + input, isBilled: false };
}

const isPriced = ({ cost, costWithoutCache }: RequestEntry): boolean =>
  cost !== null && costWithoutCache !== null;

function addMoney(tally: Tally, request: RequestEntry): void {
  if (!isPriced(request)) return;
  tally.cost = plus(tally.cost, request.cost?.amount);
  tally.costWithoutCache = plus(tally.costWithoutCache, request.costWithoutCache?.amount);
  if (request.cost?.approximate === true) tally.isApproximate = true;
}

/** @param written tokens that it wrote */
function addBreak(tally: Tally, { break: found }: RequestEntry, written: number | null): void {
  if (found === null) {
    tally.written.healthy = plus(tally.written.healthy, written);
    return;
  }
  tally.natures[natureOf(found)] += 1;
  if (found.predicted) tally.predicted += 1;
  tally.lostMs = plus(tally.lostMs, found.lostMs);
  tally.written.broken = plus(tally.written.broken, written);
  tally.written.again = plus(
    tally.written.again,
    written === null ? null : Math.min(written, found.lostTokens),
  );
  const { losses } = tally;
  losses.breaks += 1;
  // What a break lost is known where its request's price is not, for want of the output tokens.
  if (found.cost === null) return;
  losses.priced += 1;
  losses.sum += found.cost;
  if (!found.expectedExact) losses.isExact = false;
  if (found.costApproximate) losses.isApproximate = true;
}

/**
 * What was predicted when a request left, against what its usage says later. A prediction stays as it was made; nothing that was
 * learned afterwards mends it. That the first of a lane reads nothing is none: what was written before this log began is not known.
 */
function addPrediction({ calibration }: Tally, request: RequestEntry): void {
  const read = request.outcome === 'ok' ? (request.usage?.cacheRead ?? null) : null;
  if (request.predicted === null || read === null) return;
  if (request.parentId === null && request.predicted.cacheRead === 0) return;
  const off = Math.abs(request.predicted.cacheRead - read);
  calibration.predicted += 1;
  if (off === 0) calibration.exact += 1;
  if (off <= 0.01 * read) calibration.within1 += 1;
  if (off <= 0.05 * read) calibration.within5 += 1;
}

/** Tokens that a request wrote to the cache; null: not known, or not counted by this provider. */
export function writtenBy({
  usage,
  countsWrites,
}: Pick<RequestEntry, 'usage' | 'countsWrites'>): number | null {
  if (usage === null || usage.cacheWrite === null) return null;
  return usage.cacheWrite === 0 && !countsWrites ? null : usage.cacheWrite;
}

const plus = (sum: number | null, value: number | null | undefined): number | null =>
  typeof value === 'number' ? (sum ?? 0) + value : sum;

/** What a tally says. */
export function toldOf(tally: Tally): Totals {
  const { natures, losses, written, rate, ran, unread, settled, leftOut, both } = tally;
  const unjudged = leftOut.cacheRead + tally.uncompared;
  const healthy = tally.requests - losses.breaks;
  // No such request wrote nothing; such requests, none of which says what it wrote, are another matter.
  const orNothing = (sum: number | null, of: number): number | null => (of === 0 ? 0 : sum);
  const isRateKnown = rate.billed > 0 && rate.total > 0;
  // Only where it is known of each request whether it broke, nothing lost is $0.
  const isNothing = losses.breaks === 0 && unjudged === 0 && tally.cost !== null;
  return {
    requests: tally.requests,
    breaks: losses.breaks,
    ringing: natures.ringing,
    expected: natures.expected,
    unexplained: natures.unexplained,
    predicted: tally.predicted,
    judged: ran - unread - tally.uncompared,
    unjudged,
    uncompared: tally.uncompared,
    hitRate: isRateKnown ? rate.read / rate.total : null,
    hitRateExact: isRateKnown && rate.billed === settled,
    attainable: isRateKnown ? (rate.read + rate.lost) / rate.total : null,
    input: tally.input,
    cacheRead: tally.cacheRead,
    cacheWrite: tally.cacheWrite,
    output: tally.output,
    inputPerOutput: both.output === 0 ? null : both.input / both.output,
    leftOut: { ...leftOut },
    withoutUsage: tally.withoutUsage,
    cost: tally.cost,
    costWithoutCache: tally.costWithoutCache,
    lostToBreaks: losses.priced > 0 || isNothing ? losses.sum : null,
    lostExact: losses.isExact,
    lostLeftOut: losses.breaks - losses.priced,
    lostMs: tally.lostMs,
    approximate: losses.isApproximate || tally.isApproximate,
    unpriced: tally.unpriced,
    writeShare:
      tally.cacheWrite === null
        ? { breaks: null, growth: null, again: null }
        : {
            breaks: orNothing(written.broken, losses.breaks),
            growth: orNothing(written.healthy, healthy),
            again: orNothing(written.again, losses.breaks),
          },
    calibration: { ...tally.calibration },
    plan: sharesOf(tally.plan),
  };
}
