import type { Model, RequestEntry } from '../../../src/diagnosis/model.js';
import { createEngine } from '../../../src/engine.js';
import { createRecordReader } from '../../../src/log/source/detect.js';
import type { Case } from '../label.js';
import { writeCase } from '../write/write.js';

export interface Heard {
  readonly model: Model;
  /** What the engine says of each call, by the id that this corpus gave it. */
  readonly requests: ReadonlyMap<string, RequestEntry>;
  /** Id of the format that the reader detected. */
  readonly format: string | null;
  readonly skipped: number;
  readonly lines: readonly string[];
  readonly bytes: number;
}

/** Writes a session in its format, reads it with the product's own reader and engine. */
export function listen(session: Case, path = 'corpus.jsonl'): Heard {
  const { lines, order } = writeCase(session);
  const reader = createRecordReader(path);
  const engine = createEngine();
  let offset = 0;
  lines.forEach((line, index) => {
    const bytes = Buffer.from(line);
    const records = reader.read({ number: index + 1, offset, bytes, length: bytes.length });
    for (const record of records) engine.accept(record);
    offset += bytes.length + 1;
  });
  for (const record of reader.end()) engine.accept(record);

  const model = engine.model();
  const requests = new Map<string, RequestEntry>();
  for (const entry of model.requests) {
    const call = order[entry.n - 1];
    if (call !== undefined) requests.set(call, entry);
  }
  return {
    requests,
    model,
    lines,
    bytes: offset,
    format: reader.format?.id ?? null,
    skipped: model.skippedCount,
  };
}
