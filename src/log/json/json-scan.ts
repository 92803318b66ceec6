/**
 * A scanner over the bytes of a JSON text that `JSON.parse` has already accepted: where things stand, not what they
 * are. Positions are byte offsets; `null` where the text does not go on as JSON does.
 */
import type { PathStep } from '../record.js';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const COMMA = 0x2c;

/** Position of the first byte of the value at `path` below the value at `from`. */
export function findValue(bytes: Uint8Array, from: number, path: readonly PathStep[]): number | null {
  let here = skipSpace(bytes, from);
  for (const step of path) {
    const found = typeof step === 'number' ? findItem(bytes, here, step) : findMember(bytes, here, step);
    if (found === null) return null;
    here = found;
  }
  return here < bytes.length ? here : null;
}

export function isString(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === QUOTE;
}

export function skipSpace(bytes: Uint8Array, from: number): number {
  let at = from;
  while (isSpace(bytes[at])) at += 1;
  return at;
}

/** One character of a string literal, as it is written. */
export interface WrittenCharacter {
  /** Position behind it. */
  readonly end: number;
  readonly codePoint: number;
}

/**
 * The character of a string literal at `at`; `null` at its closing quote or the end of the bytes.
 * Two `\u` escapes that make a surrogate pair are one character.
 */
export function characterAt(bytes: Uint8Array, at: number): WrittenCharacter | null {
  const byte = bytes[at];
  if (byte === undefined || byte === QUOTE) return null;
  return byte === BACKSLASH ? escapeAt(bytes, at) : utf8At(bytes, at);
}

/** Bytes of a string that are looked at one by one; a longer one is searched for its closing quote. */
const SHORT = 24;

/** Position behind the closing quote of the string literal at `at`. */
export function skipString(bytes: Uint8Array, at: number): number {
  let here = at + 1;
  for (const short = here + SHORT; here < short; here += bytes[here] === BACKSLASH ? 2 : 1) {
    if (bytes[here] === QUOTE) return here + 1;
  }
  for (;;) {
    const quote = bytes.indexOf(QUOTE, here);
    if (quote === -1) return bytes.length;
    let before = quote;
    while (before > here && bytes[before - 1] === BACKSLASH) before -= 1;
    // An even number of backslashes escapes itself and not the quote.
    if ((quote - before) % 2 === 0) return quote + 1;
    here = quote + 1;
  }
}

/** Position behind the value at `at`. */
export function skipValue(bytes: Uint8Array, at: number): number {
  let here = at;
  let depth = 0;
  do {
    const byte = bytes[here];
    if (byte === undefined) return bytes.length;
    if (byte === QUOTE) here = skipString(bytes, here);
    else if (isSpace(byte) || byte === COMMA || byte === 0x3a) here += 1;
    else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
      depth += 1;
      here += 1;
    } else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) {
      depth -= 1;
      here += 1;
    } else here = skipScalar(bytes, here);
  } while (depth > 0);
  return here;
}

/** Position behind the number, `true`, `false` or `null` at `at`. */
export function skipScalar(bytes: Uint8Array, at: number): number {
  let here = at;
  while (here < bytes.length && !isEndOfScalar(bytes[here])) here += 1;
  return Math.max(here, at + 1);
}

/** Positions of the items of the list at `at`; none if it is no list. */
export function* itemsAt(bytes: Uint8Array, at: number): Generator<number> {
  if (bytes[at] !== OPEN_ARRAY) return;
  let here = skipSpace(bytes, at + 1);
  while (here < bytes.length && bytes[here] !== CLOSE_ARRAY) {
    yield here;
    here = skipSpace(bytes, skipValue(bytes, here));
    if (bytes[here] === COMMA) here = skipSpace(bytes, here + 1);
  }
}

function findItem(bytes: Uint8Array, at: number, index: number): number | null {
  let left = index;
  for (const item of itemsAt(bytes, at)) {
    if (left === 0) return item;
    left -= 1;
  }
  return null;
}

/** The last member of that name: of two, `JSON.parse` keeps the last. */
function findMember(bytes: Uint8Array, at: number, name: string): number | null {
  if (bytes[at] !== OPEN_OBJECT) return null;
  let found: number | null = null;
  let here = skipSpace(bytes, at + 1);
  while (bytes[here] === QUOTE) {
    const end = skipString(bytes, here);
    const colon = skipSpace(bytes, end);
    const value = skipSpace(bytes, colon + 1);
    if (stringAt(bytes, here, end) === name) found = value;
    here = skipSpace(bytes, skipValue(bytes, value));
    if (bytes[here] === COMMA) here = skipSpace(bytes, here + 1);
  }
  return found;
}

function stringAt(bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  let at = start + 1;
  for (let next = characterAt(bytes, at); next !== null && at < end; next = characterAt(bytes, at)) {
    text += String.fromCodePoint(next.codePoint);
    at = next.end;
  }
  return text;
}

const ESCAPES: ReadonlyMap<number, number> = new Map([
  [0x62, 8],
  [0x66, 12],
  [0x6e, 10],
  [0x72, 13],
  [0x74, 9],
]);

function escapeAt(bytes: Uint8Array, at: number): WrittenCharacter {
  const kind = bytes[at + 1] ?? BACKSLASH;
  if (kind !== 0x75) return { end: at + 2, codePoint: ESCAPES.get(kind) ?? kind };
  const first = hexAt(bytes, at + 2);
  const isHigh = first >= 0xd800 && first < 0xdc00;
  if (isHigh && bytes[at + 6] === BACKSLASH && bytes[at + 7] === 0x75) {
    const second = hexAt(bytes, at + 8);
    if (second >= 0xdc00 && second < 0xe000) {
      return { end: at + 12, codePoint: 0x10000 + (first - 0xd800) * 0x400 + (second - 0xdc00) };
    }
  }
  return { end: at + 6, codePoint: first };
}

function hexAt(bytes: Uint8Array, at: number): number {
  return Number.parseInt(String.fromCharCode(...bytes.subarray(at, at + 4)), 16);
}

function utf8At(bytes: Uint8Array, at: number): WrittenCharacter {
  const lead = bytes[at] ?? 0;
  const length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  let codePoint = length === 1 ? lead : lead & (0x7f >> length);
  for (let index = 1; index < length; index += 1) {
    codePoint = codePoint * 64 + ((bytes[at + index] ?? 0) & 0x3f);
  }
  return { end: at + length, codePoint };
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

function isEndOfScalar(byte: number | undefined): boolean {
  return isSpace(byte) || byte === COMMA || byte === CLOSE_OBJECT || byte === CLOSE_ARRAY;
}
