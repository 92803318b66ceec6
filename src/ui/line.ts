/** Lines of styled text: what panels are made of. A line knows its width, so nothing ever wraps or is clipped by the terminal. */
import { fit, shorten } from '../text/fit.js';
import { cellsOf } from '../text/visible.js';

/** What a piece of text means. Colour only repeats what its words and glyphs say: see `ink.ts`. */
export type Tone = 'good' | 'bad' | 'warn' | 'accent' | 'quiet' | 'strong' | 'selected' | 'before' | 'after';

export interface Span {
  readonly text: string;
  readonly tone?: Tone;
}

export type Line = readonly Span[];

/** Builds a line from texts and spans; empty pieces are left out. */
export function line(...pieces: readonly (string | Span | Line)[]): Line {
  return pieces.flatMap(piece => {
    const spans = typeof piece === 'string' ? [{ text: piece }] : isSpan(piece) ? [piece] : piece;
    return spans.filter(span => span.text !== '');
  });
}

const isSpan = (piece: Span | Line): piece is Span => 'text' in piece;

export const span = (text: string, tone?: Tone): Span => (tone ? { text, tone } : { text });

export const good = (text: string): Span => span(text, 'good');
export const bad = (text: string): Span => span(text, 'bad');
export const warn = (text: string): Span => span(text, 'warn');
export const quiet = (text: string): Span => span(text, 'quiet');
export const strong = (text: string): Span => span(text, 'strong');

export const widthOf = (of: Line): number => of.reduce((cells, { text }) => cells + cellsOf(text), 0);

export const plain = (of: Line): string => of.map(({ text }) => text).join('');

/** Cuts or pads a line to exactly `cells` cells. */
export function fitLine(of: Line, cells: number): Line {
  const width = widthOf(of);
  if (width === cells) return of;
  if (width < cells) return [...of, { text: ' '.repeat(cells - width) }];
  const out: Span[] = [];
  let left = cells;
  for (const piece of of) {
    const wide = cellsOf(piece.text);
    // The last piece that fits loses its end to the ellipsis if something follows it.
    if (wide < left || (wide === left && piece === of.at(-1))) {
      out.push(piece);
      left -= wide;
      continue;
    }
    out.push({ ...piece, text: wide === left ? cutOne(piece.text, left) : fit(piece.text, left) });
    break;
  }
  return out;
}

const cutOne = (text: string, cells: number): string => fit(`${text}…`, cells);

/** A line with something at its right end; the left part gives way, and the right part where even it is too long. */
export function between(left: Line, right: Line, cells: number): Line {
  const room = cells - widthOf(right);
  if (room < 1) return fitLine(right, cells);
  return [...fitLine(left, room), ...right];
}

/** Exactly `rows` lines of exactly `cells` cells. */
export function block(lines: readonly Line[], cells: number, rows: number): Line[] {
  return Array.from({ length: Math.max(0, rows) }, (_, i) => fitLine(lines[i] ?? [], cells));
}

export interface BoxOptions {
  readonly title: Line;
  /** Stands at the right end of the top border, where it fits. */
  readonly right?: Line;
  /** True for the pane that has the focus. */
  readonly focused?: boolean;
}

/** A titled rule across a pane. */
export interface Rule {
  readonly rule: Line;
}

/** A pane: border, title in it, content cut to its room. Where a border does not fit, title and content only. */
export function box(
  content: readonly (Line | Rule)[],
  cells: number,
  rows: number,
  options: BoxOptions,
): Line[] {
  const { title, right = [], focused = false } = options;
  if (rows < 3 || cells < 8) {
    return block([title, ...content.map(of => (isRule(of) ? of.rule : of))], cells, rows);
  }
  const edge: Tone = focused ? 'accent' : 'quiet';
  const room = content.slice(0, rows - 2);
  const body = [...room, ...Array.from({ length: rows - 2 - room.length }, (): Line => [])];
  return [
    borderLine(['╭', '╮'], title, right, cells, edge, focused),
    ...body.map(of =>
      isRule(of)
        ? borderLine(['├', '┤'], of.rule, [], cells, edge, false)
        : line(span('│ ', edge), fitLine(of, cells - 4), span(' │', edge)),
    ),
    [span(`╰${'─'.repeat(cells - 2)}╯`, edge)],
  ];
}

const isRule = (of: Line | Rule): of is Rule => 'rule' in of;

function borderLine(
  [first, last]: readonly [string, string],
  title: Line,
  right: Line,
  cells: number,
  edge: Tone,
  focused: boolean,
): Line {
  const room = cells - 6;
  const shownTitle = shortenLine(title, room);
  const left = widthOf(shownTitle);
  const shownRight = widthOf(right) > 0 && left + widthOf(right) + 3 <= room ? right : [];
  const fill = room - left - (shownRight.length > 0 ? widthOf(shownRight) + 2 : 0);
  return line(
    span(`${first}─${focused ? '▸' : ' '}`, edge),
    shownTitle,
    span(` ${'─'.repeat(Math.max(0, fill))}`, edge),
    shownRight.length > 0 ? line(' ', shownRight, ' ') : [],
    span(`─${last}`, edge),
  );
}

/** Cuts a line to at most `cells` cells. */
export function shortenLine(of: Line, cells: number): Line {
  if (widthOf(of) <= cells) return of;
  return fitLine(of, Math.max(0, cells));
}

/** Lays pieces out with a gap, dropping the last ones that do not fit; the first is cut rather than dropped. */
export function whatFits(pieces: readonly Line[], gap: string, cells: number): Line {
  let out: Line = [];
  for (const piece of pieces) {
    const next = out.length === 0 ? shortenLine(piece, cells) : line(out, gap, piece);
    if (widthOf(next) > cells) break;
    out = next;
  }
  return out;
}

/** A space, but for that within a number (`2 087`). */
const BETWEEN_WORDS = / (?!(?<=\d )\d{3}(?!\d))/;

/** Breaks a text into lines of at most `cells` cells, at spaces where there are some. */
export function wrapWords(text: string, cells: number): string[] {
  if (cells < 1) return [];
  const out: string[] = [];
  let current = '';
  for (const word of text.split(BETWEEN_WORDS)) {
    const joined = current === '' ? word : `${current} ${word}`;
    if (cellsOf(joined) <= cells) {
      current = joined;
      continue;
    }
    if (current !== '') out.push(current);
    current = word;
    while (cellsOf(current) > cells) {
      const head = shorten(current, cells, { ellipsis: '' });
      if (head === '') break;
      out.push(head);
      current = current.slice(head.length);
    }
  }
  if (current !== '') out.push(current);
  return out;
}
