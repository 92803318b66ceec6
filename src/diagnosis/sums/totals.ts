import { promptTokens } from '../../log/protocol/usage.js';
import type { Usage } from '../../log/record.js';
import type { RequestEntry, Totals } from '../model.js';
import { type Nature, natureOf } from '../nature.js';
import { calibrationOf } from './calibration.js';
import { planShares } from './plan.js';

/** Sums over requests; every figure can be recomputed from the rows of the table by hand. Unknown is in no sum as 0. */
export function totalsOf(requests: readonly RequestEntry[]): Totals {
  const ran = requests.filter(hasRun);
  const settled = ran.filter(({ outcome }) => outcome !== 'pending');
  const unjudged = countOf(settled, lacks('cacheRead'));
  const broken = requests.filter(request => request.break !== null);
  const natures = broken.flatMap(request => (request.break === null ? [] : [natureOf(request.break)]));
  const ofNature = (nature: Nature): number => natures.filter(other => other === nature).length;
  return {
    requests: requests.length,
    breaks: broken.length,
    ringing: ofNature('ringing'),
    expected: ofNature('expected'),
    unexplained: ofNature('unexplained'),
    predicted: countOf(broken, request => request.break?.predicted === true),
    judged: ran.length - countOf(ran, lacks('cacheRead')),
    unjudged,
    ...ratesOf(settled),
    input: sumOf(requests, ({ usage }) => usage?.input),
    cacheRead: sumOf(requests, ({ usage }) => usage?.cacheRead),
    cacheWrite: sumOf(requests, writtenBy),
    output: sumOf(requests, ({ usage }) => usage?.output),
    inputPerOutput: inputPerOutput(requests),
    leftOut: {
      cacheRead: unjudged,
      cacheWrite: countOf(settled, request => writtenBy(request) === null),
      input: countOf(settled, lacks('input')),
      output: countOf(settled, lacks('output')),
      cost: countOf(settled, ({ cost }) => cost === null),
    },
    withoutUsage: countOf(ran, ({ usage }) => usage === null),
    ...moneyOf(requests, settled, unjudged === 0),
    writeShare: writeShareOf(requests),
    calibration: calibrationOf(requests),
    plan: planShares(requests),
  };
}

/** True if it is known of every request that ran whether it broke. */
export const areBreaksKnown = ({ judged, unjudged, withoutUsage }: Totals): boolean =>
  unjudged === 0 && (judged > 0 || withoutUsage === 0);

/** False where nobody knows what breaks lost: some rest on bytes alone, or whether any request broke is not known. */
export const isLossKnown = (totals: Totals): boolean =>
  totals.lostToBreaks !== null || (totals.predicted === 0 && (totals.breaks > 0 || areBreaksKnown(totals)));

/** True if it is known that nothing was ever cached: a finding, not health. */
export const isNeverCached = (totals: Totals): boolean =>
  areBreaksKnown(totals) && totals.judged > 1 && totals.cacheRead === 0 && (totals.cacheWrite ?? 0) === 0;

/** It ran the model, or still does. */
const hasRun = ({ purpose, outcome }: RequestEntry): boolean =>
  purpose === 'generate' && outcome !== 'error' && outcome !== 'aborted';

/** Tokens that a request wrote to the cache; null: not known, or not counted by this provider. */
export function writtenBy({
  usage,
  countsWrites,
}: Pick<RequestEntry, 'usage' | 'countsWrites'>): number | null {
  if (usage === null || usage.cacheWrite === null) return null;
  return usage.cacheWrite === 0 && !countsWrites ? null : usage.cacheWrite;
}

/** The sum of what is known; null if it is known of none. Asked several times a second of all requests: no lists are made. */
function sumOf(
  requests: readonly RequestEntry[],
  of: (request: RequestEntry) => number | null | undefined,
): number | null {
  let sum: number | null = null;
  for (const request of requests) {
    const value = of(request);
    if (typeof value === 'number') sum = (sum ?? 0) + value;
  }
  return sum;
}

/** Requests of which something is so. */
function countOf(requests: readonly RequestEntry[], is: (request: RequestEntry) => boolean): number {
  let count = 0;
  for (const request of requests) if (is(request)) count += 1;
  return count;
}

const lacks =
  (key: keyof Pick<Usage, 'input' | 'cacheRead' | 'output'>) =>
  ({ usage }: RequestEntry): boolean =>
    typeof usage?.[key] !== 'number';

