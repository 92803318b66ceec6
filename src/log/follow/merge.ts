/** Records of several sources in the order of their time: lanes and lifetimes make sense only so. */
import { type LogRecord, timeOfRecord } from '../record.js';

/** The next record of a source. */
interface Next {
  readonly record: LogRecord;
  /** The record's time, or that of the record before it. */
  readonly time: number;
}

/** Whether a source goes before another one that stands in front of it in the list. */
export type IsEarlier = (next: Next, inFront: Next) => boolean;

const byTime: IsEarlier = (next, inFront) => next.time < inFront.time;

/**
 * For the parts of one log, in their order: a request was written before every line of a later part, even if it began
 * after a request there (a large body takes its time). Only what ended late stands among later lines.
 */
export const inParts: IsEarlier = (next, inFront) =>
  inFront.record.kind !== 'request' && byTime(next, inFront);

interface Head {
  readonly records: AsyncIterator<LogRecord>;
  record: LogRecord;
  time: number;
}

/** Merges sources that are each in order. A record without a time keeps its place behind the one before it. */
export async function* mergeByTime(
  sources: readonly AsyncIterable<LogRecord>[],
  isEarlier: IsEarlier = byTime,
): AsyncGenerator<LogRecord> {
  const heads: Head[] = [];
  for (const source of sources) {
    const records = source[Symbol.asyncIterator]();
    const first = await records.next();
    if (first.done !== true)
      heads.push({ records, record: first.value, time: timeOfRecord(first.value) ?? 0 });
  }
  while (heads.length > 0) {
    const next = heads.reduce((earliest, head) => (isEarlier(head, earliest) ? head : earliest));
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
export interface MergeInput {
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
  isEarlier: IsEarlier = byTime,
): readonly MergeInput[] {
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
      const [first, ...others] = states.flatMap(nextOf);
      if (first === undefined) break;
      const earliest = others.reduce((best, head) => (isEarlier(head, best) ? head : best), first);
      const { state, record, time } = earliest;
      state.time = time;
      state.next += 1;
      records.push(record);
      if (!hasNext(state)) emptied.push(state);
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

function nextOf(state: FeedState): readonly (Next & { readonly state: FeedState })[] {
  const record = state.queue[state.next];
  return record === undefined ? [] : [{ state, record, time: timeOfRecord(record) ?? state.time }];
}
