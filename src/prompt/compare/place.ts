import { locate } from '../../log/json/locate.js';
import { parsePath } from '../../log/json/path.js';
import type { Origin, PathStep, RawLine } from '../../log/record.js';
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

/** Byte of a character of the leaf at `path`, in the line that holds the request. */
export function lineByteOf(raw: RawLine | null, path: string, char: number): number | null {
  const steps = raw === null ? null : parsePath(path);
  return raw === null || steps === null ? null : locate(raw, steps, char);
}

/** Where a difference stands: in the newer request, or in the older one where it is not there any more. */
export function placeOf({ section, path, char, how }: PromptDifference, before: Sent, after: Sent): Place {
  const { origin, raw } = how === 'removed' ? before : after;
  const byte = section === 'parameters' ? parameterByte(raw, path) : lineByteOf(raw, path, char);
  if (raw?.file !== undefined) return { path: raw.file, line: 1, byte };
  return { path: origin.path, line: origin.line, byte };
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
