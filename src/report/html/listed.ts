/** What of a long report stands on its page: one of ten thousand requests is to open as fast as one of a hundred. */
import { counted } from '../../text/numbers.js';
import type { Report } from '../report.js';
import type { ReportRequest } from '../request.js';
import { told } from '../words/told.js';
import { byLabel, requestsOf } from '../words/words.js';
import { html, type Markup } from './markup.js';

/** Rows of request tables. */
const MOST_ROWS = 2500;
/** Breaks that are told, those that repeat another one included. */
const MOST_BREAKS = 1000;

export interface Listed {
  /** Labels of the requests that have a row. */
  readonly rows: ReadonlySet<string>;
  /** Labels of the breaks that are told. */
  readonly breaks: ReadonlySet<string>;
}

/**
 * All of a report where it is short. Of a longer one the breaks that cost most, those first that no other one tells; and the
 * rows of the requests that broke, then those of the others from the first on.
 */
export function listedOf(
  report: Pick<Report, 'sessions'>,
  mostRows = MOST_ROWS,
  mostBreaks = MOST_BREAKS,
): Listed {
  const requests = requestsOf(report);
  const repeats = new Set(
    report.sessions.flatMap(({ lanes }) =>
      told(brokenOf(lanes.flatMap(lane => lane.requests)).toSorted(byLabel)).flatMap(({ request, as }) =>
        as === null ? [] : [request.label],
      ),
    ),
  );
  const broken = brokenOf(requests).toSorted(
    (a, b) =>
      Number(repeats.has(a.label)) - Number(repeats.has(b.label)) ||
      (b.break?.lostTokens ?? 0) - (a.break?.lostTokens ?? 0),
  );
  const rows = requests.toSorted((a, b) => Number(a.break === null) - Number(b.break === null));
  return { rows: labelsOf(rows, mostRows), breaks: labelsOf(broken, mostBreaks) };
}

const brokenOf = (requests: readonly ReportRequest[]): readonly ReportRequest[] =>
  requests.filter(request => request.break !== null);

const labelsOf = (requests: readonly ReportRequest[], most: number): ReadonlySet<string> =>
  new Set(requests.slice(0, most).map(({ label }) => label));

/** What a long report holds besides. */
export const leftOut = (left: number, what: string): Markup | null =>
  left === 0
    ? null
    : html`<p class="quiet">${counted(left, what)} more: too many for a page, all of them are in the report as JSON.</p>`;
