/** Records of several sources in the order of their time: lanes and lifetimes make sense only so. */
import type { LogRecord } from './record.js';

/** When a record happened, in milliseconds since 1970; `null` if it does not say. */
export function timeOfRecord(record: LogRecord): number | null {
  if (record.kind === 'request' || record.kind === 'notice') return record.at;
  return record.kind === 'usage' ? (record.endedAt ?? record.firstByteAt) : null;
}

interface Head {
  readonly records: AsyncIterator<LogRecord>;
  record: LogRecord;
  /** The record's time, or that of the record before it. */
  time: number;
}

/** Merges sources that are each in order. A record without a time keeps its place behind the one before it. */
export async function* mergeByTime(sources: readonly AsyncIterable<LogRecord>[]): AsyncGenerator<LogRecord> {
  const heads: Head[] = [];
  for (const source of sources) {
    const records = source[Symbol.asyncIterator]();
    const first = await records.next();
    if (first.done !== true)
      heads.push({ records, record: first.value, time: timeOfRecord(first.value) ?? 0 });
  }
  while (heads.length > 0) {
    const next = heads.reduce((earliest, head) => (head.time < earliest.time ? head : earliest));
    yield next.record;
    const following = await next.records.next();
    if (following.done === true) heads.splice(heads.indexOf(next), 1);
    else {
      next.record = following.value;
      next.time = timeOfRecord(following.value) ?? next.time;
    }
  }
}

/** One source of a running merge. */
export interface Feed {
  /** Hands over the next records. Resolves when they have gone out: the source reads no further before that. */
  push(records: readonly LogRecord[]): Promise<void>;
  /** Nothing more will come; the others need not wait for it. */
  finish(): void;
}

interface FeedState {
  queue: readonly LogRecord[];
  next: number;
  time: number;
  isDone: boolean;
  release: () => void;
}

/**
 * Merges sources that push. What goes out is always the earliest next record of all sources that are not finished.
 *
 * @param out takes the records in order; if it returns a promise, all sources wait for it
 */
export function createMerge(
  count: number,
  out: (records: readonly LogRecord[]) => void | Promise<void>,
): readonly Feed[] {
  const states = Array.from({ length: count }, (): FeedState => {
    return { queue: [], next: 0, time: 0, isDone: false, release: () => {} };
  });
  let pumping: Promise<void> = Promise.resolve();

  function hasNext(state: FeedState): boolean {
    return state.next < state.queue.length;
  }

  /** What can go out now, and the sources whose records have all gone out with it. */
  function take(): { records: LogRecord[]; emptied: FeedState[] } {
    const records: LogRecord[] = [];
    const emptied: FeedState[] = [];
    while (states.every(state => state.isDone || hasNext(state))) {
      const ready = states.filter(hasNext);
      const [first] = ready;
      if (first === undefined) break;
      const earliest = ready.reduce(
        (best, state) => (headTime(state) < headTime(best) ? state : best),
        first,
      );
      const record = earliest.queue[earliest.next];
      if (record === undefined) break;
      earliest.time = headTime(earliest);
      earliest.next += 1;
      records.push(record);
      if (!hasNext(earliest)) emptied.push(earliest);
    }
    return { records, emptied };
  }

  async function pump(): Promise<void> {
    const { records, emptied } = take();
    if (records.length > 0) await out(records);
    for (const state of emptied) state.release();
  }

  function schedule(): void {
    pumping = pumping.then(pump);
  }

  return states.map(state => ({
    push(records) {
      if (records.length === 0) return Promise.resolve();
      return new Promise<void>(resolve => {
        state.queue = records;
        state.next = 0;
        state.release = resolve;
        schedule();
      });
    },
    finish() {
      state.isDone = true;
      schedule();
    },
  }));
}

function headTime(state: FeedState): number {
  const record = state.queue[state.next];
  return (record === undefined ? null : timeOfRecord(record)) ?? state.time;
}
