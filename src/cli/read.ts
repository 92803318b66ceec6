import type { Model } from '../diagnosis/model.js';
import { createEngine } from '../engine.js';
import { readLog } from '../log/read.js';
import type { LogRecord, SourceState } from '../log/record.js';

export interface Reading {
  readonly model: Model;
  readonly sources: readonly SourceState[];
  /** Why a file could not be read to its end. */
  readonly failure: string | null;
}

/**
 * Reads logs one after the other into one engine.
 *
 * @param onRecord Sees every record after the engine has.
 */
export async function readModel(
  paths: readonly string[],
  onRecord: (record: LogRecord) => void = () => {},
): Promise<Reading> {
  const engine = createEngine();
  const sources: SourceState[] = [];
  for (const path of paths) {
    const reading = readLog(path);
    for await (const record of reading) {
      engine.accept(record);
      onRecord(record);
    }
    sources.push(reading.state());
  }
  const gone = sources.find(source => source.state === 'gone');
  return {
    model: engine.model(),
    sources,
    failure: gone === undefined ? null : `${gone.path}: ${gone.message ?? 'cannot be read'}`,
  };
}
