import type { Site } from '../../diagnosis/model.js';
import type { Excerpt } from '../../prompt/prompt.js';
import { count } from '../../text/numbers.js';
import { secretSpans } from '../../text/secrets.js';
import { cellsOf } from '../../text/visible.js';
import { bad, type Line, line, quiet, span, type Tone, widthOf } from '../line.js';
import { changeOf, type Glyph, glyphsOf, rowsOf } from './align.js';

/** Sign, number of the first character of the row, gap. */
const GUTTER = 12;

export interface ViewOptions {
  readonly cells: number;
  /** Lines of text around the difference. */
  readonly context: number;
  readonly show: (text: string) => string;
}

/** What a view of a difference has to say. */
export interface DiffLines {
  readonly picture: readonly Line[];
  /** What may stand apart from the picture: sizes, what follows. */
  readonly notes: readonly Line[];
}

/** Before above after, aligned at the first character that differs, with a caret under each that does. */
export function textView(site: Site, options: ViewOptions): DiffLines {
  const { cells, context, show } = options;
  const last = drawn.get(site);
  if (last && last.cells === cells && last.context === context && last.show === show) return last.lines;
  const lines = draw(site, options);
  drawn.set(site, { ...options, lines });
  return lines;
}

/** A frame a second shows the same difference; cutting its text into characters is the slowest part of one. */
const drawn = new WeakMap<Site, ViewOptions & { readonly lines: DiffLines }>();

function draw(site: Site, options: ViewOptions): DiffLines {
  const { cells, context, show } = options;
  const room = Math.max(4, cells - GUTTER);
  const side = (excerpt: Excerpt | null): Glyph[] =>
    excerpt ? glyphsOf(masked(excerpt.text).slice(excerpt.at), site.char, show, cellsOf) : [];
  const before = side(site.before);
  const after = side(site.after);
  const change = changeOf(
    before.map(g => g.raw),
    after.map(g => g.raw),
    isWhole(site.before, site.char) && isWhole(site.after, site.char),
  );
  const lead = leadOf(site, show);
  const reach = Math.max(widthTo(before, change.removed), widthTo(after, change.added));
  const inline = reach <= room / 2 ? lastCells(lead, Math.floor(room / 3)) : [];
  const above = context === 0 ? [] : lastRows(lead.slice(0, lead.length - inline.length), room, context);
  const pairs = context + 1;
  return {
    picture: [
      ...above.map(row => rowLine(' ', row, 'quiet')),
      ...pairsOf([...inline, ...before], [...inline, ...after], inline.length, change, room, pairs, site),
    ],
    notes: [...sizeLines(site, change, cells), ...alikeLine(site)],
  };
}

const alikeLine = (site: Site): Line[] => (site.alikeAfter === 0 ? [] : [[quiet(alikeText(site))]]);

/** `then 231 messages alike, resent`. */
export const alikeText = ({ alikeAfter }: Site): string =>
  `then ${count(alikeAfter)} message${alikeAfter === 1 ? '' : 's'} alike, resent`;

/** A credential keeps its length and loses its characters: both sides stay aligned. */
export function masked(text: string): string {
  let out = text;
  for (const { start, end } of secretSpans(text))
    out = out.slice(0, start) + '*'.repeat(end - start) + out.slice(end);
  return out;
}

/** True if the excerpt reaches to the end of its leaf, whose first `char` characters are equal on both sides. */
const isWhole = (excerpt: Excerpt | null, char: number): boolean =>
  excerpt === null || [...excerpt.text.slice(excerpt.at)].length >= excerpt.length - char;

function leadOf(site: Site, show: ViewOptions['show']): Glyph[] {
  const excerpt = site.after ?? site.before;
  if (!excerpt) return [];
  const text = masked(excerpt.text).slice(0, excerpt.at);
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
  site: Site,
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

/** What was taken out and put in, then how long the whole was and is: in one line where both fit. */
function sizeLines(
  site: Site,
  change: { removed: number | null; added: number | null },
  cells: number,
): Line[] {
  const whole = line(quiet(wholeLength(site)));
  const { removed, added } = change;
  if (removed === null || added === null || site.how !== 'changed') return [whole];
  // All of it was taken out or put in: there is no rest to be alike, and the lengths say it.
  if (removed === site.before?.length || added === site.after?.length) return [whole];
  const swapped = line(
    span(`${removed === 0 ? 'nothing' : characters(removed)} taken out`, 'before'),
    quiet(', '),
    // The unit stands once.
    span(`${removed === 0 ? characters(added) : added === 0 ? 'nothing' : count(added)} put in`, 'after'),
    quiet(', the rest is alike'),
  );
  const both = line(swapped, quiet('; '), whole);
  return widthOf(both) <= cells ? [both] : [swapped, whole];
}

const characters = (many: number): string => `${count(many)} character${many === 1 ? '' : 's'}`;

/** `whole text: 1 053 characters before, 1 094 now`. */
export function wholeLength({ before, after }: Site): string {
  if (before && after) return `whole text: ${characters(before.length)} before, ${count(after.length)} now`;
  if (before) return `whole text: ${characters(before.length)} before, not there now`;
  return after
    ? `whole text: not there before, ${characters(after.length)} now`
    : 'whole text: not in this log';
}
