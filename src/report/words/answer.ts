/** What a report says before anything else: is it broken, by what, what does it cost, what to change. */
import { areBreaksKnown } from '../../diagnosis/sums/totals.js';
import { counted, dollars } from '../../text/numbers.js';
import type { Report } from '../report.js';
import { type Loss, lossesOf, lossText, moneyLost } from './losses.js';
import { breaksOf, rateText, uncachedOf } from './totals.js';
import { requestsOf } from './words.js';

/**
 * One or two sentences: `10 breaks of one site: volatile-value (time) at system[0].text in main; $0.19 of $0.25 lost. Fix: …`.
 * Quiet breaks are not in it, and nothing is called healthy whose reads are not known.
 */
export function answerOf(
  report: Pick<Report, 'sessions' | 'sources' | 'totals' | 'since'>,
): readonly string[] {
  const { totals } = report;
  if (totals.requests === 0) return [`${noRequestIn(report).replace('no', 'No')}.`];
  const { sites } = lossesOf(report);
  const [worst] = sites;
  if (worst === undefined) {
    const [uncached] = uncachedOf(totals);
    const rest = uncached === undefined ? '' : `; ${uncached}`;
    return [
      `${counted(totals.requests, 'request')}: ${breaksOf(totals)}, hit rate ${rateText(totals)}${rest}.`,
    ];
  }
  const breaks = sites.reduce((sum, { breaks: more }) => sum + more, 0);
  const number = `${areBreaksKnown(totals) ? '' : 'at least '}${counted(breaks, 'break')}`;
  const fix = fixOf(report, worst);
  const [first, ...others] =
    sites.length === 1
      ? [`${number} of one site: ${worst.name}; ${ofSpent(report, worst)}.`]
      : [
          `${number} of ${counted(sites.length, 'site')}; ${ofSpent(report, sumOf(sites))}.`,
          `Most by ${worst.name}: ${lossText(worst)}.`,
        ];
  return [
    ...[first, ...others].flatMap(sentence => sentence ?? []),
    ...(fix === null ? [] : [`Fix: ${fix}`]),
  ];
}

/** What is said of nothing: that it is of a time is part of it. */
export const noRequestIn = ({ since }: Pick<Report, 'since'>): string =>
  `no request in these logs${since === null ? '' : ` since ${since.at}`}`;

/** Less is not worth a word. */
const CENT = 0.01;

/** `$1.59 of $1.96 lost`, and what quiet breaks lost beside; in tokens where no rate is known. */
function ofSpent({ totals }: Pick<Report, 'totals'>, loss: Loss): string {
  if (loss.cost === null) return `${loss.exact ? '' : '~'}${counted(loss.lostTokens, 'token')} lost`;
  const { cost, approximate, leftOut, lostToBreaks } = totals;
  const spent = cost === null ? '' : ` of ${dollars(cost, { approximate, estimate: leftOut.cost > 0 })}`;
  const quiet = (lostToBreaks ?? 0) - loss.cost;
  const more =
    quiet < CENT
      ? ''
      : `, ${dollars(quiet, { approximate, estimate: !loss.exact })} more by breaks that do not ring`;
  return `${moneyLost(loss)}${spent} lost${more}`;
}

function sumOf(losses: readonly Loss[]): Loss {
  const priced = losses.flatMap(({ cost }) => cost ?? []);
  const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);
  return {
    name: '',
    breaks: sum(losses.map(({ breaks }) => breaks)),
    lostTokens: sum(losses.map(({ lostTokens }) => lostTokens)),
    cost: priced.length === 0 ? null : sum(priced),
    exact: losses.every(({ exact }) => exact),
    approximate: losses.some(({ approximate }) => approximate),
    unpriced: sum(losses.map(({ unpriced }) => unpriced)),
    labels: losses.flatMap(({ labels }) => labels),
  };
}

/** Of the first break of a site: what is to be done about all of them. */
function fixOf(report: Pick<Report, 'sessions'>, { labels: [first] }: Loss): string | null {
  const found = requestsOf(report).find(({ label }) => label === first)?.break;
  return found?.causes[0]?.fix ?? null;
}
