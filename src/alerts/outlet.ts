import type { Incident } from '../diagnosis/incidents/incident.js';
import type { EngineEvent } from '../engine.js';
import type { GoingCold } from '../store/live/going-cold.js';

/** Somebody outside who is told what happens: never waited for, and never in the way of who watches. */
export interface Outlet {
  event(event: EngineEvent): void;
  /** A large entry expires soon. */
  cold?(going: GoingCold): void;
  /**
   * What was there before is read. Incidents of it that are open still are: who says what holds now, and not what happened, says so.
   * After a restart nobody else would.
   */
  begin?(open: readonly Incident[]): void;
  /** Tells what is still to be told, for a short time. */
  close(): Promise<void>;
}
