import type { Model } from '../../diagnosis/model.js';
import type { EngineEvent } from '../../engine.js';
import type { SourceState } from '../../log/record.js';

/** Writes events as they come, for eyes or programs that have no screen. */
export interface Printer {
  event(event: EngineEvent): void;
  /** A source came, went, or has something to say. */
  source(state: SourceState): void;
  /** All that was there before is read. */
  caughtUp?(): void;
  end(model: Model): void;
}
