import type { Model } from '../diagnosis/model.js';
import { createEngine } from '../engine.js';
import { readLogs } from '../log/read.js';
import type { SourceState } from '../log/record.js';

export interface Reading {
  readonly model: Model;
  readonly sources: readonly SourceState[];
  /** Why a file could not be read to its end. */
  readonly failure: string | null;
}

/** Reads log files into one engine, in the order of their records' time. */
export async function readModel(paths: readonly string[]): Promise<Reading> {
  const engine = createEngine();
  const reading = readLogs(paths);
  for await (const record of reading) engine.accept(record);
  const sources = reading.states();
  const gone = sources.find(source => source.state === 'gone');
  return {
    model: engine.model(),
    sources,
    failure: gone === undefined ? null : `${gone.path}: ${gone.message ?? 'cannot be read'}`,
  };
}
