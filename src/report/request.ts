import type { RequestEntry } from '../diagnosis/model.js';
import type { Api, Client, Fidelity, PlanWindow, Usage, VendorVerdict } from '../log/record.js';
import type { Section } from '../prompt/prompt.js';
import { redactKnown, redactName, redactSecrets } from '../text/secrets.js';
import { isoTime } from '../text/times.js';
import { breakOf, type ReportBreak } from './break.js';

/** A request in the report and in the stream of events. Unknown values are null. */
export interface ReportRequest {
  /** Counts the requests of its source from 1. */
  readonly n: number;
  /** What the report calls it: `5`, or `2.5` in the second of several sources. */
  readonly label: string;
  /** The file of its line: `path` of its source or one of its `parts`. */
  readonly source: string;
  readonly line: number;
  /** ISO 8601, UTC. */
  readonly at: string | null;
  readonly turn: number | null;
  readonly model: string | null;
  readonly provider: string | null;
  readonly api: Api | null;
  /** Name of the program that sent it; null: the log does not say. */
  readonly client: string | null;
  readonly clientVersion: string | null;
  /** The program and version of its parent, where it was another one: the break, if it has one, came with it. */
  readonly clientBefore: { readonly client: string | null; readonly clientVersion: string | null } | null;
  readonly fidelity: Fidelity;
  /** First 8 hex of the md5 of each section, markers stripped. */
  readonly hashes: Readonly<Record<Section, string | null>>;
  /** Sections that differ from the parent's; for messages growth is no change. */
  readonly changed: readonly Section[];
  /** Tools, blocks of the system text, and messages (whatever the number of blocks in each). */
  readonly blocks: Readonly<Record<Section, number>> | null;
  readonly breakpoints: readonly { readonly path: string; readonly ttl: string }[];
  /** Tokens of each section, estimated from anchors; null without a prompt. */
  readonly sectionTokens: Readonly<Record<Section, number>> | null;
  /** What became of each breakpoint, in the order of the prefix. */
  readonly checkpoints: RequestEntry['checkpoints'];
  readonly outcome: RequestEntry['outcome'];
  readonly status: number | null;
  /** The provider's own text, where it refused the request. */
  readonly error: string | null;
  readonly usage: Usage | null;
  /** What was used of the windows of its plan, when it had been answered; times are ISO 8601, UTC. */
  readonly limits: readonly ReportWindow[];
  /** False where this cache does not count what is written: a 0 in `usage.cacheWrite` says nothing. */
  readonly countsWrites: boolean;
  readonly predicted: RequestEntry['predicted'];
  /** read / (read + write + input), 0..1. */
  readonly hitRate: number | null;
  /** US dollars. */
  readonly cost: number | null;
  readonly costWithoutCache: number | null;
  /** True if the rate is of a neighbouring model. */
  readonly costApproximate: boolean;
  /** Where its rates come from; null: no rate is known. */
  readonly rates: RequestEntry['rates'];
  /** Number of the request that this one extends; null for the first of its lane. */
  readonly parent: number | null;
  readonly what: string;
  /** Where its break comes from, without its numbers; null: no break. */
  readonly site: string | null;
  readonly break: ReportBreak | null;
  readonly vendor: VendorVerdict | null;
  /** Whether the vendor's word and ours are the same; null: nothing to compare. */
  readonly vendorAgrees: boolean | null;
  readonly hints: RequestEntry['hints'];
}

export interface ReportWindow extends Omit<PlanWindow, 'resetsAt'> {
  readonly resetsAt: string | null;
}

/** One request as the report and the event stream show it. */
export function reportRequest(entry: RequestEntry): ReportRequest {
  return {
    n: entry.n,
    label: entry.label,
    source: redactName(entry.path),
    line: entry.line,
    at: isoTime(entry.at),
    turn: entry.turn,
    model: named(entry.model),
    provider: named(entry.provider),
    api: entry.api,
    ...clientOf(entry.client),
    clientBefore: entry.clientBefore && clientOf(entry.clientBefore),
    fidelity: entry.fidelity,
    hashes: entry.hashes,
    changed: entry.changed,
    blocks: entry.blocks,
    breakpoints: entry.breakpoints.map(({ path, ttl }) => ({ path, ttl })),
    sectionTokens: entry.sectionTokens,
    checkpoints: entry.checkpoints,
    outcome: entry.outcome,
    status: entry.status,
    error: redactKnown(entry.error),
    usage: entry.usage,
    limits: entry.limits.map(limit => ({
      ...limit,
      window: redactName(limit.window),
      resetsAt: isoTime(limit.resetsAt),
    })),
    countsWrites: entry.countsWrites,
    predicted: entry.predicted,
    hitRate: entry.hitRate,
    cost: entry.cost?.amount ?? null,
    costWithoutCache: entry.costWithoutCache?.amount ?? null,
    costApproximate: entry.cost?.approximate ?? false,
    rates: entry.rates && { ...entry.rates, source: redactName(entry.rates.source) },
    parent: entry.parent,
    what: redactName(entry.what),
    site: entry.break === null ? null : redactSecrets(entry.break.site),
    break: entry.break === null ? null : breakOf(entry.break),
    vendor: entry.vendor && {
      ...entry.vendor,
      by: redactName(entry.vendor.by),
      reason: redactSecrets(entry.vendor.reason),
    },
    vendorAgrees: entry.vendorAgrees,
    hints: entry.hints.map(hint => ({ ...hint, summary: redactSecrets(hint.summary) })),
  };
}

const clientOf = (client: Client | null): Pick<ReportRequest, 'client' | 'clientVersion'> => ({
  client: named(client?.name ?? null),
  clientVersion: named(client?.version ?? null),
});

const named = (name: string | null): string | null => name && redactName(name);
