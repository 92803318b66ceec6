/**
 * Bytes to lines. A line is whatever stands between two newlines; it may be megabytes long, so nothing here
 * turns bytes into a string and nothing is searched twice.
 */

/** A complete line. */
export interface Line {
  /** Counted from 1; blank lines count. */
  readonly number: number;
  /** Byte offset of its first byte, from the start of what was pushed. */
  readonly offset: number;
  /**
   * Its bytes without newline, carriage return, byte order mark or NULs around it: a view into the pushed chunk where the line
   * lies in one chunk. `null`: longer than the limit, so only its length is known.
   */
  readonly bytes: Buffer | null;
  /** Length in bytes, without the newline. */
  readonly length: number;
}

export interface LineSplitter {
  /** Takes the next bytes, gives the lines that they complete. The chunk must not be written to afterwards. */
  push(chunk: Buffer): Line[];
  /**
   * The half line that waits, if `isWhole` says that nothing is missing but its newline: some writers put that in front
   * of the next line, and some never. The newline that comes then ends nothing.
   */
  settle(isWhole: (bytes: Buffer) => boolean): Line | null;
  /** The source ended: a last line without a newline, if there is one. */
  end(): Line | null;
  /** Bytes of the half line that waits for its newline. */
  readonly pending: number;
  /** The half line is no more: its writer took it back. */
  dropHalf(): void;
  /** Lines completed so far, blank ones included. */
  readonly lines: number;
}

/** 256 MiB: half of Node's longest string (0x1fffffe8 characters), so that any kept line can still be parsed. */
export const LONGEST_LINE = 256 * 1024 * 1024;

const NEWLINE = 10;
/** A hole in a file reads as these: a crash before the disk had the bytes, a log cut by its rotation under its writer. */
const NUL = 0;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/**
 * Splits a byte stream into lines.
 *
 * @param longest lines above this many bytes are not kept: they come out with `bytes: null`
 */
export function createLineSplitter(longest: number = LONGEST_LINE): LineSplitter {
  let parts: Buffer[] = [];
  let held = 0;
  /** Bytes held when `settle` last asked. */
  let settledAt = 0;
  let tooLong = false;
  let number = 0;
  let lineStart = 0;

  function hold(part: Buffer): void {
    if (part.length === 0) return;
    held += part.length;
    tooLong ||= held > longest;
    if (tooLong) parts = [];
    else parts.push(part);
  }

  function complete(last: Buffer): Line | null {
    hold(last);
    number += 1;
    const line = finish(number, lineStart, tooLong ? null : joined(parts), held);
    parts = [];
    held = 0;
    settledAt = 0;
    tooLong = false;
    return line;
  }

  return {
    push(chunk) {
      const lines: Line[] = [];
      let from = 0;
      for (let to = chunk.indexOf(NEWLINE); to !== -1; to = chunk.indexOf(NEWLINE, from)) {
        const length = held + to - from;
        const line = complete(chunk.subarray(from, to));
        if (line !== null) lines.push(line);
        lineStart += length + 1;
        from = to + 1;
      }
      hold(chunk.subarray(from));
      return lines;
    },
    settle(isWhole) {
      if (held === settledAt || tooLong) return null;
      settledAt = held;
      const bytes = joined(parts);
      parts = [bytes];
      if (!isWhole(bytes)) return null;
      const line = finish(number + 1, lineStart, bytes, held);
      lineStart += held;
      parts = [];
      held = 0;
      settledAt = 0;
      return line;
    },
    end() {
      return held === 0 ? null : complete(Buffer.alloc(0));
    },
    get pending() {
      return held;
    },
    dropHalf() {
      parts = [];
      held = 0;
      tooLong = false;
    },
    get lines() {
      return number;
    },
  };
}

function joined(parts: readonly Buffer[]): Buffer {
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? only : Buffer.concat(parts);
}

/** `null` for a blank line: it counts, but there is nothing to read. */
function finish(number: number, offset: number, bytes: Buffer | null, length: number): Line | null {
  if (bytes === null) return { number, offset, bytes, length };
  let start = 0;
  let end = bytes.length;
  while (bytes[start] === NUL) start += 1;
  if (number === 1 && bytes.subarray(start, start + 3).equals(BYTE_ORDER_MARK)) start += 3;
  while (end > start && isSpace(bytes[end - 1])) end -= 1;
  if (isBlank(bytes, start, end)) return null;
  return { number, offset: offset + start, bytes: bytes.subarray(start, end), length: end - start };
}

function isBlank(bytes: Buffer, start: number, end: number): boolean {
  let at = start;
  while (at < end && isSpace(bytes[at])) at += 1;
  return at >= end;
}

function isSpace(byte: number | undefined): boolean {
  return byte === 32 || byte === 9 || byte === 13 || byte === NUL;
}
