import { promptTokens } from '../../log/protocol/usage.js';
import type { Usage } from '../../log/record.js';
import type { RequestEntry, Totals } from '../model.js';
import { type Nature, natureOf } from '../nature.js';
import { calibrationOf } from './calibration.js';

/** Sums over requests; every figure can be recomputed from the rows of the table by hand. Unknown is in no sum as 0. */
export function totalsOf(requests: readonly RequestEntry[]): Totals {
  const ran = requests.filter(hasRun);
  const settled = ran.filter(({ outcome }) => outcome !== 'pending');
  const judged = ran.filter(({ usage }) => typeof usage?.cacheRead === 'number').length;
  const unjudged = settled.filter(({ usage }) => typeof usage?.cacheRead !== 'number').length;
  const breaks = requests.flatMap(request => request.break ?? []);
  const natures = breaks.map(natureOf);
  const countOf = (nature: Nature): number => natures.filter(other => other === nature).length;
  return {
    requests: requests.length,
    breaks: breaks.length,
    ringing: countOf('ringing'),
    expected: countOf('expected'),
    unexplained: countOf('unexplained'),
    predicted: breaks.filter(found => found.predicted).length,
    judged,
    unjudged,
    ...ratesOf(settled),
    input: sumOf(requests, 'input'),
    cacheRead: sumOf(requests, 'cacheRead'),
    cacheWrite: known(requests.flatMap(request => writtenBy(request) ?? [])),
    output: sumOf(requests, 'output'),
    inputPerOutput: inputPerOutput(requests),
    leftOut: {
      cacheRead: unjudged,
      cacheWrite: settled.filter(request => writtenBy(request) === null).length,
      input: settled.filter(({ usage }) => typeof usage?.input !== 'number').length,
      output: settled.filter(({ usage }) => typeof usage?.output !== 'number').length,
      cost: settled.filter(({ cost }) => cost === null).length,
    },
    withoutUsage: ran.filter(({ usage }) => usage === null).length,
    ...moneyOf(requests, settled, unjudged === 0),
    writeShare: writeShareOf(requests),
    calibration: calibrationOf(requests),
  };
}

/** True if it is known of every request that ran whether it broke. */
export const areBreaksKnown = ({ judged, unjudged, withoutUsage }: Totals): boolean =>
  unjudged === 0 && (judged > 0 || withoutUsage === 0);

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

/** The sum of what is known; null if nothing is. */
const known = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0);

const sumOf = (
  requests: readonly RequestEntry[],
  key: keyof Pick<Usage, 'input' | 'cacheRead' | 'output'>,
): number | null => known(requests.flatMap(({ usage }) => usage?.[key] ?? []));

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
  'cost' | 'costWithoutCache' | 'lostToBreaks' | 'lostExact' | 'lostLeftOut' | 'approximate' | 'unpriced'
>;

/** @param areBreaksKnown True if it is known of each request whether it broke: only then nothing lost is $0. */
function moneyOf(
  requests: readonly RequestEntry[],
  settled: readonly RequestEntry[],
  areBreaksKnown: boolean,
): Money {
  const priced = requests.filter(({ cost, costWithoutCache }) => cost !== null && costWithoutCache !== null);
  const breaks = requests.flatMap(request => request.break ?? []);
  // What a break lost is known where its request's price is not, for want of the output tokens.
  const losses = breaks.filter(({ cost }) => cost !== null);
  const nothing = breaks.length === 0 && areBreaksKnown && priced.length > 0 ? 0 : null;
  return {
    cost: known(priced.flatMap(({ cost }) => cost?.amount ?? [])),
    costWithoutCache: known(priced.flatMap(({ costWithoutCache }) => costWithoutCache?.amount ?? [])),
    lostToBreaks: known(losses.flatMap(({ cost }) => cost ?? [])) ?? nothing,
    lostExact: losses.every(({ expectedExact }) => expectedExact),
    lostLeftOut: breaks.length - losses.length,
    approximate: priced.some(({ cost }) => cost?.approximate) || losses.some(found => found.costApproximate),
    unpriced: settled.filter(request => request.usage !== null && !priced.includes(request)).length,
  };
}

/** Written tokens by who wrote them, and how many of them were written again. */
function writeShareOf(requests: readonly RequestEntry[]): Totals['writeShare'] {
  const share = (
    of: readonly RequestEntry[],
    part: (written: number, request: RequestEntry) => number,
  ): number | null => {
    const writes = of.flatMap(request => {
      const written = writtenBy(request);
      return written === null ? [] : [part(written, request)];
    });
    // No such request wrote nothing; such requests, none of which says what it wrote, are another matter.
    return writes.length === 0 && of.length > 0 ? null : (known(writes) ?? 0);
  };
  if (requests.every(request => writtenBy(request) === null))
    return { breaks: null, growth: null, again: null };
  const broken = requests.filter(request => request.break !== null);
  return {
    breaks: share(broken, written => written),
    growth: share(
      requests.filter(request => request.break === null),
      written => written,
    ),
    again: share(broken, (written, request) => Math.min(written, request.break?.lostTokens ?? 0)),
  };
}
