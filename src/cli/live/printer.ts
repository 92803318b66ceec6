import type { Model, RequestEntry } from '../../diagnosis/model.js';
import type { EngineEvent } from '../../engine.js';
import type { SourceState } from '../../log/record.js';
import type { GoingCold } from '../../store/live/going-cold.js';

/** Writes events as they come, for eyes or programs that have no screen. */
export interface Printer {
  event(event: EngineEvent): void;
  /** The bytes of a request that left just now foretell a break: `foreseen`. Of a log that is only played nobody is told. */
  coming?(request: RequestEntry): void;
  /** A large entry expires soon. */
  cold?(going: GoingCold): void;
  /** A source came, went, or has something to say. */
  source(state: SourceState): void;
  /** All that was there before is read. */
  caughtUp?(): void;
  end(model: Model): void;
}
