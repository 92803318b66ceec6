import type { Excerpt } from '../../prompt/prompt.js';
import type { ShownDifference } from '../../store/differences.js';
import { count } from '../../text/numbers.js';
import { maskSecrets } from '../../text/secrets.js';
import { cellsOf } from '../../text/visible.js';
import { bad, type Line, line, quiet, span, type Tone } from '../line.js';
import { type Change, changeOf, type Glyph, glyphsOf, rowsOf } from './align.js';

/** Sign, number of the first character of the row, gap. */
const GUTTER = 12;

export interface ViewOptions {
  readonly cells: number;
  /** Lines of text around the difference. */
  readonly context: number;
  readonly show: (text: string) => string;
}

/** Before above after, aligned at the first character that differs, with a caret under each that does. */
export function textView(site: ShownDifference, options: ViewOptions): readonly Line[] {
  const { cells, context, show } = options;
  const last = drawn.get(site);
  if (last && last.cells === cells && last.context === context && last.show === show) return last.lines;
  const lines = draw(site, options);
  drawn.set(site, { ...options, lines });
  return lines;
}

/** A frame a second shows the same difference; cutting its text into characters is the slowest part of one. */
const drawn = new WeakMap<ShownDifference, ViewOptions & { readonly lines: readonly Line[] }>();

function draw(site: ShownDifference, options: ViewOptions): readonly Line[] {
  const { cells, context, show } = options;
  const room = Math.max(4, cells - GUTTER);
  const side = (excerpt: Excerpt | null): Glyph[] =>
    excerpt ? glyphsOf(maskSecrets(excerpt.text).slice(excerpt.at), site.char, show, cellsOf) : [];
  const before = side(site.before);
  const after = side(site.after);
  const change = changeIn(site, before, after);
  const lead = leadOf(site, show);
  const reach = Math.max(widthTo(before, change.removed), widthTo(after, change.added));
  const inline = reach <= room / 2 ? lastCells(lead, Math.floor(room / 3)) : [];
  const above = context === 0 ? [] : lastRows(lead.slice(0, lead.length - inline.length), room, context);
  const pairs = context + 1;
  // The same text stood elsewhere: it is shown once.
  if (site.how === 'moved') return rowsOf(after, room, context + 1).map(row => rowLine(' ', row, 'quiet'));
  return [
    ...above.map(row => rowLine(' ', row, 'quiet')),
    ...pairsOf([...inline, ...before], [...inline, ...after], inline.length, change, room, pairs, site),
  ];
}

/** How many of the glyphs differ. Where only a cause has told of the difference it is estimated, for the carets alone. */
function changeIn(site: ShownDifference, before: readonly Glyph[], after: readonly Glyph[]): Change {
  const { removed, added, char } = site;
  if (removed !== null && added !== null) {
    return { removed: glyphsUpTo(before, char + removed), added: glyphsUpTo(after, char + added) };
  }
  return changeOf(
    before.map(g => g.raw),
    after.map(g => g.raw),
    isWhole(site.before, char) && isWhole(site.after, char),
  );
}

/** null: it goes on behind the window. */
function glyphsUpTo(glyphs: readonly Glyph[], char: number): number | null {
  const end = glyphs.findIndex(({ at }) => at >= char);
  const last = glyphs.at(-1);
  if (end >= 0 || last === undefined) return Math.max(0, end);
  return last.at + [...last.raw].length >= char ? glyphs.length : null;
}

/** True if the excerpt reaches to the end of its leaf, whose first `char` characters are equal on both sides. */
const isWhole = (excerpt: Excerpt | null, char: number): boolean =>
  excerpt === null || [...excerpt.text.slice(excerpt.at)].length >= excerpt.length - char;

function leadOf(site: ShownDifference, show: ViewOptions['show']): Glyph[] {
  const excerpt = site.after ?? site.before;
  if (!excerpt) return [];
  const text = maskSecrets(excerpt.text).slice(0, excerpt.at);
  return glyphsOf(text, site.char - [...text].length, show, cellsOf);
}

const cellsIn = (glyphs: readonly Glyph[]): number => glyphs.reduce((sum, { cells }) => sum + cells, 0);

const widthTo = (glyphs: readonly Glyph[], end: number | null): number =>
  end === null ? Number.POSITIVE_INFINITY : cellsIn(glyphs.slice(0, end));

function lastCells(glyphs: readonly Glyph[], cells: number): Glyph[] {
  let from = glyphs.length;
  let left = cells;
  while (from > 0) {
    left -= glyphs[from - 1]?.cells ?? 0;
    if (left < 0) break;
    from--;
  }
  return glyphs.slice(from);
}

/** The last rows of a text, the last one full. */
function lastRows(glyphs: readonly Glyph[], cells: number, most: number): Glyph[][] {
  const rows: Glyph[][] = [];
  let rest = [...glyphs];
  while (rest.length > 0 && rows.length < most) {
    const row = lastCells(rest, cells);
    if (row.length === 0) break;
    rows.unshift(row);
    rest = rest.slice(0, rest.length - row.length);
  }
  return rows;
}

function rowLine(sign: string, row: readonly Glyph[], tone: Tone, quietCells = 0): Line {
  const text = row.map(({ shown }) => shown);
  const at = row[0]?.at;
  const number = at === undefined ? '' : count(at);
  return line(
    span(`${sign} `, tone),
    quiet(`${number.padStart(GUTTER - 4)}  `),
    quiet(text.slice(0, quietCells).join('')),
    span(text.slice(quietCells).join(''), tone),
  );
}

function pairsOf(
  before: readonly Glyph[],
  after: readonly Glyph[],
  inline: number,
  change: { removed: number | null; added: number | null },
  room: number,
  most: number,
  site: ShownDifference,
): Line[] {
  const [old, fresh] = [rowsOf(before, room, most), rowsOf(after, room, most)];
  const ends = [change.removed, change.added].map(end =>
    end === null ? Number.POSITIVE_INFINITY : end + inline,
  );
  const [oldEnd = 0, freshEnd = 0] = ends;
  const out: Line[] = [];
  let [oldAt, freshAt] = [0, 0];
  for (let i = 0; i < Math.max(old.length, fresh.length); i++) {
    const [oldRow = [], freshRow = []] = [old[i], fresh[i]];
    const isAlike = oldAt >= oldEnd && freshAt >= freshEnd;
    if (isAlike) break;
    const lead = i === 0 ? inline : 0;
    if (oldRow.length > 0 && site.before) out.push(rowLine('−', oldRow, 'before', lead));
    if (freshRow.length > 0 && site.after) out.push(rowLine('+', freshRow, 'after', lead));
    const carets = Math.max(
      cellsIn(oldRow.slice(0, Math.max(0, oldEnd - oldAt))),
      cellsIn(freshRow.slice(0, Math.max(0, freshEnd - freshAt))),
    );
    const skipped = cellsIn((oldRow.length > 0 ? oldRow : freshRow).slice(0, lead));
    // Below the first row carets under all of it would say nothing that the signs do not say.
    const saysMore = i === 0 || carets < Math.max(cellsIn(oldRow), cellsIn(freshRow));
    if (saysMore)
      out.push(
        line(' '.repeat(GUTTER + skipped), bad('^'.repeat(Math.max(1, Math.min(room, carets) - skipped)))),
      );
    oldAt += oldRow.length;
    freshAt += freshRow.length;
  }
  return out;
}
