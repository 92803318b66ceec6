/** What breaks cost, summed by what they have in common: a cause, a site, a log. */
import { dollars } from '../text/numbers.js';
import { counted } from './counted.js';
import type { Report, ReportRequest } from './report.js';
import { causeName, requestsOf } from './words.js';

/** Ringing breaks that share something. */
export interface Loss {
  /** What they share: the name of a cause, a site, a path. */
  readonly name: string;
  readonly breaks: number;
  /** Tokens that should have been read. */
  readonly lostTokens: number;
  /** US dollars above what hits would have cost; null: no rate is known for any of them. */
  readonly cost: number | null;
  /** False where a figure in it is an estimate. */
  readonly exact: boolean;
  /** True if the rate of a neighbouring model is in it. */
  readonly approximate: boolean;
  /** Breaks of it that have no price. */
  readonly unpriced: number;
  /** Labels of the requests, in their order. */
  readonly labels: readonly string[];
}

export interface Losses {
  readonly causes: readonly Loss[];
  readonly sites: readonly Loss[];
  readonly logs: readonly Loss[];
}

/** The losses of a report, each list with the dearest first. */
export function lossesOf(report: Pick<Report, 'sessions' | 'sources'>): Losses {
  const requests = requestsOf(report);
  const logOf = ({ source }: ReportRequest): string =>
    report.sources.find(({ parts }) => parts?.includes(source))?.path ?? source;
  return {
    causes: lossesBy(requests, request => firstCause(request)),
    sites: lossesBy(requests, ({ site }) => site),
    logs: lossesBy(requests, logOf),
  };
}

/**
 * Ringing breaks by what they share. A break with several causes counts once, by the first of them in prefix order.
 *
 * @param nameOf null: it belongs to none
 */
export function lossesBy(
  requests: readonly ReportRequest[],
  nameOf: (request: ReportRequest) => string | null,
): readonly Loss[] {
  const found = new Map<string, Loss>();
  for (const request of requests) {
    const { break: broken, label } = request;
    const name = broken?.ringing === true ? nameOf(request) : null;
    if (broken === null || name === null) continue;
    const so = found.get(name) ?? { ...NONE, name };
    const { cost } = broken;
    found.set(name, {
      name,
      breaks: so.breaks + 1,
      lostTokens: so.lostTokens + broken.lostTokens,
      cost: cost === null ? so.cost : (so.cost ?? 0) + cost,
      exact: so.exact && broken.expectedExact && !broken.predicted,
      approximate: so.approximate || broken.costApproximate,
      unpriced: so.unpriced + (cost === null ? 1 : 0),
      labels: [...so.labels, label],
    });
  }
  return [...found.values()].sort(
    (one, other) => (other.cost ?? 0) - (one.cost ?? 0) || other.lostTokens - one.lostTokens,
  );
}

const NONE = {
  breaks: 0,
  lostTokens: 0,
  cost: null,
  exact: true,
  approximate: false,
  unpriced: 0,
  labels: [],
};

/** `2 breaks, 286 985 tokens lost, $0.98`. */
export function lossText({ breaks, lostTokens, ...loss }: Loss): string {
  return `${counted(breaks, 'break')}, ${loss.exact ? '' : '~'}${counted(lostTokens, 'token')} lost, ${moneyLost(loss)}`;
}

/** `$0.98`, `~$0.98`, `at least $0.98` where one of several has no price, `n/a`. */
export function moneyLost({
  cost,
  exact,
  approximate,
  unpriced,
}: Omit<Loss, 'breaks' | 'lostTokens'> | Loss): string {
  const money = dollars(cost, { estimate: !exact, approximate });
  return cost !== null && unpriced > 0 ? `at least ${money}` : money;
}

function firstCause({ break: found }: ReportRequest): string | null {
  const [first] = found?.causes ?? [];
  return first === undefined ? null : causeName(first);
}
