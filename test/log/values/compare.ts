import { deepStrictEqual } from 'node:assert';
import type { Json } from '../../../src/log/record.js';
import { createLineSplitter, type LogLine } from '../../../src/log/source/lines.js';
import { blockDigests, lineDigest } from '../../../src/log/values/line-digest.js';
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

export interface Cuts {
  /** Bytes of each chunk, in turn. */
  readonly chunks: readonly number[];
  /** Bytes of a line after which it is looked for an earlier one. */
  readonly head: number;
}

/** How a log was read: by lines that were written over earlier ones, and others. */
export interface Reading {
  readonly parsedWhole: number;
  readonly written: number;
  readonly lines: number;
}

/**
 * Reads a log as it is read from a file, into the same room again and again, and holds each line against what was written and
 * against `JSON.parse` of it.
 */
export function compareAsRead(
  lines: readonly (string | Buffer)[],
  { chunks, head }: Cuts,
  worthIt?: typeof EVERYTHING,
): Reading {
  const values = createValueReader(worthIt);
  const splitter = createLineSplitter({ kept: values.kept, head });
  const log = Buffer.concat(lines.flatMap(line => [Buffer.from(line), Buffer.from('\n')]));
  const expected = lines.map(line => trimmed(Buffer.from(line))).filter(line => line.length > 0);
  let count = 0;
  let written = 0;
  const take = ({ bytes, offset, length, rewritten }: LogLine): void => {
    const line = expected[count] ?? Buffer.alloc(0);
    count += 1;
    if (bytes === null || !bytes.equals(line)) throw new Error(`other bytes in line ${count}`);
    if (!log.subarray(offset, offset + length).equals(line))
      throw new Error(`another place of line ${count}`);
    if (rewritten != null && rewritten.before !== null) written += 1;
    const read = values.parse(bytes, rewritten ?? null);
    const wanted = parsed(line);
    if (wanted instanceof SyntaxError) deepStrictEqual(String(read), String(wanted));
    else {
      deepStrictEqual(read, wanted);
      deepStrictEqual(JSON.stringify(read), JSON.stringify(wanted));
    }
    freeze(read);
    if (count % 3 > 0) deepStrictEqual(values.digest(), lineDigest(blockDigests(line)));
  };
  const room = Buffer.alloc(Math.max(...chunks));
  for (let at = 0, i = 0; at < log.length; i += 1) {
    const chunk = room.subarray(0, log.copy(room, 0, at, at + (chunks[i % chunks.length] ?? 1)));
    splitter.push(chunk, take);
    at += chunk.length;
    // What is read next stands in the same place.
    room.fill(0x22);
  }
  deepStrictEqual(count, expected.length);
  return { parsedWhole: values.parsedWhole, written, lines: count };
}

function trimmed(line: Buffer): Buffer {
  let [start, end] = [0, line.length];
  while (line[start] === 0) start += 1;
  while (end > start && [0, 9, 13, 32].includes(line[end - 1] ?? 0)) end -= 1;
  return line.subarray(start, end);
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
