import type { Json, JsonObject } from '../log/record.js';
import type { Block } from './prompt.js';

/** Stands for a value that cannot be written as JSON: nested thousands of levels deep, or too long for a string. */
export const UNWRITABLE = '"[not writable as JSON]"';

/** Compact JSON with the key order kept. Numbers are written as JavaScript writes them: `1.0` becomes `1`. */
export function compact(value: Json): string {
  try {
    return JSON.stringify(value);
  } catch (error) {
    if (error instanceof RangeError) return UNWRITABLE;
    throw error;
  }
}

export function stringOrNull(value: Json | undefined): string | null {
  return typeof value === 'string' ? value : null;
}

/** The object without one key; the same object if it has no such key. */
export function without(object: JsonObject, key: string): JsonObject {
  if (object[key] === undefined) return object;
  const { [key]: _, ...rest } = object;
  return rest;
}

/** The value that a block was written from. */
export function parseBlock(block: Block): Json {
  const value: Json = JSON.parse(block.canonical);
  return value;
}
