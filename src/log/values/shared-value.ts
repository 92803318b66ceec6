/**
 * A JSON value that is mostly the same bytes as earlier ones: what is equal is not parsed again, and is the identical value.
 *
 * At each list or object the longest equal beginning among the earlier values of the same place is found; items and members
 * that lie in it are taken over. From the first difference on, each is compared with the one that stood in its place, and items that
 * moved are found by their length. All else goes through `JSON.parse`, piece by piece, so that the whole is accepted exactly
 * where `JSON.parse` would have accepted it: the pieces by it, and what stands between them here.
 */
import { isAscii } from 'node:buffer';
import { isArray } from '../json/json.js';
import { skipSpace, skipString, skipValue } from '../json/json-scan.js';
import type { Json } from '../record.js';
import {
  isPlainKey,
  type JsonSpan,
  keyIn,
  type Parts,
  partsAt,
  partsOf,
  type SpanInText,
  spanOf,
} from './span.js';
import type { Text } from './text.js';

/** The text is not what this reader can take apart: to be parsed whole, which also says what is wrong with it. */
export class Unexpected extends Error {}

/** Deeper than this nothing is compared: safe on a hostile log. */
const DEEPEST = 12;

/** Share of an earlier value that is equal, from which on no other is looked at. */
const ENOUGH = 3 / 4;

const [QUOTE, COMMA, COLON] = [0x22, 0x2c, 0x3a];
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];

/**
 * The value at the start of some bytes, and nothing but white space behind it.
 *
 * @param earlier values to take equal parts from
 * @param worthIt bytes; shorter values in lists and objects are parsed
 * @param onShared bytes that were taken over from the line of a place
 * @throws Unexpected or SyntaxError
 */
