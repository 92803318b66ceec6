/** Placeholders that log writers put where text was, and what can be mended. */
import { commonStart } from '../../text/ends.js';
import { isArray, isObject } from '../json/json.js';
import { formatPath } from '../json/path.js';
import type { Json, JsonObject, PathStep } from '../record.js';

/**
 * Whole values that OpenClaw's diagnostics put in place of others, and the `<redacted…>` that they and others put
 * inside a text.
 */
const PLACEHOLDER =
  /^\[(?:Circular|Truncated|Function|Redacted|(?:Oversized|Malformed)[\w ]* redacted)\]$|<redacted[^<>]{0,40}>/;

/** Every placeholder holds the first of these, or is another one: most bodies hold none, and need no further look. */
const WORD = 'edacted';
const WHOLE: ReadonlySet<string> = new Set(['[Circular]', '[Truncated]', '[Function]']);
const LONGEST = Math.max(...[...WHOLE].map(({ length }) => length));

/** Whether an object holds such a text, kept with it: what a line repeats is the identical object (`log/values/`). */
const traced = new WeakMap<object, boolean>();
/** As deep as messages stand. What lies in them is not asked for again. */
const KEPT_DEPTH = 2;
/** No body is nested deeper; a hostile one may be, and is searched as it is written. */
const DEEPEST = 100;

/** False if no leaf of a body can be a placeholder. */
export function mayBeRedacted(body: JsonObject, line: Uint8Array): boolean {
  return holdsTrace(body, 0) ?? [WORD, ...WHOLE].some(trace => asBuffer(line).includes(trace));
}

const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** null: too deep to tell. */
function holdsTrace(value: Json, depth: number): boolean | null {
  if (typeof value === 'string') {
    if (value.length > LONGEST) return value.includes(WORD);
    return value.length >= WORD.length && (WHOLE.has(value) || value.includes(WORD));
  }
  if (typeof value !== 'object' || value === null) return false;
  if (depth > DEEPEST) return null;
  const known = depth <= KEPT_DEPTH ? traced.get(value) : undefined;
  if (known !== undefined) return known;
  let found: boolean | null = false;
  const items = isArray(value) ? value : Object.values(value);
  for (let i = isArray(value) ? cleanStart(value) : 0; i < items.length; i += 1) {
    const inside = holdsTrace(items[i] ?? null, depth + 1);
    if (inside !== false) found = inside;
    if (inside === true) break;
  }
  if (depth > KEPT_DEPTH || found === null) return found;
  traced.set(value, found);
  if (!found && isArray(value)) noteClean(value);
  return found;
}

/** By its first item: the newest list in which no such text stands. The next one mostly goes on from it. */
const clean = new WeakMap<object, readonly Json[]>();

/** How many items of a list need no look. */
function cleanStart(list: readonly Json[]): number {
  const [first] = list;
  const known = typeof first === 'object' && first !== null ? clean.get(first) : undefined;
  return known === undefined ? 0 : commonStart(list, known);
}

function noteClean(list: readonly Json[]): void {
  const [first] = list;
  if (typeof first === 'object' && first !== null) clean.set(first, list);
}

/** Paths of the leaves in a body whose text was replaced, in the body's order. */
export function findRedacted(body: JsonObject): string[] {
  const paths: string[] = [];
  collect(body, [], paths);
  return paths;
}

function collect(value: Json | undefined, steps: PathStep[], paths: string[]): void {
  if (typeof value === 'string') {
    if (PLACEHOLDER.test(value)) paths.push(formatPath(steps));
  } else if (isArray(value)) {
    for (const [index, item] of value.entries()) collect(item, [...steps, index], paths);
  } else if (isObject(value)) {
    for (const [key, item] of Object.entries(value)) collect(item, [...steps, key], paths);
  }
}

/**
 * OpenClaw writes `"[Circular]"` for an object that it has already written in the same line. Its cache markers are one
 * shared object, so the first that was written out says what the others were.
 */
export function mendMarkers(body: JsonObject): JsonObject {
  return mendObject(body, findMarker(body) ?? { type: 'ephemeral' });
}

function findMarker(value: Json | undefined): JsonObject | null {
  if (isArray(value)) {
    for (const item of value) {
      const found = findMarker(item);
      if (found !== null) return found;
    }
  } else if (isObject(value)) {
    if (isObject(value.cache_control)) return value.cache_control;
    for (const item of Object.values(value)) {
      const found = findMarker(item);
      if (found !== null) return found;
    }
  }
  return null;
}

function mend(value: Json, marker: JsonObject): Json {
  if (isArray(value)) return value.map(item => mend(item, marker));
  return isObject(value) ? mendObject(value, marker) : value;
}

function mendObject(value: JsonObject, marker: JsonObject): JsonObject {
  const entries = Object.entries(value).map(([key, item]): [string, Json] => [
    key,
    key === 'cache_control' && item === '[Circular]' ? marker : mend(item, marker),
  ]);
  return Object.fromEntries(entries);
}
