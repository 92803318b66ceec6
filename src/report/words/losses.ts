/** What breaks cost, summed by what they have in common: a cause, a site, a log. */
import { clientName } from '../../diagnosis/calls/client.js';
import { causeName } from '../../diagnosis/sentence.js';
import { counted, dollars } from '../../text/numbers.js';
import type { Report } from '../report.js';
import type { ReportRequest } from '../request.js';
import { requestsOf } from './words.js';

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
  /** By the program that sent the requests; `agent` where a log names none. */
  readonly agents: readonly AgentLoss[];
  /** By version of the program: `claude-code 2.1.4`; breaks of requests whose version is not known are in none. */
  readonly versions: readonly Loss[];
}

/** What an agent lost with its subagents. */
export interface AgentLoss extends Loss {
  /** The same by lane: its own loop and each subagent by its name. */
  readonly lanes: readonly Loss[];
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
    agents: agentLosses(report),
    versions: lossesBy(requests, ({ client, clientVersion: version }) =>
      version === null ? null : clientName({ name: client, version }),
    ),
  };
}

function agentLosses(report: Pick<Report, 'sessions'>): readonly AgentLoss[] {
  const agentOf = ({ client }: ReportRequest): string => client ?? 'agent';
  const laneOf = new Map(
    report.sessions.flatMap(({ lanes }) =>
      lanes.flatMap(({ name, requests }) => requests.map(request => [request, name] as const)),
    ),
  );
  const requests = requestsOf(report);
  return lossesBy(requests, agentOf).map(loss => ({
    ...loss,
    lanes: lossesBy(
      requests.filter(request => agentOf(request) === loss.name),
      request => laneOf.get(request) ?? null,
    ),
  }));
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

/** A table of a report: losses by what they share. */
export interface LossTable {
  readonly by: 'cause' | 'site' | 'log' | 'agent' | 'client version';
  readonly losses: readonly Loss[];
}

/** By what several of them share: causes only where they are fewer than the sites, of which each has one. */
export function lossTables({ causes, sites, logs, agents, versions }: Losses): readonly LossTable[] {
  const tables: readonly LossTable[] = [
    { by: 'cause', losses: causes.length < sites.length ? causes : [] },
    { by: 'site', losses: sites },
    { by: 'log', losses: logs },
    { by: 'agent', losses: agents },
    { by: 'client version', losses: versions },
  ];
  return tables.filter(({ losses }) => losses.length > 1);
}

/** What the breaks of one log among several cost; null: nothing, or it is the only one. */
export function lostIn(path: string, { losses, sources }: Pick<Report, 'losses' | 'sources'>): Loss | null {
  return sources.length === 1 ? null : (losses.logs.find(({ name }) => name === path) ?? null);
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
