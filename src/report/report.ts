/** The report: what the diagnosis says of some logs, as one value that JSON, text and Markdown are written from. */
import type { At, Incident } from '../diagnosis/incidents/incident.js';
import type { LaneKind, Model, RequestEntry, Totals, Wound } from '../diagnosis/model.js';
import { logNumberOf } from '../diagnosis/sums/numbered-logs.js';
import { modelSince } from '../diagnosis/sums/since.js';
import { totalsOf } from '../diagnosis/sums/totals.js';
import type { Fidelity, SourceState } from '../log/record.js';
import { redactKnown, redactSecrets } from '../text/secrets.js';
import { type ReportRequest, reportRequest } from './request.js';
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
    since:
      since === null
        ? null
        : { at: new Date(since).toISOString(), leftOut: whole.requests.length - model.requests.length },
    sources: sources.map(source => sourceOf(source, model)),
    sessions: model.sessions.map(session => ({
      id: redactSecrets(session.id),
      lanes: session.lanes.map(lane => ({
        id: redactSecrets(lane.id),
        name: redactSecrets(lane.name),
        kind: lane.kind,
        model: redactKnown(lane.model),
        isCompared: lane.isCompared,
        totals: totalsOf(entriesOf(lane.requests)),
        requests: entriesOf(lane.requests).map(reportRequest),
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
    since: told.since,
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
  const { onset, openedAt, reopenedAt, closedAt, sites, key, agents, models, cameIn } = incident;
  return {
    ...incident,
    key: redactSecrets(key),
    agents: agents.map(redactSecrets),
    models: models.map(redactSecrets),
    onset: named(onset),
    openedAt: named(openedAt),
    reopenedAt: reopenedAt && named(reopenedAt),
    closedAt: closedAt && named(closedAt),
    sites: sites.map(site => ({ ...site, site: redactSecrets(site.site) })),
    cameIn: cameIn.map(each => ({ ...each, value: redactKnown(each.value) })),
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
    message: redactKnown(message),
    number,
    skipped,
    ...(parts && { parts: parts.map(redactSecrets) }),
  };
}

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
