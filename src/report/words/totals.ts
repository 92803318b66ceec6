/** Sentences about sums. What a sum leaves out stands beside it; what is not known is never a 0. */
import type { Totals } from '../../diagnosis/model.js';
import { areBreaksKnown, fitsBadly, isLossKnown, isNeverCached } from '../../diagnosis/sums/totals.js';
import { count, counted, dollars, percent, predicted, share } from '../../text/numbers.js';
import { prefill } from '../../text/times.js';

/** What was used, where the writes came from, what it cost, how far it was foreseen. */
export function totalsSentences(totals: Totals): readonly string[] {
  return [
    `${counted(totals.requests, 'request')}, ${breaksOf(totals)}, ${hitRateOf(totals)}`,
    ...tokensOf(totals),
    ...uncachedOf(totals),
    ...writeShareOf(totals),
    ...moneyOf(totals),
    ...planOf(totals),
    ...calibrationOf(totals),
  ];
}

/** `3 breaks (1 expected)`; nothing is said of requests whose usage is not known. */
export function breaksOf(totals: Totals): string {
  const { breaks, judged } = totals;
  const kinds = [
    [totals.expected, 'expected'],
    [totals.unexplained, 'unexplained'],
    [totals.predicted, 'predicted'],
  ] as const;
  const words = kinds.flatMap(([number, word]) => (number > 0 ? [`${count(number)} ${word}`] : []));
  const of = words.length === 0 ? '' : ` (${words.join(', ')})`;
  if (areBreaksKnown(totals)) return `${counted(breaks, 'break')}${of}`;
  if (breaks > 0) return `at least ${counted(breaks, 'break')}${of}`;
  return judged === 0
    ? 'breaks not known'
    : `no break in the ${counted(judged, 'request')} whose read is known`;
}

/** The rate as it is known: `~` where requests without usage are in it as they were predicted. */
export function rateText({ hitRate, hitRateExact }: Totals): string {
  return hitRateExact ? percent(hitRate) : predicted(percent(hitRate));
}

/** The same, as the heading of a lane has room for. */
export function breaksInBrief(totals: Totals): string {
  const { breaks, judged } = totals;
  return breaks > 0 || judged === 0 || areBreaksKnown(totals) ? breaksOf(totals) : 'no breaks seen';
}

function hitRateOf(totals: Totals): string {
  const { hitRate, attainable, hitRateExact, leftOut } = totals;
  const gain = (attainable ?? 0) - (hitRate ?? 0);
  const more = gain < 0.005 ? '' : `, attainable ${hitRateExact ? '' : '~'}${percent(attainable)}`;
  const lacks = [
    ...(leftOut.cacheRead > 0 ? [`${counted(leftOut.cacheRead, 'request')} as predicted`] : []),
    ...(leftOut.prompt > 0 ? [`${counted(leftOut.prompt, 'request')} left out`] : []),
  ];
  const without = hitRate === null || hitRateExact || lacks.length === 0 ? '' : ` (${lacks.join(', ')})`;
  return `hit rate ${rateText(totals)}${without}${more}`;
}

function tokensOf(totals: Totals): readonly string[] {
  const { cacheRead, cacheWrite, input, output, leftOut, inputPerOutput } = totals;
  const sums = [
    ['read', cacheRead, leftOut.cacheRead],
    ['written', cacheWrite, leftOut.cacheWrite],
    ['input', input, leftOut.input],
    ['output', output, leftOut.output],
  ] as const;
  if (sums.every(([, sum]) => sum === null)) return [];
  const figures = sums.map(([word, sum, missing]) =>
    sum === null ? `${word} not reported` : `${word} ${missing > 0 ? '~' : ''}${count(sum)}`,
  );
  const without = Math.max(...sums.map(([, sum, missing]) => (sum === null ? 0 : missing)));
  const rest = without > 0 ? ` (${counted(without, 'request')} left out)` : '';
  return [
    `${figures.join(', ')} tokens${rest}`,
    ...(inputPerOutput === null
      ? []
      : [`${without > 0 ? '~' : ''}${perOutput(inputPerOutput)} for each token of output`]),
  ];
}

/** `105 tokens of prompt`, of short ones with a decimal. */
export const perOutput = (ratio: number): string =>
  `${ratio < 10 ? ratio.toFixed(1) : count(ratio)} tokens of prompt`;

