import { deepStrictEqual } from 'node:assert';
import type { Json } from '../../../src/log/record.js';
import { createValueReader, type ValueReader } from '../../../src/log/values/value-reader.js';

/** Everything on the fast path, however small. */
export const EVERYTHING = { line: 0, value: 0 };

/** Reads lines one after another and holds each against `JSON.parse` of it: value, order of keys, error. */
export function compareWithJsonParse(
  lines: readonly (string | Buffer)[],
  worthIt?: typeof EVERYTHING,
): ValueReader {
  const reader = createValueReader(worthIt);
  for (const line of lines) {
    const bytes = Buffer.from(line);
    const read = reader.parse(bytes);
    const expected = parsed(bytes);
    if (expected instanceof SyntaxError) deepStrictEqual(String(read), String(expected));
    else {
      deepStrictEqual(read, expected);
      // deepStrictEqual does not look at the order of keys.
      deepStrictEqual(JSON.stringify(read), JSON.stringify(expected));
    }
    // Who writes to a shared value changes what later lines hold.
    freeze(read);
  }
  return reader;
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    return error;
  }
}

export function freeze(value: Json | SyntaxError): void {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return;
  Object.freeze(value);
  for (const item of Object.values(value)) freeze(item);
}
