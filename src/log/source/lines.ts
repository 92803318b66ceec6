/**
 * Bytes to lines. A line is whatever stands between two newlines; it may be megabytes long, so nothing here
 * turns bytes into a string, nothing is searched twice, and what repeats an earlier line is not even copied.
 */
import {
  completeRepeat,
  extendRepeat,
  findRepeat,
  HEAD,
  type KeptLine,
  type Repeat,
  type Rewritten,
} from '../values/repeats.js';
import { createPile } from './pile.js';

/** A complete line. */
export interface LogLine {
  /** Counted from 1; blank lines count. */
  readonly number: number;
  /** Byte offset of its first byte, from the start of what was pushed. */
  readonly offset: number;
  /**
   * Its bytes without newline, carriage return, byte order mark or NULs around it, until the next line is given: who keeps them
   * copies them. `null`: longer than the limit, so only its length is known.
   */
  readonly bytes: Buffer | null;
  /** Length in bytes, without the newline. */
  readonly length: number;
  /** True if nobody else writes to the bytes. */
  readonly isOwn?: boolean;
  /** The earlier line that it was written over. */
  readonly rewritten?: Rewritten | null;
}

export interface LineSplitter {
  /** Takes the next bytes and gives each line that they complete, one after the other. The chunk can be written to afterwards. */
  push(chunk: Buffer, onLine: (line: LogLine) => void): void;
  /**
   * The half line that waits, if `isWhole` says that nothing is missing but its newline: some writers put that in front
   * of the next line, and some never. The newline that comes then ends nothing.
   */
  settle(isWhole: (bytes: Buffer) => boolean): LogLine | null;
  /** The source ended: a last line without a newline, if there is one. */
  end(): LogLine | null;
  /** Bytes of the half line that waits for its newline. */
  readonly pending: number;
  /** The half line is no more: its writer took it back. */
  dropHalf(): void;
  /** Lines completed so far, blank ones included. */
  readonly lines: number;
}

export interface SplitterOptions {
  /** Lines above this many bytes are not kept: they come out with `bytes: null`. @default LONGEST_LINE */
  readonly longest?: number;
  /** Earlier lines that lines may repeat. @default none */
  readonly kept?: () => readonly KeptLine[];
  /** Bytes of a line after which an earlier one is looked for that goes on alike. @default HEAD */
  readonly head?: number;
}

/** 256 MiB: half of Node's longest string (0x1fffffe8 characters), so that any kept line can still be parsed. */
export const LONGEST_LINE = 256 * 1024 * 1024;

