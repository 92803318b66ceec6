/**
 * Lines of a log mostly repeat an earlier one, but for their beginning (a time, an id) and their end. What is equal is found
 * while the bytes come in, before the line has ended: it is neither searched for a newline nor copied, and the new line
 * is written over the earlier one around it.
 */
import { equalBytes } from './equal.js';
import type { BlockDigests, SameBlocks } from './line-digest.js';
import { createRooms } from './rooms.js';
import type { JsonSpan } from './span.js';
import { type Overwritten, overwrittenText, type Text } from './text.js';

/** An earlier line and what was read from it. */
export interface KeptLine {
  /** The line stands somewhere in it, with room in front and behind. */
  room: Buffer;
  line: Buffer;
  /** Where its value begins; null: it is not known what it holds. */
  root: { readonly at: number; readonly span: JsonSpan } | null;
  /** Of its blocks; null: nobody has asked for them. */
  digests: BlockDigests | null;
  /** Of the line; null: likewise. */
  digest: string | null;
  /** A half line goes on as this one: it must not be written over by another. */
  isClaimed: boolean;
  /** Number of the line that was kept in it last. */
  usedAt: number;
}

/** A line that has begun as an earlier one goes on. */
export interface Repeat {
  kept: KeptLine;
  /** Bytes of the new line in front of the equal ones. */
  readonly head: number;
  /** Where the equal bytes begin in the earlier line, and how many they are so far. */
  from: number;
  shared: number;
  /** Lines of which it may go on as another one. */
  readonly among: readonly KeptLine[];
}

/** Where a line that repeats an earlier one was written. */
export interface Rewritten {
  readonly kept: KeptLine;
  /** What is left of the line that it was written over, until the next one is; null: it was written over none. */
  readonly before: { readonly at: number; readonly span: JsonSpan; readonly text: Text } | null;
  /** What is the same at the same place; null: not known. */
  readonly same: SameBlocks | null;
}

/** Bytes of a line after which it is looked for an earlier one that goes on alike. */
export const HEAD = 1_024;
/** Bytes in front of them that must be equal. */
const NEEDLE = 32;
/** A line that holds so much of an earlier one takes its place: who goes on goes on from it. */
export const HOLDS = 7 / 8;
/** Bytes that are compared at once, going back. */
const STEP = 4_096;
/** Bytes left free in front of a line for a longer beginning. */
const IN_FRONT = 256;

/** An earlier line that goes on behind the first bytes of a new one as it does; null: there is none. */
export function findRepeat(kept: readonly KeptLine[], head: Buffer): Repeat | null {
  const needle = head.subarray(-NEEDLE);
  for (const place of PLACES) {
    for (let i = kept.length - 1; i >= 0; i -= 1) {
      const one = kept[i];
      if (one === undefined || !isFree(one)) continue;
      const from = place(one.line, needle, head.length);
      if (from === -1) continue;
      one.isClaimed = true;
      return { kept: one, from, head: head.length, shared: 0, among: kept };
    }
  }
  return null;
}

const isFree = ({ isClaimed, root }: KeptLine): boolean => !isClaimed && root !== null;

/** Position behind the needle in an earlier line; -1: it is not there. @param end of the needle in the new line */
type Place = (line: Buffer, needle: Buffer, end: number) => number;

/** Mostly a time and an id stand in front, always as long. */
const samePlace: Place = (line, needle, end) => {
  const start = end - needle.length;
  for (let i = 0; i < needle.length; i += 1) if (line[start + i] !== needle[i]) return -1;
  return end;
};

const anyPlace: Place = (line, needle, end) => {
  const at = line.subarray(0, 2 * end).indexOf(needle);
  return at === -1 ? -1 : at + needle.length;
};

/** Where it is looked, the cheaper place first. */
const PLACES = [samePlace, anyPlace];

/** How many bytes of a chunk, from `at` on, go on as the earlier line does; another may take its place. */
export function extendRepeat(repeat: Repeat, chunk: Buffer, at: number): number {
  let done = 0;
  for (;;) {
    const { kept, from, shared } = repeat;
    const here = from + shared;
    const most = Math.min(chunk.length - at - done, kept.line.length - here);
    const same = equalBytes(chunk, at + done, kept.line, here, most);
    done += same;
    repeat.shared += same;
    if (at + done === chunk.length || !goOnAsAnother(repeat, chunk, at + done)) return done;
  }
}

