/** A report without text of prompts: what is left can be pasted into an issue. */
import type { ReportBreak, ReportCause, ReportDivergence } from './break.js';
import type { Check } from './check/check.js';
import type { Report, ReportSource } from './report.js';
import type { ReportRequest } from './request.js';

/**
 * The same report without excerpts: hashes, offsets, lengths, names of tools, fields and models, and the class of a changed value
 * stay. The provider's own error text is left out, for it may quote the prompt.
 */
export function redactReport(report: Report): Report {
  return {
    ...report,
    isRedacted: true,
    sources: report.sources.map(redactSource),
    sessions: report.sessions.map(session => ({
      ...session,
      lanes: session.lanes.map(lane => ({ ...lane, requests: lane.requests.map(redactRequest) })),
    })),
  };
}

/** One request of it, as the stream of events shows it. */
export function redactRequest(request: ReportRequest): ReportRequest {
  const { vendor, error, hints } = request;
  return {
    ...request,
    error: error === null ? null : REDACTED,
    vendor: vendor && { ...vendor, reason: WORD.test(vendor.reason) ? vendor.reason : REDACTED },
    break: request.break && redactBreak(request.break),
    hints: hints.map(hint => ({ ...hint, summary: withoutQuotes(hint.summary) })),
  };
}

const REDACTED = '[redacted]';

/** What each redacted output says of itself: one with sums and names only, and one that told of excerpts otherwise. */
export const NO_PROMPT_NOTE = 'no text of a prompt is in this';
export const REDACTED_NOTE = `${NO_PROMPT_NOTE}: hashes, places, lengths, names of tools, and the class of a changed value are`;

/** The same in JSON. Left out where nobody asked for it: what never holds any is alike then. */
export interface RedactedNote {
  /** True with `--redact`: no text of prompts. */
  readonly isRedacted?: true;
}

export const redactedNote = (isRedacted: boolean | undefined): RedactedNote =>
  isRedacted === true ? { isRedacted } : {};

/** A vendor's reason is one of its own words: `tools_changed`. */
const WORD = /^[\w.-]{1,60}$/;

/** A break without the text of its differences. */
export const redactBreak = (found: ReportBreak): ReportBreak => ({
  ...found,
  causes: found.causes.map(redactCause),
  divergence: found.divergence && redactDivergence(found.divergence),
});

function redactCause(cause: ReportCause): ReportCause {
  // Values of parameters are no excerpts and stand without quotes, but a schema is among them.
  const summary =
    cause.id === 'parameters-changed' ? `Changed: ${cause.kind}.` : withoutQuotes(cause.summary);
  return { ...cause, summary, divergence: cause.divergence && redactDivergence(cause.divergence) };
}

const redactDivergence = (at: ReportDivergence): ReportDivergence => ({
  ...at,
  context: null,
  before: null,
  after: null,
});

function redactSource(source: ReportSource): ReportSource {
  return {
    ...source,
    skipped: source.skipped.map(line => ({ ...line, reason: withoutQuotes(line.reason) })),
  };
}

/** A check whose breaks hold no text of prompts. */
export const redactCheck = (check: Check): Check => ({
  ...check,
  isRedacted: true,
  breaks: check.breaks.map(redactRequest),
});

/**
 * All excerpts in our sentences stand in quotes: everything from the first to the last of them goes, for an excerpt may hold some itself.
 *
 * @example withoutQuotes('A clock in `a` changed from "1" to "2".') // 'A clock in `a` changed.'
 */
export const withoutQuotes = (sentence: string): string =>
  sentence.replace(/(?<= changed) from "[\s\S]*"|"[\s\S]*"/, words => (words.startsWith('"') ? '"…"' : ''));
