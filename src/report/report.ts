/** The report: what the diagnosis says of some logs, as one value that JSON, text and Markdown are written from. */
import type { At, Incident } from '../diagnosis/incidents/incident.js';
import type { LaneKind, Model, RequestEntry, Totals, Wound } from '../diagnosis/model.js';
import { logNumberOf } from '../diagnosis/sums/numbered-logs.js';
import { modelSince } from '../diagnosis/sums/since.js';
import { totalsOf } from '../diagnosis/sums/totals.js';
import type { Api, Client, Fidelity, PlanWindow, SourceState, Usage, VendorVerdict } from '../log/record.js';
import type { Section } from '../prompt/prompt.js';
import { redactSecrets } from '../text/secrets.js';
import { isoTime } from '../text/times.js';
import { breakOf, type ReportBreak } from './break.js';
import { answerOf } from './words/answer.js';
import { type Losses, lossesOf } from './words/losses.js';

/** `cachequake.report/1`: fields may be added; a changed one raises the number. Unknown values are null. */
export interface Report {
  readonly schema: 'cachequake.report/1';
  readonly tool: { readonly version: string };
  /** True if excerpts of prompts were left out (`redact.ts`). */
  readonly isRedacted: boolean;
  /** From when on it reports; null: all that the logs hold. */
  readonly since: {
    /** ISO 8601, UTC. */
    readonly at: string;
    /** Requests before it. They are judged and compared with, but not in this report. */
    readonly leftOut: number;
  } | null;
  /** What the text report says first: is it broken, by what, what does it cost, what to change. */
  readonly answer: readonly string[];
  readonly sources: readonly ReportSource[];
  /** What ringing breaks cost, by cause, site and log; the dearest first. */
  readonly losses: Losses;
  readonly sessions: readonly ReportSession[];
  /** Periods in which more was lost than usual (docs/incidents.md), oldest first; requests by their labels. */
  readonly incidents: readonly Incident[];
  readonly totals: Totals;
  /** Lines of all sources that could not be read; `sources[].skipped` names the newest of them. */
  readonly skippedCount: number;
}

export interface ReportSource {
  readonly path: string;
  readonly format: string | null;
  readonly fidelity: Fidelity | null;
  readonly lines: number;
  readonly bytes: number;
  /** What the reader has to say of this source: that it was cut, is missing, or cannot be read. */
  readonly message: string | null;
  /** What stands in the labels of its requests; null where no request was read from it. */
  readonly number: number | null;
  /** `path`: the file, where it is not that of the source. */
  readonly skipped: readonly { readonly path?: string; readonly line: number; readonly reason: string }[];
  /** Files of a recording that was continued in further ones, in their order; what is not one file at `path`. */
  readonly parts?: readonly string[];
}

export interface ReportSession {
  readonly id: string;
  readonly lanes: readonly ReportLane[];
  readonly wounds: readonly ReportWound[];
  readonly totals: Totals;
}

export interface ReportLane {
  readonly id: string;
  /** False if its prompts were let go to bound the memory. */
  readonly isCompared: boolean;
  readonly name: string;
  readonly kind: LaneKind;
  readonly model: string | null;
  /** Sums of its requests. */
  readonly totals: Totals;
  readonly requests: readonly ReportRequest[];
}

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

export interface ReportWound extends Omit<Wound, 'requests' | 'session'> {
  readonly source: string;
  /** Numbers of the requests that broke. */
  readonly requests: readonly number[];
  /** Their labels. */
  readonly labels: readonly string[];
  /** Where their first causes stand, each place once; `path` is the first of them. */
  readonly paths: readonly string[];
}

/**
 * The report on a model. Excerpts, sentences, names and paths lose their secrets here, so that no form of the report can
 * show one.
 *
 * @param version Of this program, for `tool.version`.
 * @param since Milliseconds since 1970: only what happened from then on.
 */