/** That nothing is ever cached is a finding, not health. */
export function uncachedOf(totals: Totals): readonly string[] {
  return isNeverCached(totals)
    ? [
        `nothing was ever read from the cache${totals.cacheWrite === null ? '' : ' or written to it'}: no caching happens`,
      ]
    : [];
}

function writeShareOf(totals: Totals): readonly string[] {
  const { cacheWrite, writeShare, leftOut, breaks } = totals;
  const { breaks: byBreaks, growth, again } = writeShare;
  if (cacheWrite === null || cacheWrite === 0) return [];
  const rest =
    leftOut.cacheWrite > 0 ? `; what ${counted(leftOut.cacheWrite, 'more request')} wrote is not known` : '';
  if (breaks === 0 && areBreaksKnown(totals) && rest === '')
    return [`all ${count(cacheWrite)} written tokens from growth`];
  if (!byBreaks || growth === null) {
    const who = byBreaks ? 'broke' : 'did not break';
    return [`${count(cacheWrite)} written tokens by requests that ${who}${rest}`];
  }
  return [
    `${count(byBreaks)} of ${count(cacheWrite)} written tokens (${share(byBreaks / cacheWrite)}) by requests that broke, ${count(growth)} by the others${rest}`,
    ...(again !== null && again > 0
      ? [
          `${count(again)} of ${count(cacheWrite)} (${share(again / cacheWrite)}) were written again: they should have been read`,
        ]
      : []),
  ];
}

function moneyOf(totals: Totals): readonly string[] {
  const { cost, costWithoutCache, approximate } = totals;
  const { leftOut, unpriced } = totals;
  const unused = leftOut.cost - unpriced;
  const about = { approximate, estimate: leftOut.cost > 0 };
  const missing = [
    ...(unpriced > 0 ? [`${counted(unpriced, 'request')} unpriced`] : []),
    ...(unused > 0 ? [`${counted(unused, 'request')} without usage`] : []),
  ];
  const rest = cost === null || missing.length === 0 ? '' : ` (${missing.join(', ')})`;
  return [
    `spent ${dollars(cost, about)}${rest}, lost to breaks ${lostText(totals)}, without caching ${dollars(costWithoutCache, about)}`,
  ];
}

/** Money lost, or seconds where an engine of one's own costs none: `$0.61`, `at least $0.61` where a break has no price, `not known` where it may be none or much. */
export function lostText(totals: Totals): string {
  const { lostToBreaks, lostLeftOut, lostExact, approximate } = totals;
  if (lostToBreaks === null && totals.lostMs !== null) return prefill(totals.lostMs);
  if (lostToBreaks === null) return isLossKnown(totals) ? 'n/a' : 'not known';
  const text = dollars(lostToBreaks, { approximate, estimate: !lostExact });
  return lostLeftOut === 0 ? text : `at least ${text} (${counted(lostLeftOut, 'break')} unpriced)`;
}

/** `plan, 5h window: 12 % to 31 % used, 19 points by 8 requests; breaks cost ~4.2 of them`. An estimate: `docs/report-json.md`. */
function planOf({ plan }: Totals): readonly string[] {
  return plan.map(({ window, from, to, resets, requests, points, lostPoints }) => {
    const anew = resets === 0 ? '' : ` (begun anew ${resets === 1 ? 'once' : `${resets} times`})`;
    const used = `plan, ${window} window: ${figure(from)} % to ${figure(to)} % used${anew}, ${figure(points)} points by ${counted(requests, 'request')}`;
    if (lostPoints === null) return `${used}; what breaks cost of them is not known`;
    return lostPoints === 0
      ? used
      : `${used}; breaks cost ~${figure(lostPoints)} of them, by their share of the money`;
  });
}

/** At most one decimal. */
const figure = (value: number): string => `${Math.round(value * 10) / 10}`;

function calibrationOf({ calibration }: Totals): readonly string[] {
  const { predicted: of, exact, within1, within5 } = calibration;
  if (of === 0) return [];
  const bad = fitsBadly(calibration) ? ': the predictions (~) fit this log badly' : '';
  return [
    `reads foreseen: ${count(exact)} of ${count(of)} to the token, ${count(within1)} within 1 %, ${count(within5)} within 5 %${bad}`,
  ];
}