export function readShared(
  bytes: Buffer,
  earlier: readonly SpanInText[],
  worthIt: number,
  onShared: (text: Text, count: number) => void,
): JsonSpan {
  const from = skipSpace(bytes, 0);
  const root = read(from, earlier, 0);
  if (skipSpace(bytes, from + root.length) !== bytes.length) throw new Unexpected('more than one value');
  return root;

  function read(at: number, candidates: readonly SpanInText[], depth: number): JsonSpan {
    const open = bytes[at];
    let best: SpanInText | null = null;
    let equal = 0;
    for (const candidate of candidates) {
      const { length } = candidate.span;
      const same = candidate.text.equal(bytes, at, candidate.start, length);
      // A string, a list, an object say themselves where they end.
      if (same === length) return take(candidate, candidate.span);
      if (same > equal) [best, equal] = [candidate, same];
      // No other can have much more of it.
      if (same > length * ENOUGH) break;
    }
    // Equal in nothing: it may be of another kind.
    if (best === null || depth > DEEPEST) return parse(at, skipValue(bytes, at));
    if (open === OPEN_LIST) return readList(at, best, equal, depth);
    return open === OPEN_OBJECT
      ? readObject(at, candidates, best, equal, depth)
      : parse(at, skipValue(bytes, at));
  }

  function parse(at: number, end: number): JsonSpan {
    return spanOf(parsePiece(bytes, at, end), end - at);
  }

  function take(place: SpanInText, span: JsonSpan): JsonSpan {
    onShared(place.text, span.length);
    return span;
  }

  function readList(at: number, base: SpanInText, equal: number, depth: number): JsonSpan {
    const known = partsAt(base);
    const shared = countBefore(known, equal);
    const starts = known.starts.slice(0, shared);
    const spans = known.spans.slice(0, shared);
    const values = isArray(base.span.value) ? base.span.value.slice(0, shared) : [];
    let here = at + 1;
    /** The item of the base that is looked at next. */
    let next = shared;
    if (shared > 0) {
      here = at + endOf(known, shared - 1);
      onShared(base.text, here - at);
    }
    const add = (from: number, span: JsonSpan): void => {
      starts.push(from - at);
      spans.push(span);
      values.push(span.value);
    };
    for (;;) {
      here = skipSpace(bytes, here);
      if (bytes[here] === CLOSE_LIST) break;
      if (spans.length > 0) here = skipSpace(bytes, expect(here, COMMA));
      // The rest, or a part of it, is equal but stands elsewhere.
      const run = equalRun(here, base, known, next);
      if (run > next) {
        const offset = here - (known.starts[next] ?? 0);
        for (; next < run; next += 1) {
          const span = known.spans[next];
          const from = offset + (known.starts[next] ?? 0);
          if (span === undefined) continue;
          add(from, take(base, span));
          here = from + span.length;
        }
        continue;
      }
      const end = skipValue(bytes, here);
      const moved = end - here < worthIt ? -1 : findMoved(here, end, base, known);
      const same = known.spans[moved];
      if (same !== undefined) {
        add(here, take(base, same));
        next = moved + 1;
      } else {
        add(here, readNext(here, end, placeOf(base, known, next), depth));
        next += 1;
      }
      here = end;
    }
    return { length: here + 1 - at, value: values, parts: partsOf(starts, spans) };
  }

  /** An item that is worth comparing with the one that stood in its place. */
  function readNext(at: number, end: number, before: SpanInText | null, depth: number): JsonSpan {
    if (before === null || end - at < worthIt) return parse(at, end);
    const span = read(at, [before], depth + 1);
    if (at + span.length !== end) throw new Unexpected('an item that ends elsewhere');
    return span;
  }

  /** Number of the item up to which the items of the base, from `next` on, are the bytes at `at`. */
  function equalRun(at: number, base: SpanInText, known: Parts, next: number): number {
    const from = known.starts[next];
    if (from === undefined) return next;
    const same = base.text.equal(bytes, at, base.start + from, base.span.length - from);
    return same === 0 ? next : Math.max(next, countBefore(known, from + same));
  }

  /** Number of the item of the base that these bytes are, wherever it stands in it; -1: none. */
  function findMoved(at: number, end: number, base: SpanInText, known: Parts): number {
    const length = end - at;
    return known.spans.findIndex(
      (span, item) =>
        span.length === length &&
        base.text.equal(bytes, at, base.start + (known.starts[item] ?? 0), length) === length,
    );
  }

  function readObject(
    at: number,
    candidates: readonly SpanInText[],
    base: SpanInText,
    equal: number,
    depth: number,
  ): JsonSpan {
    const known = partsAt(base);
    const shared = countBefore(known, equal);
    const starts = known.starts.slice(0, shared);
    const spans = known.spans.slice(0, shared);
    const keys = known.keys.slice(0, shared);
    const object: Record<string, Json> = {};
    keys.forEach((key, i) => {
      object[key] = spans[i]?.value ?? null;
    });
    let here = at + 1;
    if (shared > 0) {
      here = at + endOf(known, shared - 1);
      onShared(base.text, here - at);
    }
    for (;;) {
      here = skipSpace(bytes, here);
      if (bytes[here] === CLOSE_OBJECT) break;
      if (spans.length > 0) here = skipSpace(bytes, expect(here, COMMA));
      const keyEnd = skipString(bytes, here);
      const key = keyIn(bytes, here, keyEnd);
      if (!isPlainKey(key) || Object.hasOwn(object, key)) throw new Unexpected('a key that is written twice');
      const from = skipSpace(bytes, expect(skipSpace(bytes, keyEnd), COLON));
      const span = readMember(from, key, candidates, depth);
      object[key] = span.value;
      keys.push(key);
      starts.push(from - at);
      spans.push(span);
      here = from + span.length;
    }
    return { length: here + 1 - at, value: object, parts: partsOf(starts, spans, keys) };
  }

  /** A member, compared with the members of that name in all earlier values: conversations interleave. */
  function readMember(at: number, key: string, candidates: readonly SpanInText[], depth: number): JsonSpan {
    const open = bytes[at];
    if (open !== QUOTE && open !== OPEN_LIST && open !== OPEN_OBJECT) return parse(at, skipValue(bytes, at));
    const places = candidates.flatMap(candidate => {
      const known = partsAt(candidate);
      const place = placeOf(candidate, known, known.keys.indexOf(key));
      return place === null || place.span.length < worthIt ? [] : [place];
    });
    return places.length === 0 ? parse(at, skipValue(bytes, at)) : read(at, places, depth + 1);
  }

  function expect(at: number, byte: number): number {
    if (bytes[at] !== byte) throw new Unexpected('a character that has no place there');
    return at + 1;
  }
}

/** How many parts end, the byte behind them included, within the first `length` bytes of the whole. */
function countBefore(parts: Parts, length: number): number {
  let low = 0;
  let high = parts.starts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (endOf(parts, middle) < length) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Offset behind a part from the first byte of the whole. */
function endOf({ starts, spans }: Parts, index: number): number {
  return (starts[index] ?? 0) + (spans[index]?.length ?? 0);
}

function placeOf(whole: SpanInText, parts: Parts, index: number): SpanInText | null {
  const span = parts.spans[index];
  return span === undefined
    ? null
    : { text: whole.text, start: whole.start + (parts.starts[index] ?? 0), span };
}

/** What `JSON.parse` makes of the bytes between two positions. Without a character outside ASCII it is decoded faster. */
export function parsePiece(bytes: Buffer, start: number, end: number): Json {
  const isPlain = isAscii(bytes.subarray(start, end));
  return JSON.parse(bytes.toString(isPlain ? 'latin1' : 'utf8', start, end));
}