export function reportOf(
  whole: Model,
  sources: readonly SourceState[],
  version: string,
  since: number | null = null,
): Report {
  const model = since === null ? whole : modelSince(whole, since);
  const all = new Map(whole.requests.map(entry => [entry.id, entry]));
  const entries = new Map(model.requests.map(entry => [entry.id, entry]));
  const entriesOf = (ids: readonly string[]): readonly RequestEntry[] =>
    ids.flatMap(id => entries.get(id) ?? []);
  const told = {
    sources: sources.map(source => sourceOf(source, model)),
    sessions: model.sessions.map(session => ({
      id: redactSecrets(session.id),
      lanes: session.lanes.map(lane => ({
        id: redactSecrets(lane.id),
        name: redactSecrets(lane.name),
        kind: lane.kind,
        model: masked(lane.model),
        isCompared: lane.isCompared,
        totals: totalsOf(entriesOf(lane.requests)),
        requests: entriesOf(lane.requests).map(requestOf),
      })),
      wounds: session.wounds.map(wound =>
        woundOf(
          wound,
          wound.requests.flatMap(id => all.get(id) ?? []),
        ),
      ),
      totals: session.totals,
    })),
    totals: model.totals,
  };
  return {
    schema: 'cachequake.report/1',
    tool: { version },
    isRedacted: false,
    since:
      since === null
        ? null
        : { at: new Date(since).toISOString(), leftOut: whole.requests.length - model.requests.length },
    answer: answerOf(told),
    sources: told.sources,
    losses: lossesOf(told),
    sessions: told.sessions,
    incidents: model.incidents.map(incident => labelled(incident, id => all.get(id)?.label ?? id)),
    totals: told.totals,
    skippedCount: model.skippedCount,
  };
}

/** An incident with labels in the place of ids, without secrets. */
export function labelled(incident: Incident, labelOf: (id: string) => string): Incident {
  const named = ({ request, at }: At): At => ({ request: labelOf(request), at });
  const { onset, openedAt, closedAt, sites, key, agents, models } = incident;
  return {
    ...incident,
    id: redactSecrets(`${key}@${labelOf(onset.request)}`),
    key: redactSecrets(key),
    agents: agents.map(redactSecrets),
    models: models.map(redactSecrets),
    onset: named(onset),
    openedAt: named(openedAt),
    closedAt: closedAt && named(closedAt),
    sites: sites.map(site => ({ ...site, site: redactSecrets(site.site) })),
  };
}

function sourceOf(source: SourceState, model: Model): ReportSource {
  const { path, format, fidelity, lines, bytes, message, parts } = source;
  const skipped = model.skipped
    .filter(line => (parts ?? [path]).includes(line.path))
    .map(({ path: file, line, reason }) => {
      const part = file === path ? {} : { path: redactSecrets(file) };
      return { ...part, line, reason: redactSecrets(reason) };
    });
  const label = model.requests.find(entry => entry.log === path)?.label;
  const number = label === undefined ? null : logNumberOf(label);
  return {
    path: redactSecrets(path),
    format,
    fidelity,
    lines,
    bytes,
    message: masked(message),
    number,
    skipped,
    ...(parts && { parts: parts.map(redactSecrets) }),
  };
}

/** One request as the report and the event stream show it. */
export function requestOf(entry: RequestEntry): ReportRequest {
  return {
    n: entry.n,
    label: entry.label,
    source: redactSecrets(entry.path),
    line: entry.line,
    at: isoTime(entry.at),
    turn: entry.turn,
    model: masked(entry.model),
    provider: masked(entry.provider),
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
    error: masked(entry.error),
    usage: entry.usage,
    limits: entry.limits.map(limit => ({
      ...limit,
      window: redactSecrets(limit.window),
      resetsAt: isoTime(limit.resetsAt),
    })),
    countsWrites: entry.countsWrites,
    predicted: entry.predicted,
    hitRate: entry.hitRate,
    cost: entry.cost?.amount ?? null,
    costWithoutCache: entry.costWithoutCache?.amount ?? null,
    costApproximate: entry.cost?.approximate ?? false,
    rates: entry.rates && { ...entry.rates, source: redactSecrets(entry.rates.source) },
    parent: entry.parent,
    what: redactSecrets(entry.what),
    site: entry.break === null ? null : redactSecrets(entry.break.site),
    break: entry.break === null ? null : breakOf(entry.break),
    vendor: entry.vendor && {
      ...entry.vendor,
      by: redactSecrets(entry.vendor.by),
      reason: redactSecrets(entry.vendor.reason),
    },
    vendorAgrees: entry.vendorAgrees,
    hints: entry.hints.map(hint => ({ ...hint, summary: redactSecrets(hint.summary) })),
  };
}

const clientOf = (client: Client | null): Pick<ReportRequest, 'client' | 'clientVersion'> => ({
  client: masked(client?.name ?? null),
  clientVersion: masked(client?.version ?? null),
});

const masked = (text: string | null): string | null => text && redactSecrets(text);

function woundOf(wound: Wound, entries: readonly RequestEntry[]): ReportWound {
  const { session: _, ...rest } = wound;
  return {
    ...rest,
    site: redactSecrets(wound.site),
    source: redactSecrets(entries[0]?.path ?? ''),
    requests: entries.map(entry => entry.n),
    labels: entries.map(entry => entry.label),
    paths: [...new Set(entries.flatMap(entry => entry.break?.causes[0]?.path ?? []))],
  };
}
