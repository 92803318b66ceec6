import type { Model } from '../diagnosis/model.js';
import { createEngine, type EngineOptions } from '../engine.js';
import { readLogs } from '../log/read.js';
import type { SourceState } from '../log/record.js';

export interface Reading {
  readonly model: Model;
  readonly sources: readonly SourceState[];
  /** A sentence for each file that could not be read to its end; it begins with the path. */
  readonly failures: readonly string[];
}

/** Why a model without a request has none, where that is not for want of lines. */
export function whyEmpty({ requests, skipped }: Model): string | null {
  const [first] = skipped;
  if (requests.length > 0 || first === undefined) return null;
  return `no line could be read: ${first.path}:${first.line}: ${first.reason}`;
}

/** Reads log files into one engine, in the order of their records' time. */
export async function readModel(paths: readonly string[], options: EngineOptions = {}): Promise<Reading> {
  const engine = createEngine({ logs: paths, ...options });
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
