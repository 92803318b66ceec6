/** Lines to values: `JSON.parse`, for logs whose lines repeat each other. */
import { skipSpace } from '../json/json-scan.js';
import type { Json } from '../record.js';
import { readShared, Unexpected } from './shared-value.js';
import { type Place, type Span, spanOf } from './span.js';

export interface ValueReader {
  /**
   * What `JSON.parse` makes of a line, or the error that it throws. Where the bytes are those of an earlier line, so is the
   * value, the identical object: nobody may write to it.
   *
   * @param bytes must not be written to afterwards
   */
  parse(bytes: Buffer): Json | SyntaxError;
  /** Lines that hold JSON which could not be taken apart, so that it was parsed whole. */
  readonly parsedWhole: number;
}

/** Bytes below which looking for equals costs more than parsing: of a line, and of a value in it. */
const WORTH_IT = { line: 2_048, value: 256 };
/** Lines to take equal parts from: conversations interleave, and each goes on from its own last line. */
const LINES = 16;
/** Bytes of all of them together. */
const ROOM = 32 * 1024 * 1024;
/** Longer lines are parsed and let go. */
const LONGEST = ROOM / 2;
/** A line that holds so much of an earlier one takes its place: who goes on goes on from it. */
const HOLDS = 7 / 8;

/** @param worthIt smaller lines and values are parsed; 0 and 0 in tests, so that nothing is */
export function createValueReader(worthIt: typeof WORTH_IT = WORTH_IT): ValueReader {
  /** The one that was gone on from last stands last. */
  let kept: Place[] = [];
  let parsedWhole = 0;

  function read(bytes: Buffer): Span {
    const shared = new Map<Buffer, number>();
    const span = readShared(bytes, kept, worthIt.value, (line, count) => {
      shared.set(line, (shared.get(line) ?? 0) + count);
    });
    kept = kept.filter(place => (shared.get(place.bytes) ?? 0) < place.bytes.length * HOLDS);
    return span;
  }

  function keep(line: Buffer, span: Span): void {
    if (line.length > LONGEST) return;
    // A view into a chunk would keep the whole chunk.
    const bytes = line.length * 2 < line.buffer.byteLength ? Buffer.from(line) : line;
    kept.push({ bytes, start: skipSpace(bytes, 0), span });
    let room = ROOM;
    const first = kept.findLastIndex((place, i) => {
      room -= place.bytes.length;
      return room < 0 || kept.length - i > LINES;
    });
    kept = kept.slice(first + 1);
  }

  return {
    parse(bytes) {
      const start = skipSpace(bytes, 0);
      try {
        if (bytes.length < worthIt.line) return parseWhole(bytes);
        const span = kept.length === 0 ? spanOf(parseWhole(bytes), bytes.length - start) : read(bytes);
        keep(bytes, span);
        return span.value;
      } catch (error) {
        if (!(error instanceof Unexpected || error instanceof SyntaxError)) throw error;
        return parseAgain(bytes);
      }
    },
    get parsedWhole() {
      return parsedWhole;
    },
  };

  /** It says itself what is wrong with a line, if anything is. */
  function parseAgain(bytes: Buffer): Json | SyntaxError {
    try {
      const value = parseWhole(bytes);
      parsedWhole += 1;
      return value;
    } catch (error) {
      if (error instanceof SyntaxError) return error;
      throw error;
    }
  }
}

function parseWhole(bytes: Buffer): Json {
  return JSON.parse(bytes.toString('utf8'));
}