/** Read and whole prompt of a request: as billed, else as predicted. */
function promptOf({ usage, predicted }: RequestEntry): {
  readonly read: number;
  readonly total: number;
  readonly isBilled: boolean;
} | null {
  const total = usage === null ? null : promptTokens(usage);
  if (usage !== null && usage.cacheRead !== null && total !== null) {
    return { read: usage.cacheRead, total, isBilled: true };
  }
  if (predicted === null) return null;
  const { cacheRead, cacheWrite, input } = predicted;
  return { read: cacheRead, total: cacheRead + cacheWrite + input, isBilled: false };
}

function ratesOf(settled: readonly RequestEntry[]): Pick<Totals, 'hitRate' | 'hitRateExact' | 'attainable'> {
  let [read, total, lost, billed] = [0, 0, 0, 0];
  for (const request of settled) {
    const prompt = promptOf(request);
    if (prompt === null) continue;
    read += prompt.read;
    total += prompt.total;
    if (prompt.isBilled) billed += 1;
    const found = request.break;
    if (found === null || natureOf(found) === 'expected') continue;
    // What is lost was in the prompt: a healthy run reads no more than there is.
    lost += Math.min(found.lostTokens, prompt.total - prompt.read);
  }
  if (billed === 0 || total === 0) return { hitRate: null, hitRateExact: false, attainable: null };
  return {
    hitRate: read / total,
    hitRateExact: billed === settled.length,
    attainable: (read + lost) / total,
  };
}

function inputPerOutput(requests: readonly RequestEntry[]): number | null {
  let [input, output] = [0, 0];
  for (const { usage } of requests) {
    const total = usage === null ? null : promptTokens(usage);
    if (usage === null || total === null || usage.output === null) continue;
    input += total;
    output += usage.output;
  }
  return output === 0 ? null : input / output;
}

type Money = Pick<
  Totals,
  | 'cost'
  | 'costWithoutCache'
  | 'lostToBreaks'
  | 'lostExact'
  | 'lostLeftOut'
  | 'lostMs'
  | 'approximate'
  | 'unpriced'
>;

/** @param areBreaksKnown True if it is known of each request whether it broke: only then nothing lost is $0. */
function moneyOf(
  requests: readonly RequestEntry[],
  settled: readonly RequestEntry[],
  areBreaksKnown: boolean,
): Money {
  const isPriced = ({ cost, costWithoutCache }: RequestEntry): boolean =>
    cost !== null && costWithoutCache !== null;
  const breaks = requests.flatMap(request => request.break ?? []);
  // What a break lost is known where its request's price is not, for want of the output tokens.
  const losses = breaks.filter(({ cost }) => cost !== null);
  const cost = sumOf(requests, request => (isPriced(request) ? request.cost?.amount : null));
  const lost = losses.reduce((sum, found) => sum + (found.cost ?? 0), 0);
  const isNothing = breaks.length === 0 && areBreaksKnown && cost !== null;
  return {
    cost,
    costWithoutCache: sumOf(requests, request =>
      isPriced(request) ? request.costWithoutCache?.amount : null,
    ),
    lostToBreaks: losses.length > 0 || isNothing ? lost : null,
    lostExact: losses.every(({ expectedExact }) => expectedExact),
    lostLeftOut: breaks.length - losses.length,
    lostMs: sumOf(requests, request => request.break?.lostMs),
    approximate:
      losses.some(found => found.costApproximate) ||
      requests.some(request => isPriced(request) && request.cost?.approximate === true),
    unpriced: countOf(settled, request => request.usage !== null && !isPriced(request)),
  };
}

/** Written tokens by who wrote them, and how many of them were written again. */
function writeShareOf(requests: readonly RequestEntry[]): Totals['writeShare'] {
  const broken = requests.filter(request => request.break !== null);
  const healthy = requests.filter(request => request.break === null);
  if (sumOf(requests, writtenBy) === null) return { breaks: null, growth: null, again: null };
  // No such request wrote nothing; such requests, none of which says what it wrote, are another matter.
  const orNothing = (sum: number | null, of: readonly RequestEntry[]): number | null =>
    of.length === 0 ? 0 : sum;
  const again = (request: RequestEntry): number | null => {
    const written = writtenBy(request);
    return written === null ? null : Math.min(written, request.break?.lostTokens ?? 0);
  };
  return {
    breaks: orNothing(sumOf(broken, writtenBy), broken),
    growth: orNothing(sumOf(healthy, writtenBy), healthy),
    again: orNothing(sumOf(broken, again), broken),
  };
}
