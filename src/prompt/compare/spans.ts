/** Where two texts that differ in places go on alike again. */
import { firstDifference, lastDifference } from '../../text/ends.js';

/** A span in which two texts differ, in UTF-16 units of both. */
export interface Span {
  /** Where both went on alike before it. */
  readonly from: { readonly old: number; readonly now: number };
  readonly old: number;
  readonly now: number;
  readonly oldEnd: number;
  readonly nowEnd: number;
}

/** Texts that go on alike for so long (UTF-16) have met again. */
const ALIKE = 32;
/** No more places of one leaf are told apart, and none further apart: what is left is one. */
const MOST = 8;
const REACH = 20_000;

/** The spans in which two texts differ, found by where they go on alike. */
export function* spansOf(before: string, after: string): Generator<Span> {
  let from = { old: 0, now: 0 };
  for (let n = 1; n <= MOST; n += 1) {
    const [a, b] = [before.slice(from.old), after.slice(from.now)];
    const start = firstDifference(a, b);
    if (start === a.length && start === b.length) return;
    const tail = lastDifference(a, b, start);
    const rest = { old: a.slice(start, a.length - tail), now: b.slice(start, b.length - tail) };
    const met = n === MOST ? null : meeting(rest.old, rest.now);
    const old = from.old + start;
    const now = from.now + start;
    const oldEnd = old + (met?.old ?? rest.old.length);
    const nowEnd = now + (met?.now ?? rest.now.length);
    yield { from, old, now, oldEnd, nowEnd };
    if (met === null) return;
    from = { old: oldEnd, now: nowEnd };
  }
}

/** How much of both has to be skipped until they go on alike; null: they do not. */
function meeting(old: string, now: string): { readonly old: number; readonly now: number } | null {
  if (old.length < ALIKE || now.length < ALIKE) return null;
  const placeOf = createIndex(now);
  let best: { old: number; now: number } | null = null;
  const last = Math.min(old.length - ALIKE, REACH);
  let sum = sumOf(old);
  for (let i = 0; i <= last; i += 1) {
    if (best !== null && i >= best.old + best.now) break;
    const j = placeOf(old, i, sum);
    if (j >= 0 && (best === null || i + j < best.old + best.now)) best = { old: i, now: j };
    sum = moved(sum, old, i);
  }
  return best;
}

/** Finds the first place of a text at which another one's `ALIKE` units stand; -1: none. Asked with the sum of those. */
function createIndex(text: string): (other: string, at: number, sum: number) => number {
  const last = Math.min(text.length - ALIKE, REACH);
  const mask = 2 ** Math.ceil(Math.log2(last + 2)) - 1;
  /** The first place of each sum, and of each place the next one of its sum; counted from 1. */
  const first = new Uint32Array(mask + 1);
  const next = new Uint32Array(last + 2);
  const newest = new Uint32Array(mask + 1);
  let sum = sumOf(text);
  for (let j = 0; j <= last; j += 1) {
    const slot = sum & mask;
    const before = newest[slot] ?? 0;
    if (before === 0) first[slot] = j + 1;
    else next[before] = j + 1;
    newest[slot] = j + 1;
    sum = moved(sum, text, j);
  }
  return (other, at, sum) => {
    for (let j = first[sum & mask] ?? 0; j > 0; j = next[j] ?? 0) {
      if (isAlike(text, j - 1, other, at)) return j - 1;
    }
    return -1;
  };
}

function isAlike(a: string, i: number, b: string, j: number): boolean {
  for (let n = 0; n < ALIKE; n += 1) if (a.charCodeAt(i + n) !== b.charCodeAt(j + n)) return false;
  return true;
}

/** A sum of the first `ALIKE` units of a text that moves on by one unit in two steps (Rabin and Karp). */
function sumOf(text: string): number {
  let sum = 0;
  for (let i = 0; i < ALIKE; i += 1) sum = (Math.imul(sum, BASE) + text.charCodeAt(i)) | 0;
  return sum;
}

/** The sum one unit further. */
function moved(sum: number, text: string, at: number): number {
  const without = (sum - Math.imul(text.charCodeAt(at), LEADING)) | 0;
  return (Math.imul(without, BASE) + text.charCodeAt(at + ALIKE)) | 0;
}

const BASE = 0x01000193;
/** What the first unit of a sum has been multiplied by. */
const LEADING = Array.from({ length: ALIKE - 1 }).reduce<number>(power => Math.imul(power, BASE), 1);
