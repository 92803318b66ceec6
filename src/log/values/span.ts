/** A value and the bytes it was read from: what a later line can go on from. */
import { isArray, isObject } from '../json/json.js';
import { skipSpace, skipString, skipValue } from '../json/json-scan.js';
import type { Json } from '../record.js';
import type { Text } from './text.js';

export interface JsonSpan {
  readonly length: number;
  readonly value: Json;
  /** Its items or members; null: not looked for yet. */
  parts: Parts | null;
}

/** What a list or an object holds, in the order in which it is written. */
export interface Parts {
  /** Of each, the offset of its value from the first byte of the whole. */
  readonly starts: readonly number[];
  readonly spans: readonly JsonSpan[];
  /** Of an object: the keys. Of a list: none. */
  readonly keys: readonly string[];
}

/** A span in the line that holds it. */
export interface SpanInText {
  readonly text: Text;
  readonly start: number;
  readonly span: JsonSpan;
}

export function spanOf(value: Json, length: number): JsonSpan {
  return { length, value, parts: null };
}

export function partsOf(
  starts: readonly number[],
  spans: readonly JsonSpan[],
  keys: readonly string[] = NO_KEYS,
): Parts {
  return { starts, spans, keys };
}

/** Of a value that is none of these, or of an object in which the bytes do not tell which value a key has. */
const NO_PARTS: Parts = { starts: [], spans: [], keys: [] };
const NO_KEYS: readonly string[] = [];

/** The parts of a span; what is in them is taken from its value, so nothing is parsed again. */
export function partsAt({ text, start, span }: SpanInText): Parts {
  span.parts ??= findParts(text.slice(start, span.length), 0, span);
  return span.parts;
}

function findParts(bytes: Buffer, start: number, { value }: JsonSpan): Parts {
  if (isArray(value)) return findItems(bytes, start, value);
  return isObject(value) ? findMembers(bytes, start, value) : NO_PARTS;
}

function findItems(bytes: Buffer, start: number, items: readonly Json[]): Parts {
  const starts: number[] = [];
  let here = skipSpace(bytes, start + 1);
  const spans = items.map(item => {
    const end = skipValue(bytes, here);
    starts.push(here - start);
    const span = spanOf(item, end - here);
    here = skipSpace(bytes, skipSpace(bytes, end) + 1);
    return span;
  });
  return partsOf(starts, spans);
}

function findMembers(bytes: Buffer, start: number, object: { readonly [key: string]: Json }): Parts {
  const starts: number[] = [];
  const spans: JsonSpan[] = [];
  const keys: string[] = [];
  let here = skipSpace(bytes, start + 1);
  while (bytes[here] === QUOTE) {
    const keyEnd = skipString(bytes, here);
    const key = keyIn(bytes, here, keyEnd);
    const from = skipSpace(bytes, skipSpace(bytes, keyEnd) + 1);
    const end = skipValue(bytes, from);
    const value = object[key];
    if (value === undefined || !isPlainKey(key)) return NO_PARTS;
    keys.push(key);
    starts.push(from - start);
    spans.push(spanOf(value, end - from));
    here = skipSpace(bytes, skipSpace(bytes, end) + 1);
  }
  // A key that is written twice has the value of the last one.
  return keys.length === Object.keys(object).length ? partsOf(starts, spans, keys) : NO_PARTS;
}

const [QUOTE, BACKSLASH] = [0x22, 0x5c];

/** The text of the string literal between two positions. Throws a SyntaxError if it is none. */
export function keyIn(bytes: Buffer, start: number, end: number): string {
  if (isPlainText(bytes, start, end)) return bytes.toString('latin1', start + 1, end - 1);
  return String(JSON.parse(bytes.toString('utf8', start, end)));
}

/** True for a literal that stands for the characters between its quotes. */
function isPlainText(bytes: Buffer, start: number, end: number): boolean {
  if (end - start < 2 || bytes[start] !== QUOTE || bytes[end - 1] !== QUOTE) return false;
  for (let at = start + 1; at < end - 1; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte < 0x20 || byte > 0x7e || byte === QUOTE || byte === BACKSLASH) return false;
  }
  return true;
}

/** False for the one key that cannot be set on an object like any other. */
export function isPlainKey(key: string): boolean {
  return key !== '__proto__';
}