const NEWLINE = 10;
/** A hole in a file reads as these: a crash before the disk had the bytes, a log cut by its rotation under its writer. */
const NUL = 0;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/** Splits a byte stream into lines. */
export function createLineSplitter({
  longest = LONGEST_LINE,
  kept,
  head = HEAD,
}: SplitterOptions = {}): LineSplitter {
  /** What has come of the line, but for what it repeats of an earlier one. */
  const own = createPile();
  /** The earlier line that it goes on as. */
  let repeat: Repeat | null = null;
  let isRepeating = false;
  /** True if it was looked for such a line. */
  let wasSought = false;
  let held = 0;
  /** Bytes held when `settle` last asked. */
  let settledAt = 0;
  let number = 0;
  let lineStart = 0;

  /** Takes bytes of the line that do not end it. */
  function hold(part: Buffer): void {
    held += part.length;
    if (held > longest) forget();
    else own.add(part);
  }

  function forget(): void {
    if (repeat !== null) repeat.kept.isClaimed = false;
    repeat = null;
    isRepeating = false;
    own.clear();
  }

  function reset(): void {
    forget();
    held = 0;
    settledAt = 0;
    wasSought = false;
  }

  /** Looks, once enough has come of a line, for an earlier one that goes on alike. @returns bytes of the chunk that were taken */
  function seek(chunk: Buffer, from: number): number {
    if (wasSought || kept === undefined || held >= head) return 0;
    const end = from + head - held;
    const newline = chunk.subarray(from, end).indexOf(NEWLINE);
    if (newline !== -1) return 0;
    const part = chunk.subarray(from, end);
    hold(part);
    if (held < head) return part.length;
    wasSought = true;
    repeat = held > longest ? null : findRepeat(kept(), own.bytes());
    isRepeating = repeat !== null;
    return part.length;
  }

  /** Takes what goes on as in the earlier line. */
  function follow(chunk: Buffer, from: number): number {
    if (repeat === null || !isRepeating) return 0;
    const same = extendRepeat(repeat, chunk, from);
    held += same;
    isRepeating = from + same === chunk.length;
    if (held > longest) forget();
    return same;
  }

  function complete(last: Buffer): LogLine | null {
    const before = held;
    number += 1;
    let line: LogLine | null;
    if (before + last.length > longest) {
      line = finish(number, lineStart, null, before + last.length);
    } else if (repeat !== null) {
      own.add(last);
      const bytes = own.bytes();
      const done = completeRepeat(repeat, bytes.subarray(0, repeat.head), bytes.subarray(repeat.head));
      line = finish(number, lineStart, done.line, before + last.length, done.rewritten);
    } else {
      if (before > 0) own.add(last);
      line = finish(number, lineStart, before > 0 ? own.bytes() : last, before + last.length);
    }
    reset();
    return line;
  }

  /** The half line in one piece. */
  function wholeHalf(): Buffer {
    if (repeat !== null) {
      const { kept: one, from, shared, head: front } = repeat;
      const bytes = own.bytes();
      const same = one.line.subarray(from, from + shared);
      const joined = Buffer.concat([bytes.subarray(0, front), same, bytes.subarray(front)]);
      forget();
      own.add(joined);
    }
    return own.bytes();
  }

  return {
    push(chunk, onLine) {
      let from = 0;
      while (from < chunk.length) {
        from += seek(chunk, from);
        from += follow(chunk, from);
        if (from === chunk.length) return;
        const to = chunk.indexOf(NEWLINE, from);
        if (to === -1) {
          hold(chunk.subarray(from));
          return;
        }
        const length = held + to - from;
        const line = complete(chunk.subarray(from, to));
        lineStart += length + 1;
        from = to + 1;
        if (line !== null) onLine(line);
      }
    },
    settle(isWhole) {
      if (held === settledAt || held > longest) return null;
      settledAt = held;
      const bytes = wholeHalf();
      if (!isWhole(bytes)) return null;
      const line = finish(number + 1, lineStart, bytes, held);
      lineStart += held;
      reset();
      return line;
    },
    end() {
      return held === 0 ? null : complete(Buffer.alloc(0));
    },
    get pending() {
      return held;
    },
    dropHalf() {
      reset();
    },
    get lines() {
      return number;
    },
  };
}

/** `null` for a blank line: it counts, but there is nothing to read. */
function finish(
  number: number,
  offset: number,
  bytes: Buffer | null,
  length: number,
  rewritten: Rewritten | null = null,
): LogLine | null {
  if (bytes === null) return { number, offset, bytes, length };
  let start = 0;
  let end = bytes.length;
  while (bytes[start] === NUL) start += 1;
  if (number === 1 && bytes.subarray(start, start + 3).equals(BYTE_ORDER_MARK)) start += 3;
  while (end > start && isSpace(bytes[end - 1])) end -= 1;
  if (isBlank(bytes, start, end)) return null;
  return {
    number,
    offset: offset + start,
    bytes: bytes.subarray(start, end),
    length: end - start,
    rewritten,
  };
}

function isBlank(bytes: Buffer, start: number, end: number): boolean {
  let at = start;
  while (at < end && isSpace(bytes[at])) at += 1;
  return at >= end;
}

function isSpace(byte: number | undefined): boolean {
  return byte === 32 || byte === 9 || byte === 13 || byte === NUL;
}
