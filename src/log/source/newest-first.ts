/** Logs of lines that were exported newest first: told by their first requests, and turned around. */
import type { LogRecord, SkippedRecord } from '../record.js';
import { goesBackwards, inOrderOfTime } from './in-time.js';
import { LONGEST_LINE } from './lines.js';

export interface NewestFirst {
  /**
   * Takes the next records of a log that is read to its end; gives those that can go out.
   *
   * @param bytes of the log that were read so far
   */
  take(records: readonly LogRecord[], bytes: number): readonly LogRecord[];
  /** The log ended: what was held back, in the order of its times. */
  end(): readonly LogRecord[];
  /** What was done to the log: a sentence; null: its lines go out as they stand. */
  readonly message: string | null;
}

/** `asking`: what the log is, is not known yet. `refused`: nothing of it goes out. */
type Mode = 'asking' | 'holding' | 'through' | 'refused';

/** Records that are held at most while nothing is told: a file of another kind may hold a request and a million strange lines. */
const ASKED = 1_000;

/** Requests that tell: calls at the same time may end, and be written, in the reverse order of their beginnings. */
const TELLING = 8;

/**
 * Holds a log back as long as each request is earlier than the one before it; nearly every log is let through at its second request.
 * One that goes on so is held to its end, up to the size that a document may have.
 */
export function createNewestFirst(path: string): NewestFirst {
  let mode: Mode = 'asking';
  let held: LogRecord[] = [];
  let times: number[] = [];
  let message: string | null = null;

  function asked(record: LogRecord): Mode {
    if (record.kind !== 'request') return 'asking';
    if (record.at === null || record.at > (times.at(-1) ?? Number.POSITIVE_INFINITY)) return 'through';
    times.push(record.at);
    if (times.length < TELLING) return 'asking';
    return goesBackwards(times) ? 'holding' : 'through';
  }

  function release(): LogRecord[] {
    const records = held;
    held = [];
    times = [];
    return records;
  }

  function refuse(bytes: number): readonly LogRecord[] {
    mode = 'refused';
    release();
    const reason =
      'its newest requests stand first, and it is too large to be turned around here: `tac FILE` writes its lines oldest first';
    const skipped: SkippedRecord = { kind: 'skipped', origin: { path, line: 1 }, bytes, reason };
    return [skipped];
  }

  return {
    take(records, bytes) {
      if (mode === 'through') return records;
      if (mode === 'refused') return [];
      for (const record of records) {
        held.push(record);
        if (mode === 'asking') mode = asked(record);
      }
      if (mode === 'asking' && held.length > ASKED && !goesBackwards(times)) mode = 'through';
      if (mode === 'through') return release();
      return bytes > LONGEST_LINE && goesBackwards(times) ? refuse(bytes) : [];
    },
    end() {
      const isTurned = goesBackwards(times);
      const records = release();
      if (!isTurned) return records;
      const inOrder = inOrderOfTime(records);
      message =
        inOrder === records
          ? 'its newest requests stand first, and some have no time: `tac FILE` writes its lines oldest first'
          : `its newest requests stand first: read in the order of their times${skippedOf(records)}`;
      return inOrder;
    },
    get message() {
      return message;
    },
  };
}

/** What a log that is followed cannot be turned around for: its beginning is told while its end is still to come. */
export interface OrderWatch {
  hear(records: readonly LogRecord[]): void;
  /** A sentence where the first requests stand newest first; null: they do not, or too few came to tell. */
  readonly message: string | null;
}

export function createOrderWatch(): OrderWatch {
  const times: number[] = [];
  let isOver = false;
  return {
    hear(records) {
      for (const record of records) {
        if (isOver || record.kind !== 'request') continue;
        if (record.at !== null) times.push(record.at);
        isOver = record.at === null || times.length === TELLING;
      }
    },
    get message() {
      return times.length === TELLING && goesBackwards(times)
        ? 'its newest requests stand first, so none is compared with the one before it: `cachequake report` reads it in the order of their times'
        : null;
    },
  };
}

/** Some formats are read by what stood in front of a line: that was read before it was known that it stands behind. */
const skippedOf = (records: readonly LogRecord[]): string =>
  records.some(({ kind }) => kind === 'skipped')
    ? ', but for lines that were skipped: `tac FILE` writes all oldest first'
    : '';
