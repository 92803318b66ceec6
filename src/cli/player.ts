/** Plays a log with the timing it was recorded with. */
import { timeOfRecord } from '../log/follow/merge.js';
import type { LogRecord, SourceState } from '../log/record.js';
import { systemTimer, type Timer } from '../store/timer.js';
import { countdown } from '../text/times.js';
import type { Feed } from './feed.js';

export interface PlayerOptions {
  /** So many times faster than it was. */
  readonly speed: number;
  /** Waits that would last longer are shortened to this, seconds of the reader's time. */
  readonly longestWait: number;
}

export interface Step {
  readonly record: LogRecord;
  /** When it happened, milliseconds since 1970. */
  readonly at: number;
  /** Milliseconds to wait for it after the step before. */
  readonly wait: number;
  /** Milliseconds of the log that the wait leaves out. */
  readonly left: number;
}

/** When each record is played: a request when it left, usage when the response had ended. */
export function stepsOf(
  records: readonly LogRecord[],
  { speed, longestWait }: PlayerOptions,
): readonly Step[] {
  let previous: number | null = null;
  return records.map(record => {
    const at: number = Math.max(previous ?? Number.NEGATIVE_INFINITY, timeOfRecord(record) ?? previous ?? 0);
    const gap = at - (previous ?? at);
    const wait = Math.min(gap / speed, longestWait * 1000);
    previous = at;
    return { record, at, wait, left: gap - wait * speed };
  });
}

/** A feed of records that are already read; its clock is the one of the log. */
export function createPlayer(
  records: readonly LogRecord[],
  state: SourceState,
  options: PlayerOptions,
): Feed {
  const { speed } = options;
  const steps = stepsOf(records, options);
  let last = { log: steps[0]?.at ?? 0, own: performance.now() };
  let isOver = false;
  const timer: Timer = {
    // The clock stops with the log: nobody knows what came later, and the last screen stays as it is.
    now: () => (isOver ? last.log : last.log + (performance.now() - last.own) * speed),
    after: (milliseconds, run) => systemTimer.after(milliseconds / speed, run),
  };

  return {
    timer,
    isReplay: true,
    start(listener) {
      let cancel = (): void => {};
      let isStopped = false;
      const pause = (milliseconds: number): Promise<void> =>
        new Promise(resolve => {
          const handle = setTimeout(resolve, milliseconds);
          cancel = () => {
            clearTimeout(handle);
            resolve();
          };
        });
      const tell = (change: Partial<SourceState>): void => listener.onState({ ...state, ...change });

      async function play(): Promise<void> {
        tell({ state: 'live' });
        for (const { record, at, wait, left } of steps) {
          if (left >= TOLD) tell({ state: 'live', message: `${countdown(left)} of waiting left out` });
          await pause(wait);
          if (isStopped) return;
          last = { log: at, own: performance.now() };
          if (left >= TOLD) tell({ state: 'live' });
          await listener.onRecords([record]);
        }
        isOver = true;
        tell({ state: 'ended' });
      }

      const ended = play();
      return {
        caughtUp: Promise.resolve(),
        ended,
        stop: () => {
          isStopped = true;
          cancel();
          return ended;
        },
      };
    },
  };
}

/** Milliseconds left out that are worth a word. */
const TOLD = 1000;
