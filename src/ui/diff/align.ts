/** Two texts from their first difference on: how far they differ, character by character. */
import { commonEnd } from '../../text/ends.js';

/** A character as it is shown, with the place it has in its leaf. */
export interface Glyph {
  readonly shown: string;
  /** Cells it takes. */
  readonly cells: number;
  /** Unicode characters (code points) in front of it in the leaf. */
  readonly at: number;
  readonly raw: string;
}

/** How much of each side is taken out or put in before both go on alike; null: as far as the excerpt reaches. */
export interface Change {
  readonly removed: number | null;
  readonly added: number | null;
}

/** So many characters in a row that are alike count as "goes on alike"; fewer are chance. */
const ALIKE = 12;

/**
 * Finds where both sides go on alike: the nearest place where at least {@link ALIKE} characters agree, or all that is left.
 *
 * @param isWhole True if both sides end where their leaf ends.
 */
export function changeOf(before: readonly string[], after: readonly string[], isWhole: boolean): Change {
  const sameEnd = isWhole ? commonEnd(before, after) : 0;
  const starts = new Map<string, number>();
  for (let j = after.length - ALIKE; j >= 0; j--) starts.set(after.slice(j, j + ALIKE).join(''), j);
  let best: { removed: number; added: number } | null = null;
  for (let i = 0; i + ALIKE <= before.length; i++) {
    if (best && i >= best.removed + best.added) break;
    const j = starts.get(before.slice(i, i + ALIKE).join(''));
    if (j !== undefined && (!best || i + j < best.removed + best.added)) best = { removed: i, added: j };
  }
  if (best) return best;
  if (isWhole) return { removed: before.length - sameEnd, added: after.length - sameEnd };
  return { removed: null, added: null };
}

/** Cuts glyphs into rows of at most `cells` cells. */
export function rowsOf(glyphs: readonly Glyph[], cells: number, most: number): Glyph[][] {
  const rows: Glyph[][] = [];
  let row: Glyph[] = [];
  let used = 0;
  for (const glyph of glyphs) {
    if (used + glyph.cells > cells && row.length > 0) {
      rows.push(row);
      if (rows.length === most) return rows;
      row = [];
      used = 0;
    }
    row.push(glyph);
    used += glyph.cells;
  }
  if (row.length > 0) rows.push(row);
  return rows;
}

const graphemes = new Intl.Segmenter();

/** The characters of a text whose first one has `at` code points in front of it. */
export function glyphsOf(
  text: string,
  at: number,
  show: (text: string) => string,
  widthOf: (text: string) => number,
): Glyph[] {
  let place = at;
  return [...graphemes.segment(text)].map(({ segment }) => {
    const shown = show(segment);
    const glyph = { shown, cells: widthOf(shown), at: place, raw: segment };
    place += [...segment].length;
    return glyph;
  });
}
