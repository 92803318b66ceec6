import type { Timer } from '../../src/store/timer.js';

/** A clock that tests turn by hand. */
export interface FakeTimer extends Timer {
  /** Moves the clock and runs what came due on the way. */
  pass(milliseconds: number): void;
  /** Timers that are set. */
  readonly pending: number;
}

export function fakeTimer(start = 0): FakeTimer {
  let now = start;
  let due: { at: number; run: () => void }[] = [];
  return {
    now: () => now,
    after(milliseconds, run) {
      const entry = { at: now + milliseconds, run };
      due.push(entry);
      return () => {
        due = due.filter(other => other !== entry);
      };
    },
    pass(milliseconds) {
      const end = now + milliseconds;
      for (;;) {
        const next = due.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
        if (!next) break;
        due = due.filter(other => other !== next);
        now = next.at;
        next.run();
      }
      now = end;
    },
    get pending() {
      return due.length;
    },
  };
}
