/** From a place in a decoded body to its byte in the log's line: what "byte 48,213 of line 7" rests on. */

import { bytesOf, type JsonObject, type PathStep, type RawLine } from '../record.js';
import { objectOf, parseJson } from './json.js';
import {
  characterAt,
  findValue,
  isString,
  skipScalar,
  skipSpace,
  skipString,
  skipValue,
} from './json-scan.js';

/**
 * Byte offset, from 0 in the line, of a character of the value at `path` in the body.
 *
 * - The value is a string: of its `char`-th character (Unicode code points of the decoded text, from 0). As many
 *   characters as it has: of its closing quote.
 * - Otherwise: of the `char`-th character of the value's compact JSON, as `JSON.stringify` writes it after
 *   `JSON.parse`. Exact unless the log wrote a number differently (`1.0`) or an object's integer keys in another
 *   order; then it is the start of that token or near it.
 *
 * `null`: the line does not hold it, or the value is shorter.
 */
export function locate(raw: RawLine, path: readonly PathStep[], char: number): number | null {
  const body = bodyIn(raw);
  if (body === null) return null;
  const found = locateBelow(body.bytes, body.start, path, char);
  return found === null ? null : body.placeOf(found);
}

/** The bytes of a body in its line. */
export interface BodyBytes {
  /** UTF-8; of a body that is text inside a string, its own bytes and not those of the line. */
  readonly bytes: Uint8Array;
  /** Where the body begins in them. */
  readonly start: number;
  /** Byte offset in the line of a position in `bytes`. */
  readonly placeOf: (at: number) => number | null;
}

/** `null`: the line does not hold it. */
export function bodyIn(raw: RawLine): BodyBytes | null {
  const line = bytesOf(raw);
  const start = line === null ? null : findValue(line, 0, raw.bodyAt);
  if (line === null || start === null) return null;
  if (raw.isApart === true) return { bytes: line, start, placeOf: () => null };
  if (!raw.bodyIsText) return { bytes: line, start, placeOf: at => at };
  if (!isString(line, start)) return null;
  const { bytes, offsets } = decodeString(line, start);
  return { bytes, start: 0, placeOf: at => offsets[at] ?? null };
}

/** A body, read again; `null`: the line does not hold it. */
export function bodyOf(raw: RawLine): JsonObject | null {
  const body = bodyIn(raw);
  if (body === null) return null;
  const { bytes, start } = body;
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return objectOf(parseJson(text.toString('utf8', start, skipValue(bytes, start))));
}

function locateBelow(
  bytes: Uint8Array,
  from: number,
  path: readonly PathStep[],
  char: number,
): number | null {
  const value = findValue(bytes, from, path);
  if (value === null) return null;
  return isString(bytes, value) ? walkString(bytes, value + 1, char) : walkCompact(bytes, value, char);
}

function walkString(bytes: Uint8Array, from: number, char: number): number | null {
  let at = from;
  for (let left = char; left > 0; left -= 1) {
    const next = characterAt(bytes, at);
    if (next === null) return null;
    at = next.end;
  }
  return at;
}

/** Walks the tokens of a value, counting what each takes in compact JSON. */
function walkCompact(bytes: Uint8Array, from: number, char: number): number | null {
  const end = skipValue(bytes, from);
  let left = char;
  for (let at = from; at < end; at = skipSpace(bytes, at)) {
    if (isString(bytes, at)) {
      const place = walkLiteral(bytes, at, left);
      if (place.found !== null) return place.found;
      left -= place.length;
      at = skipString(bytes, at);
      continue;
    }
    const next = skipToken(bytes, at);
    const length = compactLength(bytes, at, next);
    if (left < length) return Math.min(at + left, next - 1);
    left -= length;
    at = next;
  }
  return left === 0 ? end : null;
}

interface LiteralPlace {
  /** Position of the character, if it lies in the literal. */
  readonly found: number | null;
  /** Characters of the whole literal in compact JSON, if it does not. */
  readonly length: number;
}

function walkLiteral(bytes: Uint8Array, quote: number, char: number): LiteralPlace {
  if (char === 0) return { found: quote, length: 0 };
  let length = 1;
  let at = quote + 1;
  for (let next = characterAt(bytes, at); next !== null; next = characterAt(bytes, at)) {
    length += compactWidth(next.codePoint);
    if (char < length) return { found: at, length };
    at = next.end;
  }
  return char === length ? { found: at, length } : { found: null, length: length + 1 };
}

/** Characters that `JSON.stringify` writes for one character of a string. */
function compactWidth(codePoint: number): number {
  if (codePoint === 0x22 || codePoint === 0x5c) return 2;
  if (codePoint >= 0xd800 && codePoint < 0xe000) return 6;
  if (codePoint >= 0x20) return 1;
  return codePoint >= 8 && codePoint <= 13 && codePoint !== 11 ? 2 : 6;
}

const PUNCTUATION = new Set([0x7b, 0x7d, 0x5b, 0x5d, 0x2c, 0x3a]);

function skipToken(bytes: Uint8Array, at: number): number {
  return PUNCTUATION.has(bytes[at] ?? 0) ? at + 1 : skipScalar(bytes, at);
}

function compactLength(bytes: Uint8Array, start: number, end: number): number {
  if (end - start === 1) return 1;
  const token = Buffer.from(bytes.subarray(start, end)).toString('latin1');
  const value = parseJson(token);
  return value === undefined ? token.length : JSON.stringify(value).length;
}

interface DecodedString {
  /** UTF-8 bytes of the decoded text. */
  readonly bytes: Uint8Array;
  /** For each of them (and the end) the position in the line of the character it belongs to. */
  readonly offsets: Uint32Array;
}

function decodeString(bytes: Uint8Array, quote: number): DecodedString {
  const longest = skipString(bytes, quote) - quote;
  const decoded = Buffer.allocUnsafe(longest);
  const offsets = new Uint32Array(longest + 1);
  let length = 0;
  let at = quote + 1;
  for (let next = characterAt(bytes, at); next !== null; next = characterAt(bytes, at)) {
    const written = writeUtf8(decoded, length, next.codePoint);
    offsets.fill(at, length, length + written);
    length += written;
    at = next.end;
  }
  offsets[length] = at;
  return { bytes: decoded.subarray(0, length), offsets: offsets.subarray(0, length + 1) };
}

/** Like UTF-8, but a lone surrogate is written too: it is still one character. */
function writeUtf8(out: Buffer, at: number, codePoint: number): number {
  const tail = (shift: number): number => 0x80 | ((codePoint >> shift) & 0x3f);
  if (codePoint < 0x80) {
    out[at] = codePoint;
    return 1;
  }
  if (codePoint < 0x800) {
    out[at] = 0xc0 | (codePoint >> 6);
    out[at + 1] = tail(0);
    return 2;
  }
  if (codePoint < 0x10000) {
    out[at] = 0xe0 | (codePoint >> 12);
    out[at + 1] = tail(6);
    out[at + 2] = tail(0);
    return 3;
  }
  out[at] = 0xf0 | (codePoint >> 18);
  out[at + 1] = tail(12);
  out[at + 2] = tail(6);
  out[at + 3] = tail(0);
  return 4;
}
