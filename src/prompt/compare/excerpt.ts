import { isHigh, isLow } from '../../text/ends.js';
import { maskSecrets } from '../../text/secrets.js';
import type { Excerpt } from '../prompt.js';

/** Characters shown in front of the divergence. */
const BEFORE = 200;
/** Characters shown from the divergence on. */
const AFTER = 2000;

/** Half of a character outside the basic plane: where there is none, nobody need count. */
const HALF = /[\uD800-\uDFFF]/;

/** Number of Unicode characters (code points); half a surrogate pair counts as one. */
export function countCharacters(text: string): number {
  if (!HALF.test(text)) return text.length;
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
  return { text: copied(maskSecrets(text, start, end)), at: index - start, length };
}

/** A slice keeps all of the text that it was cut from in memory, as long as a break is kept; what is written anew does not. */
const copied = (slice: string): string => ` ${slice}`.slice(1);

function stepBack(text: string, from: number, characters: number): number {
  const nearest = Math.max(0, from - characters);
  if (!HALF.test(text.slice(nearest, from))) return nearest;
  let i = from;
  for (let n = 0; n < characters && i > 0; n += 1) i -= isLow(text, i - 1) && isHigh(text, i - 2) ? 2 : 1;
  return i;
}

function stepOn(text: string, from: number, characters: number): number {
  const nearest = Math.min(text.length, from + characters);
  if (!HALF.test(text.slice(from, nearest))) return nearest;
  let i = from;
  for (let n = 0; n < characters && i < text.length; n += 1)
    i += isHigh(text, i) && isLow(text, i + 1) ? 2 : 1;
  return i;
}
