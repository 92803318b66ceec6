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

/** A number of tokens: a negative one says nothing, nor does half a token, nor a number that no provider ever counted. */
export function countOf(value: Json | undefined): number | null {
  const number = numberOf(value);
  return number === null || number < 0 || number > MOST_TOKENS || !Number.isInteger(number) ? null : number;
}

const MOST_TOKENS = 1e10;

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
 * Milliseconds since 1970 of what logs write as a time: ISO 8601 or HTTP dates, or a number of seconds, milliseconds, microseconds
 * or nanoseconds, as a number or as text. The four never mean two times between the years 2000 and 2100; what means none
 * is not known: it could not be told from a counter, or a clock that was never set.
 */
export function timeOf(value: Json | undefined): number | null {
  if (typeof value === 'number') return timeOfNumber(value);
  if (typeof value !== 'string') return null;
  if (NUMERIC.test(value)) return timeOfNumber(Number(value));
  if (!DATED.test(value)) return null;
  return inOurTime(Date.parse(WITHOUT_ZONE.test(value) ? `${value.trim().replace(' ', 'T')}Z` : value));
}

/** A time some milliseconds after another one (before it, where they are negative); `null` if either is not known. */
export function timeAfter(time: number | null, milliseconds: number | null): number | null {
  return time === null || milliseconds === null ? null : inOurTime(time + milliseconds);
}

const NUMERIC = /^\s*\d+(?:\.\d+)?\s*$/;
/** As Python's `isoformat` writes UTC: of this machine's zone, the same log would tell of other times on another one. */
const WITHOUT_ZONE = /^\s*\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?\s*$/;
/** `Date.parse` makes a date of nearly everything, of `1` too. */
const DATED = /^\s*(?:\d{4}-\d\d-\d\d|[A-Z][a-z]{2},? \d|\d{1,2} [A-Z][a-z]{2} \d{4})/;
const [FIRST, LAST] = [Date.UTC(2000, 0), Date.UTC(2100, 0)];
/** Milliseconds in a second, a millisecond, a microsecond and a nanosecond. */
const UNITS = [1e3, 1, 1e-3, 1e-6];

function timeOfNumber(value: number): number | null {
  for (const unit of UNITS) {
    const time = inOurTime(value * unit);
    if (time !== null) return time;
  }
  return null;
}

function inOurTime(time: number): number | null {
  return time >= FIRST && time < LAST ? Math.round(time) : null;
}
