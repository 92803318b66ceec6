/**
 * Requests in the order of their times. What is written as a whole (an array, a batch of spans, an export) may stand newest first, as
 * LiteLLM's spend logs and Logs Insights do; read so, each request would be held against one that came after it.
 */
import { type LogRecord, timeOfRecord } from '../record.js';

/** A request or a notice with what is told of it. */
interface Group {
  readonly at: number | null;
  readonly records: LogRecord[];
}

/**
 * The records of one closed piece of a log, in the order of their times; as they are where they stand in it already, or one of
 * the requests has no time. Of one time, they keep their order, turned around where more of them go backwards than forwards.
 */
export function inOrderOfTime(records: readonly LogRecord[]): readonly LogRecord[] {
  if (isInOrder(records)) return records;
  const { before, groups } = grouped(records);
  const times = groups.flatMap(({ at }) => (at === null ? [] : [at]));
  if (times.length < groups.length) return records;
  const standing = falls(times) > falls(times.toReversed()) ? groups.reverse() : groups;
  const sorted = standing.sort((one, other) => (one.at ?? 0) - (other.at ?? 0));
  return [...before, ...sorted.flatMap(group => group.records)];
}

/** True for times of which none is later than the one before it, and one is earlier. */
export function goesBackwards(times: readonly number[]): boolean {
  const first = times[0] ?? 0;
  const last = times.at(-1) ?? 0;
  return last < first && times.every((time, n) => n === 0 || time <= (times[n - 1] ?? time));
}

const falls = (times: readonly number[]): number =>
  times.filter((time, n) => n > 0 && time < (times[n - 1] ?? time)).length;

function isInOrder(records: readonly LogRecord[]): boolean {
  let newest = Number.NEGATIVE_INFINITY;
  for (const record of records) {
    if (record.kind !== 'request' || record.at === null) continue;
    if (record.at < newest) return false;
    newest = record.at;
  }
  return true;
}

/** A usage goes with its request, wherever it stands; the rest with what it stands behind. */
function grouped(records: readonly LogRecord[]): { before: LogRecord[]; groups: Group[] } {
  const before: LogRecord[] = [];
  const groups: Group[] = [];
  const byKey = new Map<string, Group>();
  for (const record of records) {
    if (!opensGroup(record)) continue;
    const group: Group = { at: timeOfRecord(record), records: [record] };
    groups.push(group);
    if (record.kind === 'request') byKey.set(record.key, group);
  }
  let behind = before;
  let next = 0;
  for (const record of records) {
    if (opensGroup(record)) behind = groups[next++]?.records ?? before;
    else if (record.kind === 'usage' && 'key' in record.of)
      (byKey.get(record.of.key)?.records ?? behind).push(record);
    else behind.push(record);
  }
  return { before, groups };
}

const opensGroup = (record: LogRecord): boolean =>
  record.kind === 'request' || (record.kind === 'notice' && record.at !== null);
