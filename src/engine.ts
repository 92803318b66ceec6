import type { Break, Model, RequestEntry } from './diagnosis/model.js';
import type { LogRecord } from './log/record.js';

/** What one record made happen. */
export type EngineEvent =
  /** A request left; its prediction is known, its usage may not be. */
  | { readonly type: 'request'; readonly request: RequestEntry }
  /** Something more is known about a request: usage, verdict. */
  | { readonly type: 'update'; readonly request: RequestEntry }
  /** A break was confirmed by usage, or settled without it. */
  | { readonly type: 'break'; readonly request: RequestEntry; readonly break: Break }
  | { readonly type: 'skipped'; readonly path: string; readonly line: number; readonly reason: string };

/** The fold: records in, events out, the model beside them. No clock, no disk, no screen. */
export interface Engine {
  accept(record: LogRecord): readonly EngineEvent[];
  /** A consistent, immutable snapshot; cheap if nothing changed since the last one. */
  model(): Model;
}

export function createEngine(): Engine {
  throw new Error('not built yet');
}
