import type { Model } from '../diagnosis/model.js';
import type { SourceState } from '../log/record.js';
import { withData } from './moves.js';
import type { Store } from './store.js';
import { systemTimer, type Timer } from './timer.js';

/** Where the publisher takes the data from; asked only when it publishes. */
export interface Published {
  model(): Model;
  sources(): readonly SourceState[];
  /** Whether what the logs held when we came is still being read. @default false */
  isReading?(): boolean;
}

export interface PublisherOptions {
  /** Shortest time between two publications, milliseconds of the reader's time. @default 250 */
  readonly interval?: number;
  /** @default the machine's clock */
  readonly timer?: Timer;
}

export interface Publisher {
  /**
   * Says that the feed has something new.
   * @param arrivedAt When its last record arrived, if it is a record and not only the state of a source: that more of a line
   *   was read waits, lest the record at its end has to. Of what a log held before we came: when it happened, lest an old
   *   log reads as live.
   * @param isAlarm True if a break is among it: it is published at once, the next one a fifth of the interval later at the soonest.
   */
  changed(arrivedAt?: number, isAlarm?: boolean): void;
  /** Publishes what is held back, at once. */
  flush(): void;
  stop(): void;
}

/**
 * Moves data into the store at most once per interval: the first record at once, the last change never lost. While the reader
 * has paused the view nothing is published; the newest data appears when it goes on.
 */
export function createPublisher(store: Store, feed: Published, options: PublisherOptions = {}): Publisher {
  const { timer = systemTimer } = options;
  // The clock of a log that is played fast runs ahead of the reader's.
  const interval = (): number => (options.interval ?? 250) * Math.max(1, store.getState().speed);
  let publishedAt = Number.NEGATIVE_INFINITY;
  /** When an alarm was published last. */
  let alarmedAt = Number.NEGATIVE_INFINITY;
  let isAlarming = false;
  let cancel: (() => void) | null = null;
  /** When what waits is published, if it is planned. */
  let plannedAt = Number.POSITIVE_INFINITY;
  let waiting = false;
  let arrived: number | null = null;

  const isPaused = (): boolean => store.getState().view.pausedAt !== null;

  function publish(): void {
    unplan();
    if (!waiting || isPaused()) return;
    waiting = false;
    publishedAt = timer.now();
    if (isAlarming) alarmedAt = publishedAt;
    isAlarming = false;
    const data = {
      model: feed.model(),
      sources: feed.sources(),
      now: publishedAt,
      arrivedAt: arrived,
      isReading: feed.isReading?.() ?? false,
    };
    store.setState(state => withData(state, data));
  }

  function unplan(): void {
    cancel?.();
    cancel = null;
    plannedAt = Number.POSITIVE_INFINITY;
  }

  /** @param at not before it, milliseconds since 1970 */
  function schedule(at: number): void {
    if (!waiting || isPaused() || plannedAt <= at) return;
    unplan();
    const left = at - timer.now();
    if (left <= 0) publish();
    else {
      plannedAt = at;
      cancel = timer.after(left, publish);
    }
  }

  const unsubscribe = store.subscribe((state, before) => {
    if (before.view.pausedAt === null || state.view.pausedAt !== null) return;
    // What is shown may be older than what was published last.
    waiting = true;
    schedule(publishedAt + interval());
  });

  return {
    changed(arrivedAt, isAlarm = false) {
      waiting = true;
      if (arrivedAt !== undefined) arrived = Math.max(arrived ?? arrivedAt, arrivedAt);
      // Before anything is shown, a state is news as well.
      const isUrgent = arrivedAt !== undefined || publishedAt === Number.NEGATIVE_INFINITY;
      isAlarming ||= isAlarm;
      schedule(isAlarm ? alarmedAt + interval() / 5 : (isUrgent ? publishedAt : timer.now()) + interval());
    },
    flush: publish,
    stop() {
      unplan();
      unsubscribe();
    },
  };
}
