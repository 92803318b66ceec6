import type { EngineEvent } from '../engine.js';

/** Somebody outside who is told what happens: never waited for, and never in the way of who watches. */
export interface Outlet {
  event(event: EngineEvent): void;
  /** Tells what is still to be told, for a short time. */
  close(): Promise<void>;
}
