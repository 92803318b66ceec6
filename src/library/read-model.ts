import type { Model } from '../diagnosis/model.js';
import { createEngine, type EngineOptions } from '../engine.js';
import { FORMATS } from '../log/formats/index.js';
import { eventId } from '../log/paths/file-id.js';
import { readLogs } from '../log/read.js';
import type { SourceState } from '../log/record.js';
import { withoutQuotes } from '../report/redact.js';
import { notInFull } from '../report/words/limits.js';
import { counted } from '../text/numbers.js';

export interface Reading {
  readonly model: Model;
  readonly sources: readonly SourceState[];
  /** A sentence for each file that could not be read to its end; it begins with the path. */
  readonly failures: readonly string[];
}

/** Why there is nothing to tell of, in a sentence; null: there is a request, or a log that has none yet. */
export function whyEmpty({ model: { requests, skipped }, sources }: Reading): string | null {
  const [first] = skipped;
  if (requests.length > 0) return null;
  if (first !== undefined) return `no request could be read: ${first.path}:${first.line}: ${first.reason}`;
  // Of what could not be opened, its failure tells.
  const open = sources.filter(({ state }) => state !== 'gone');
  if (open.some(({ format }) => format !== null && !OF_ANYTHING.includes(format))) return null;
  const [log, ...others] = open;
  if (log === undefined) return null;
  return `${whyWithout(log)}${others.length === 0 ? '' : `; nor in ${counted(others.length, 'more log')}`}`;
}

/** Formats that hold all that went over a wire or ran: one without a request is of something else. The log of an agent may have none yet. */
const OF_ANYTHING: readonly string[] = ['har', 'otlp', 'cassette'];

function whyWithout({ path, format, bytes }: SourceState): string {
  const title = FORMATS.find(({ id }) => id === format)?.title;
  return title === undefined
    ? `${path}: nothing in it${bytes > 0 ? ' but white space or NUL bytes' : ''}`
    : `${path}: ${title}, but no request to a model is in it`;
}

/** The lines of a log that could not be read in full, in a sentence that names one of them; null: there are none. */
export function wordOfSkipped({ skipped, skippedCount }: Model): string | null {
  const [first] = skipped;
  if (first === undefined) return null;
  const where = `${first.path}:${first.line}: ${first.reason}`;
  return `${notInFull(skippedCount)}${skippedCount === 1 ? ': ' : ', such as '}${where}`;
}

/** A reason as it may be said: it may quote the line that could not be read. */
export const saidOf = (reason: string, { redact }: { readonly redact?: boolean }): string =>
  redact ? withoutQuotes(reason) : reason;

/** Reads log files into one engine, in the order of their records' time. */
export async function readModel(paths: readonly string[], options: EngineOptions = {}): Promise<Reading> {
  const engine = createEngine({ logs: paths, differences: false, eventIdOf: eventId, ...options });
  const reading = readLogs(paths);
  for await (const record of reading) engine.accept(record);
  const sources = reading.states();
  return {
    model: engine.model(),
    sources,
    failures: sources
      .filter(source => source.state === 'gone')
      .map(({ path, message }) => `${path}: ${message ?? 'cannot be read'}`),
  };
}
