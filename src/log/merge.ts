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
