import { isObject } from '../log/json/json.js';
import type { Json, JsonObject } from '../log/record.js';
import { quoted } from '../text/quoted.js';
import type { Notes } from './draft.js';
import { without } from './json.js';
import type { Marker } from './prompt.js';

/** Lifetime of a marker that names none. Source: platform.claude.com, prompt caching, "1-hour cache duration". */
const DEFAULT_TTL = '5m';

export interface Unmarked {
  readonly value: JsonObject;
  readonly marker: Marker | null;
}

/**
 * Takes a marker off an object. Call it only for objects on which the API accepts one: the same key inside a tool's
 * schema or a tool call's input is part of the prompt.
 */
export function unmark(object: JsonObject, key: string, path: string, notes: Notes): Unmarked {
  if (object[key] === undefined) return { value: object, marker: null };
  return { value: without(object, key), marker: readMarker(object[key], `${path}.${key}`, notes) };
}

/**
 * A log that mangled the marker (`"[Circular]"` where the client shared one object between blocks) still says that there was
 * one; its lifetime is taken as the default and its path noted as redacted. `null` is how some clients write "no marker".
 */
export function readMarker(value: Json | undefined, path: string, notes: Notes): Marker | null {
  if (value === undefined || value === null) return null;
  if (isObject(value)) {
    if (typeof value.ttl === 'string') return { ttl: lifetimeNamed(value.ttl) };
    if (value.ttl === undefined || value.ttl === null) return { ttl: DEFAULT_TTL };
  }
  notes.redacted.push(path);
  return { ttl: DEFAULT_TTL };
}

/** A lifetime as a request names it. It is told as it stands, so what is none must not be more than a word, or a secret. */
export const lifetimeNamed = (ttl: string): string => quoted(ttl, 24);
