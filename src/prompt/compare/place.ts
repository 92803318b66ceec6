import { locate } from '../../log/json/locate.js';
import { parsePath } from '../../log/json/path.js';
import { bytesOf, type Origin, type PathStep, type RawLine } from '../../log/record.js';
import type { PromptDifference } from './comparison.js';

/** A request as far as places in it are looked up. */
export interface Sent {
  readonly origin: Origin;
  readonly raw: RawLine | null;
}

/** Where something stands in a log. */
export interface Place {
  /** The file as the user would open it. */
  readonly path: string;
  /** From 1. */
  readonly line: number;
  /** Byte offset in that line, from 0; null: it does not hold the value as text, or it is not kept. */
  readonly byte: number | null;
}

/** Where a character of the leaf at `path` stands. */
export function placeOfLeaf(sent: Sent, path: string, char: number): Place {
  return placeOfByte(sent, byteOf(sent.raw, path, char));
}

/** Where a byte of what a request was read from stands; without one, the request. */
export function placeOfByte({ origin, raw }: Sent, offset: number | null): Place {
  const { file, firstLine } = raw ?? {};
  const place = { path: file ?? origin.path, line: file === undefined ? origin.line : 1, byte: offset };
  // Of a line there is no other one.
  const bytes = offset === null || (file ?? firstLine) === undefined ? null : bytesOf(raw);
  if (bytes === null || offset === null) return place;
  const before = Buffer.from(bytes.buffer, bytes.byteOffset, offset);
  const lines = countOf(before, NEWLINE);
  return lines === 0 && firstLine === undefined
    ? place
    : { ...place, line: (firstLine ?? 1) + lines, byte: offset - before.lastIndexOf(NEWLINE) - 1 };
}

const NEWLINE = 0x0a;

function countOf(bytes: Buffer, byte: number): number {
  let count = 0;
  for (let at = bytes.indexOf(byte); at !== -1; at = bytes.indexOf(byte, at + 1)) count += 1;
  return count;
}

function byteOf(raw: RawLine | null, path: string, char: number): number | null {
  const steps = raw === null ? null : parsePath(path);
  return raw === null || steps === null ? null : locate(raw, steps, char);
}

/** Where a difference stands: in the newer request, or in the older one where it is not there any more. */
export function placeOf({ section, path, char, how }: PromptDifference, before: Sent, after: Sent): Place {
  const sent = how === 'removed' ? before : after;
  const { raw } = sent;
  return placeOfByte(sent, section === 'parameters' ? parameterByte(raw, path) : byteOf(raw, path, char));
}

/** Where the value of a parameter begins: some bodies hold it inside another one, or by another name. null: in a header, or not kept. */
function parameterByte(raw: RawLine | null, name: string): number | null {
  if (raw === null) return null;
  for (const parent of PARENTS) {
    for (const each of [name, ...(OTHER_NAMES[name] ?? [])]) {
      const found = locate(raw, [...parent, each], 0);
      if (found !== null) return found;
    }
  }
  return null;
}

const PARENTS: readonly (readonly PathStep[])[] = [
  [],
  ['output_config'],
  ['reasoning'],
  ['text'],
  ['container'],
];
const OTHER_NAMES: Readonly<Record<string, readonly string[]>> = {
  betas: ['anthropic_beta'],
  reasoning_effort: ['effort'],
  output_format: ['format', 'response_format'],
};
