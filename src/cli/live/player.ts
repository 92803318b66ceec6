/** Plays a log with the timing it was recorded with. */
import type { TailListener } from '../../log/follow/tail.js';
import { type LogRecord, type SourceState, timeOfRecord } from '../../log/record.js';
import { systemTimer, type Timer } from '../../store/timer.js';
import { countdown } from '../../text/times.js';
import type { Feed } from './feed.js';

export interface PlayerOptions {
  /** So many times faster than it was. */
  readonly speed: number;
  /** Waits that would last longer are shortened to this, seconds of the reader's time. */
  readonly longestWait: number;
  /** What it is played as. @default replay */
  readonly kind?: 'demo' | 'replay';
}

export interface PlayedStep {
  readonly record: LogRecord;
  /** When it happened, milliseconds since 1970. */
  readonly at: number;
  /** Milliseconds to wait for it after the step before. */
  readonly wait: number;
  /** Milliseconds of the log that the wait leaves out. */
  readonly left: number;
}

/** When each record is played: a request when it left, usage when the response had ended. */
export function playedSteps(
  records: readonly LogRecord[],
  { speed, longestWait }: PlayerOptions,
): readonly PlayedStep[] {
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
  // At the speed of the log: the reader may change it while it plays.
  const steps = playedSteps(records, {
    ...options,
    speed: 1,
    longestWait: options.longestWait * options.speed,
  });
  let { speed } = options;
  let last = { log: steps[0]?.at ?? 0, own: performance.now() };
  /** The step that comes next. */
  let next = 0;
  let isHeld = false;
  let isOver = false;
  let listener: TailListener | null = null;
  let cancel = (): void => {};
  let end = (): void => {};
  const ended = new Promise<void>(resolve => {
    end = resolve;
  });

  const timer: Timer = {
    // The clock stops with the log: nobody knows what came later, and the last screen stays as it is.
    now: () => (isOver || isHeld ? last.log : last.log + (performance.now() - last.own) * speed),
    after: (milliseconds, run) => systemTimer.after(milliseconds / speed, run),
  };
  const tell = (change: Partial<SourceState>): void => listener?.onState({ ...state, ...change });

  /** Waits for the next step from where the clock of the log is now. */
  function schedule(): void {
    cancel();
    const step = steps[next];
    if (isHeld || isOver || step === undefined) return;
    const told = step.left >= TOLD;
    if (told) tell({ state: 'live', message: `${countdown(step.left)} of waiting left out` });
    const gone = next === 0 ? 0 : Math.max(0, timer.now() - (steps[next - 1]?.at ?? 0));
    const handle = setTimeout(deliver, Math.max(0, step.wait - gone) / speed);
    cancel = () => clearTimeout(handle);
  }

  function finish(): void {
    isOver = true;
    tell({ state: 'ended' });
    end();
  }

  function deliver(): void {
    cancel();
    const step = steps[next];
    if (step === undefined || isOver) return;
    next += 1;
    last = { log: step.at, own: performance.now() };
    if (step.left >= TOLD) tell({ state: 'live' });
    void listener?.onRecords([step.record]);
    if (next < steps.length) schedule();
    else finish();
  }

  return {
    timer,
    playing: {
      kind: options.kind ?? 'replay',
      speed: () => speed,
      setSpeed(factor) {
        last = { log: timer.now(), own: performance.now() };
        speed = factor;
        schedule();
      },
      stop() {
        last = { log: timer.now(), own: performance.now() };
        isHeld = true;
        cancel();
      },
      go() {
        if (!isHeld) return;
        last = { ...last, own: performance.now() };
        isHeld = false;
        schedule();
      },
      step() {
        if (isOver) return false;
        deliver();
        return true;
      },
    },
    start(heard) {
      listener = heard;
      tell({ state: 'live' });
      if (steps.length > 0) schedule();
      else finish();
      return {
        caughtUp: Promise.resolve(),
        ended,
        stop: () => {
          isOver = true;
          cancel();
          end();
          return ended;
        },
      };
    },
  };
}

/** Milliseconds left out that are worth a word. */
const TOLD = 1000;
