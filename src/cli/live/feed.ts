import type { TailListener } from '../../log/follow/tail.js';
import type { Timer } from '../../store/timer.js';

/** Records as they come: logs that are followed, or a recorded one that is played. */
export interface Feed {
  start(listener: TailListener): RunningFeed;
  /** The clock by which the records live. */
  readonly timer: Timer;
  /**
   * Of a log that is only played: what it is, and the hands on it. What was long ago is told to nobody outside, and nothing is learned from it.
   * @default what it brings happens now
   */
  readonly playing?: Playing;
  /** A sentence where leaving would harm somebody, such as an agent that sends through this; null: nobody. @default nobody */
  readonly whyStay?: () => string | null;
  /** The logs that it reads, as far as they are there. */
  readonly logs?: () => Promise<readonly string[]>;
}

/** A recorded log while it is played. */
export interface Playing {
  readonly kind: 'demo' | 'replay';
  speed(): number;
  setSpeed(speed: number): void;
  stop(): void;
  go(): void;
  /** Plays the next record at once. @returns false at the end of the log */
  step(): boolean;
}

export interface RunningFeed {
  /** Settles when all that was there before we came is read. */
  readonly caughtUp: Promise<void>;
  /** Settles when nothing more can come. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}
