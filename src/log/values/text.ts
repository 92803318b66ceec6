/** The bytes of an earlier line, to compare a new one with. */
import { equalBytes } from './equal.js';

export interface Text {
  readonly length: number;
  /** How many bytes of a new line from `at` on are those of this one from `from` on, at most `limit`. */
  equal(bytes: Buffer, at: number, from: number, limit: number): number;
  /** Its bytes from `from` on, to look at once. */
  slice(from: number, length: number): Buffer;
}

/** A line that stands in one piece. */
export function wholeText(line: Buffer): Text {
  return {
    length: line.length,
    equal: (bytes, at, from, limit) => equalBytes(bytes, at, line, from, limit),
    slice: (from, length) => line.subarray(from, from + length),
  };
}

/** What a new line shares with an earlier one that it was written over. */
export interface Overwritten {
  /** What the earlier line had in front of the shared bytes and behind them. */
  readonly head: Buffer;
  readonly tail: Buffer;
  /** Where the shared bytes begin in the new line, and how many they are. */
  readonly at: number;
  readonly shared: number;
}

/** The earlier line of which only the shared bytes still stand, in the new one. */
export function overwrittenText(line: Buffer, { head, tail, at: place, shared }: Overwritten): Text {
  const from = head.length;
  const to = from + shared;
  const pieces = [
    { start: 0, bytes: head },
    { start: from, bytes: line.subarray(place, place + shared) },
    { start: to, bytes: tail },
  ];

  function equal(bytes: Buffer, at: number, start: number, limit: number): number {
    let done = 0;
    for (const piece of pieces) {
      const here = start + done - piece.start;
      if (here >= piece.bytes.length || done >= limit) continue;
      const most = Math.min(limit - done, piece.bytes.length - here);
      const same = isThere(bytes, at + done, piece.bytes, here)
        ? most
        : equalBytes(bytes, at + done, piece.bytes, here, most);
      done += same;
      if (same < most) break;
    }
    return done;
  }

  return {
    length: to + tail.length,
    equal,
    slice(start, length) {
      const end = start + length;
      for (const piece of pieces) {
        const here = start - piece.start;
        if (here >= 0 && end - piece.start <= piece.bytes.length)
          return piece.bytes.subarray(here, here + length);
      }
      const parts = pieces.map(piece =>
        piece.bytes.subarray(Math.max(0, start - piece.start), Math.max(0, end - piece.start)),
      );
      return Buffer.concat(parts);
    },
  };
}

/** True if the two are one place in memory: then they need not be compared. */
function isThere(a: Buffer, at: number, b: Buffer, from: number): boolean {
  return a.buffer === b.buffer && a.byteOffset + at === b.byteOffset + from;
}
