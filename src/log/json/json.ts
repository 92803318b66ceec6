import type { Json, JsonObject } from '../record.js';

/** `JSON.parse` as a value: `undefined` where the text is not JSON. */
export function parseJson(text: string): Json | undefined {
  try {
    const value: Json = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !isArray(value);
}

/** `Array.isArray` that narrows a readonly array too. */
export function isArray(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

export function objectOf(value: Json | undefined): JsonObject | null {
  return isObject(value) ? value : null;
}

/** A string that says something; `null` for the empty one. */
export function textOf(value: Json | undefined): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

export function numberOf(value: Json | undefined): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/** A number of things: a negative one says nothing. */
export function countOf(value: Json | undefined): number | null {
  const number = numberOf(value);
  return number === null || number < 0 ? null : number;
}

/** The value at a path of keys; `undefined` where a step is missing. */
export function at(value: Json | undefined, ...keys: readonly (string | number)[]): Json | undefined {
  let here = value;
  for (const key of keys) {
    if (typeof key === 'number') here = isArray(here) ? here[key] : undefined;
    else here = isObject(here) && Object.hasOwn(here, key) ? here[key] : undefined;
  }
  return here;
}

/**
 * Milliseconds since 1970 of what logs write as a time: ISO text, or a number of seconds or milliseconds.
 * A number below 1e11 is taken for seconds (1e11 s is the year 5138, 1e11 ms is 1973).
 */
export function timeOf(value: Json | undefined): number | null {
  if (typeof value === 'number') {
    if (!Number.isFinite(value) || value <= 0) return null;
    return Math.round(value < 1e11 ? value * 1000 : value);
  }
  if (typeof value !== 'string') return null;
  const time = Date.parse(value);
  return Number.isNaN(time) ? null : time;
}
