import { isHigh, isLow } from '../../text/ends.js';
import { MASKED } from '../../text/quoted.js';
import { secretSpans } from '../../text/secrets.js';
import type { Excerpt } from '../prompt.js';

/** Characters shown in front of the divergence. */
const BEFORE = 200;
/** Characters shown from the divergence on. */
const AFTER = 2000;

/** Number of Unicode characters (code points); half a surrogate pair counts as one. */
export function countCharacters(text: string): number {
  let pairs = 0;
  for (let i = 1; i < text.length; i += 1) if (isLow(text, i) && isHigh(text, i - 1)) pairs += 1;
  return text.length - pairs;
}

export interface ExcerptOptions {
  /** Where the window begins at the earliest: the end of the difference before. @default 0 */
  readonly from?: number;
  /** Characters from the index on. @default 2000 */
  readonly room?: number;
  /** Characters of the whole text, where they are counted already. */
  readonly length?: number;
}

/** The window of a text around an index that splits no surrogate pair. */
export function excerptAt(text: string, index: number, options: ExcerptOptions = {}): Excerpt {
  const { from = 0, room = AFTER, length = countCharacters(text) } = options;
  const start = Math.max(from, stepBack(text, index, BEFORE));
  const end = stepOn(text, index, room);
  return { text: masked(text, start, end), at: index - start, length };
}

/** How far around a window a credential may reach, in UTF-16 units: a PEM key has some thousand. */
const REACH = 4_096;

/**
 * The window, with credentials masked character for character: both sides of a difference must stay aligned, and whoever cuts
 * the window again must not cut a credential, for half a key has no shape by which a screen or a report would know it.
 */
function masked(text: string, start: number, end: number): string {
  const from = Math.max(0, start - REACH);
  let window = text.slice(start, end);
  for (const span of secretSpans(text.slice(from, end + REACH))) {
    const left = Math.max(from + span.start, start) - start;
    const right = Math.min(from + span.end, end) - start;
    if (left < right) window = window.slice(0, left) + MASKED.repeat(right - left) + window.slice(right);
  }
  return window;
}

function stepBack(text: string, from: number, characters: number): number {
  let i = from;
  for (let n = 0; n < characters && i > 0; n += 1) i -= isLow(text, i - 1) && isHigh(text, i - 2) ? 2 : 1;
  return i;
}

function stepOn(text: string, from: number, characters: number): number {
  let i = from;
  for (let n = 0; n < characters && i < text.length; n += 1)
    i += isHigh(text, i) && isLow(text, i + 1) ? 2 : 1;
  return i;
}
