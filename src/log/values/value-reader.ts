/** Lines to values: `JSON.parse`, for logs whose lines repeat each other. */
import { skipSpace } from '../json/json-scan.js';
import type { Json } from '../record.js';
import { blockDigests, lineDigest, type SameBlocks } from './line-digest.js';
import { HOLDS, type KeptLine, keepLine, letGo, type Rewritten } from './repeats.js';
import { parsePiece, readShared, Unexpected } from './shared-value.js';
import { type JsonSpan, type SpanInText, spanOf } from './span.js';
import { type Text, wholeText } from './text.js';

export interface ValueReader {
  /**
   * What `JSON.parse` makes of a line, or the error that it throws. Where the bytes are those of an earlier line, so is the
   * value, the identical object: nobody may write to it.
   *
   * @param bytes can be written to afterwards
   * @param rewritten the earlier line that it was written over, if it was
   */
  parse(bytes: Buffer, rewritten?: Rewritten | null): Json | SyntaxError;
  /** The earlier lines, the one that was gone on from last at the end. */
  kept(): readonly KeptLine[];
  /** True for the line that was parsed last. */
  isLast(bytes: Buffer): boolean;
  /** Tells the line that was parsed last from every other, by its bytes alone. */
  digest(): string;
  /** The earlier line of that digest; `null`: it is not in memory, or nobody has asked for its digest. */
  lineOf(digest: string): Buffer | null;
  /** Lines that hold JSON which could not be taken apart, so that it was parsed whole. */
  readonly parsedWhole: number;
}

/** Bytes below which looking for equals costs more than parsing: of a line, and of a value in it. */
const WORTH_IT = { line: 2_048, value: 256 };
/** Lines to take equal parts from: conversations interleave, and each goes on from its own last line. */
const LINES = 16;
/** Bytes of all of them together, but for the newest. What was read from them takes two to three times as much. */
const ROOM = 8 * 1024 * 1024;
/** Lines kept since, after which one that nobody went on from is let go: its conversation is over, or costs one more reading. */
const IDLE = 64;
/** Longer lines are parsed and let go. */
const LONGEST = 16 * 1024 * 1024;

/** The line that was parsed last. */
interface Last {
  readonly bytes: Buffer;
  kept: KeptLine | null;
  same: SameBlocks | null;
  digest: string | null;
}

const NOTHING: Last = { bytes: Buffer.alloc(0), kept: null, same: null, digest: null };

/** @param worthIt smaller lines and values are parsed; 0 and 0 in tests, so that nothing is */
export function createValueReader(worthIt: typeof WORTH_IT = WORTH_IT): ValueReader {
  /** The one that was gone on from last stands last. */
  let kept: KeptLine[] = [];
  /** Lines that were kept so far. */
  let count = 0;
  let parsedWhole = 0;
  let last: Last = NOTHING;

  function read(bytes: Buffer, rewritten: Rewritten | null): JsonSpan {
    const before = rewritten?.before ?? null;
    // It holds nearly all of what it was written over: nothing of the others is longer equal.
    if (before !== null) {
      const base = { text: before.text, start: before.at, span: before.span };
      return readShared(bytes, [base], worthIt.value, () => {});
    }
    const shared = new Map<Text, number>();
    const places = new Map<Text, KeptLine>();
    const earlier: SpanInText[] = [];
    for (const one of kept) {
      if (one.root === null) continue;
      const text = wholeText(one.line);
      places.set(text, one);
      earlier.push({ text, start: one.root.at, span: one.root.span });
    }
    const span = readShared(bytes, earlier, worthIt.value, (text, count) => {
      shared.set(text, (shared.get(text) ?? 0) + count);
    });
    for (const [text, count] of shared) {
      const one = places.get(text);
      if (one === undefined || count < text.length * HOLDS) continue;
      drop(one);
      letGo(one);
    }
    return span;
  }

  function drop(one: KeptLine): void {
    kept = kept.filter(other => other !== one);
  }

  function keep(bytes: Buffer, span: JsonSpan, rewritten: Rewritten | null): KeptLine | null {
    if (rewritten === null && bytes.length > LONGEST) return null;
    const one = rewritten?.kept ?? keepLine([bytes]);
    drop(one);
    if (rewritten !== null) one.line = bytes;
    one.root = { at: skipSpace(bytes, 0), span };
    return put(one);
  }

  function put(one: KeptLine): KeptLine {
    count += 1;
    one.usedAt = count;
    kept.push(one);
    let room = ROOM;
    const first = kept.findLastIndex(({ line, usedAt }, i) => {
      room -= line.length;
      return i < kept.length - 1 && (room < 0 || kept.length - i > LINES || count - usedAt > IDLE);
    });
    if (first >= 0) {
      for (const old of kept.slice(0, first + 1)) letGo(old);
      kept = kept.slice(first + 1);
    }
    return one;
  }

  return {
    parse(bytes, rewritten = null) {
      const start = skipSpace(bytes, 0);
      last = { bytes, kept: null, same: null, digest: null };
      try {
        if (bytes.length < worthIt.line) return parsePiece(bytes, 0, bytes.length);
        const isFirst = kept.length === 0 && rewritten === null;
        const span = isFirst
          ? spanOf(parsePiece(bytes, 0, bytes.length), bytes.length - start)
          : read(bytes, rewritten);
        const isInPlace = rewritten?.kept.line.byteOffset === bytes.byteOffset;
        last.same = isInPlace ? (rewritten?.same ?? null) : null;
        last.kept = keep(bytes, span, rewritten);
        return span.value;
      } catch (error) {
        if (rewritten !== null) drop(rewritten.kept);
        if (!(error instanceof Unexpected || error instanceof SyntaxError)) throw error;
        return parseAgain(bytes);
      }
    },
    kept: () => kept,
    isLast: bytes => bytes === last.bytes,
    digest() {
      if (last.digest === null) {
        const digests = blockDigests(last.bytes, last.same);
        last.digest = lineDigest(digests);
        if (last.kept !== null) Object.assign(last.kept, { digests, digest: last.digest });
      }
      return last.digest;
    },
    lineOf: digest => kept.find(one => one.root !== null && one.digest === digest)?.line ?? null,
    get parsedWhole() {
      return parsedWhole;
    },
  };

  /** It says itself what is wrong with a line, if anything is. */
  function parseAgain(bytes: Buffer): Json | SyntaxError {
    try {
      const value = parsePiece(bytes, 0, bytes.length);
      parsedWhole += 1;
      return value;
    } catch (error) {
      if (error instanceof SyntaxError) return error;
      throw error;
    }
  }
}
