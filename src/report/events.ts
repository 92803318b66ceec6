/** What `--json` prints while it watches or plays: an event a line. */
import type { Incident } from '../diagnosis/incidents/incident.js';
import type { Totals } from '../diagnosis/model.js';
import type { SourceState } from '../log/record.js';
import type { GoingCold } from '../store/live/going-cold.js';
import type { ReportBreak } from './break.js';
import type { RedactedNote } from './redact.js';
import type { ReportRequest } from './request.js';

/** `cachequake.watch/1`: fields and types of events may be added; a changed one raises the number. */
export type WatchEvent = RedactedNote & { readonly schema: 'cachequake.watch/1' } & (
    | RequestEvent
    | ComingEvent
    | SkippedEvent
    | IncidentLine
    | ColdLine
    | SourceEvent
    | EndEvent
  );

export interface RequestEvent {
  /** `request`: it left. `update`: more is known of it. `break`: it read less than it should have. */
  readonly type: 'request' | 'update' | 'break';
  readonly session: string;
  readonly lane: string;
  /** As in the report. */
  readonly request: ReportRequest;
}

/**
 * A request left just now whose bytes foretell a break: once, before anything is billed. Its `break` or an `update` without one
 * follows. None of it for a log that is played, or for what stood in a log with its answer.
 */
export interface ComingEvent extends Omit<RequestEvent, 'type'> {
  readonly type: 'coming';
  /** All of it an estimate. */
  readonly foreseen: ReportBreak;
}

/** A line of a log that could not be read. */
export interface SkippedEvent {
  readonly type: 'skipped';
  readonly path: string;
  /** From 1. */
  readonly line: number;
  readonly reason: string;
}

export interface IncidentLine {
  readonly type: 'incident';
  readonly what: 'open' | 'rise' | 'close' | 'reopen';
  /** As in the report; its requests are named by `log#n`. */
  readonly incident: Incident;
}

/** A large entry expires soon (`--going-cold`). */
export interface ColdLine extends Omit<GoingCold, 'at' | 'expiresAt'> {
  readonly type: 'cold';
  /** ISO 8601, UTC: when it is told, and when the entry expires. */
  readonly at: string | null;
  readonly expiresAt: string | null;
}

/** A log came, went, or has something to say. */
export interface SourceEvent extends Pick<SourceState, 'path' | 'format' | 'fidelity' | 'state' | 'message'> {
  readonly type: 'source';
}

/** The last line. */
export interface EndEvent {
  readonly type: 'end';
  readonly totals: Totals;
}