/** At the first byte that differs: another line that begins alike may have it. */
function goOnAsAnother(repeat: Repeat, chunk: Buffer, at: number): boolean {
  const { kept, from, shared, among, head } = repeat;
  const needle = kept.line.subarray(Math.max(0, from - Math.min(head, NEEDLE)), from);
  // Of a line that most has been found of, no other holds much more, but one that began as it did.
  const places = shared > kept.line.length / 2 ? [samePlace] : PLACES;
  for (const place of places) {
    for (let i = among.length - 1; i >= 0; i -= 1) {
      const other = among[i];
      if (other === undefined || !isFree(other)) continue;
      const start = place(other.line, needle, head);
      if (start === -1) continue;
      if (equalBytes(chunk, at, other.line, start + shared, 1) !== 1) continue;
      if (equalBytes(kept.line, from, other.line, start, shared) !== shared) continue;
      kept.isClaimed = false;
      other.isClaimed = true;
      repeat.kept = other;
      repeat.from = start;
      return true;
    }
  }
  return false;
}

/**
 * The whole line in one piece: over the earlier one, of which hardly anything is left, or in a place of its own.
 *
 * @param head its bytes in front of the equal ones. @param rest those behind them
 */
export function completeRepeat(
  { kept, from, shared }: Repeat,
  head: Buffer,
  rest: Buffer,
): { readonly line: Buffer; readonly rewritten: Rewritten } {
  if (!holdsMostOf(kept.line, from, shared, rest)) {
    const other = keepLine([head, kept.line.subarray(from, from + shared), rest]);
    return { line: other.line, rewritten: { kept: other, before: null, same: null } };
  }
  const before = leftOf(kept, from, shared, head.length);
  const line = writeOver(kept, from, shared, head, rest);
  const { root, digests } = kept;
  kept.root = null;
  kept.digests = null;
  kept.digest = null;
  const at = head.length;
  return {
    line,
    rewritten: {
      kept,
      before: root === null ? null : { at: root.at, span: root.span, text: overwrittenText(line, before) },
      same: digests === null || from !== at ? null : { digests, from: at, to: at + shared },
    },
  };
}

/** True if a line holds nearly all of an earlier one: its equal bytes, and in `rest` what stood behind them there. */
function holdsMostOf(line: Buffer, from: number, shared: number, rest: Buffer): boolean {
  const wanted = (line.length - from) * HOLDS - shared;
  if (wanted <= 0) return true;
  // Behind what was added, the rest of a body is the same: its middle tells where.
  const middle = (from + shared + line.length) >> 1;
  const at = rest.indexOf(line.subarray(middle, middle + NEEDLE));
  if (at === -1) return false;
  return equalBytes(rest, at, line, middle, rest.length) + equalBefore(rest, at, line, middle) >= wanted;
}

/** How many bytes in front of two positions are equal, in steps. */
function equalBefore(a: Buffer, at: number, b: Buffer, from: number): number {
  let equal = 0;
  for (; equal + STEP <= Math.min(at, from); equal += STEP) {
    const [toA, toB] = [at - equal, from - equal];
    if (a.compare(b, toB - STEP, toB, toA - STEP, toA) !== 0) break;
  }
  return equal;
}

function leftOf({ line }: KeptLine, from: number, shared: number, at: number): Overwritten {
  const end = from + shared;
  const length = line.length - shared;
  if (left.length < length) left = Buffer.allocUnsafeSlow(2 * length);
  line.copy(left, 0, 0, from);
  line.copy(left, from, end);
  return { head: left.subarray(0, from), tail: left.subarray(from, length), at, shared };
}

/** Of the line that was written over last: it is compared with what was written there, and then with nothing. */
let left = Buffer.alloc(2 * HEAD);

function writeOver(kept: KeptLine, from: number, shared: number, head: Buffer, rest: Buffer): Buffer {
  const { room, line } = kept;
  const length = head.length + shared + rest.length;
  let start = line.byteOffset - room.byteOffset + from - head.length;
  if (start < 0 || start + length > room.length) {
    kept.room = roomFor(length);
    start = IN_FRONT;
    line.copy(kept.room, start + head.length, from, from + shared);
    rooms.giveBack(room);
  }
  head.copy(kept.room, start);
  rest.copy(kept.room, start + head.length + shared);
  kept.line = kept.room.subarray(start, start + length);
  return kept.line;
}

/** A line of its own, put together from its parts. */
export function keepLine(parts: readonly Buffer[]): KeptLine {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const room = roomFor(length);
  const line = room.subarray(IN_FRONT, IN_FRONT + length);
  let at = 0;
  for (const part of parts) at += part.copy(line, at);
  return { room, line, root: null, digests: null, digest: null, isClaimed: false, usedAt: 0 };
}

/** Nobody goes on from a line any more, nor looks at its bytes: another one may take its room. */
export function letGo(one: KeptLine): void {
  if (one.isClaimed) return;
  one.root = null;
  rooms.giveBack(one.room);
  one.room = one.line = NOWHERE;
}

const NOWHERE: Buffer = Buffer.alloc(0);

const rooms = createRooms({ most: 4, bytes: 4 * 1024 * 1024 });

/** Room for a line that grows, of a size that fits others: what is not written to takes no memory. */
function roomFor(length: number): Buffer {
  return rooms.take(2 ** Math.ceil(Math.log2(IN_FRONT + length + HEAD)));
}
