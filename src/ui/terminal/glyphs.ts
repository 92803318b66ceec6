import { cellsOf } from '../../text/visible.js';

/**
 * The characters of our own that are drawn on the screen, in Unicode and in ASCII.
 *
 * None is an emoji or takes a variation selector: terminals disagree on the width of those. Each takes one cell, so the
 * layout is the same in both sets.
 */
export interface Glyphs {
  readonly live: string;
  readonly idle: string;
  readonly paused: string;
  readonly waiting: string;
  readonly broken: string;
  readonly selected: string;
  readonly changed: string;
  readonly up: string;
  readonly down: string;
  readonly breakpoint: string;
  readonly unknown: string;
  readonly ellipsis: string;
  readonly separator: string;
  readonly minus: string;
  readonly plus: string;
  readonly almost: string;
  readonly arrow: string;
  readonly underline: string;
  /** Gauge: full, empty, and the target's place in it. */
  readonly full: string;
  readonly empty: string;
  readonly target: string;
  /** Eighths of a full cell, one to seven, growing from the left. */
  readonly eighths: readonly string[];
  /** Sparkline, lowest to highest. */
  readonly spark: readonly string[];
  /** Cache clock: time left, time gone. */
  readonly left: string;
  readonly gone: string;
  /** Seismograph: a stroke, its tip where it reaches the upper half of the cell, or the lower half only. */
  readonly stroke: string;
  readonly strokeTip: string;
  readonly strokeHalf: string;
  readonly axis: string;
  readonly tick: string;
  readonly corner: string;
  readonly foot: string;
  /** Prefix map: read from cache, unchanged but resent, resent after the difference. */
  readonly read: string;
  readonly resent: string;
  readonly rewritten: string;
}

export const UNICODE_GLYPHS: Glyphs = {
  live: '●',
  idle: '○',
  paused: '‖',
  waiting: '…',
  broken: '✗',
  selected: '▌',
  changed: '▸',
  up: '▲',
  down: '▼',
  breakpoint: '▲',
  unknown: '·',
  ellipsis: '…',
  separator: '·',
  minus: '−',
  plus: '+',
  almost: '≈',
  arrow: '→',
  underline: '^',
  full: '█',
  empty: '░',
  target: '│',
  eighths: ['▏', '▎', '▍', '▌', '▋', '▊', '▉'],
  spark: ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'],
  left: '▰',
  gone: '▱',
  stroke: '│',
  strokeTip: '╿',
  strokeHalf: '╷',
  axis: '─',
  tick: '┤',
  corner: '└',
  foot: '┴',
  read: '▓',
  resent: '▒',
  rewritten: '░',
};

export const ASCII_GLYPHS: Glyphs = {
  live: '*',
  idle: 'o',
  paused: '=',
  waiting: '.',
  broken: 'x',
  selected: '>',
  changed: '>',
  up: '^',
  down: 'v',
  breakpoint: '^',
  unknown: '.',
  ellipsis: '~',
  separator: '-',
  minus: '-',
  plus: '+',
  almost: '~',
  arrow: '>',
  underline: '^',
  full: '#',
  empty: '-',
  target: '|',
  eighths: ['-', '-', '-', '#', '#', '#', '#'],
  spark: ['_', '_', '.', '.', '-', '-', '=', '#'],
  left: '#',
  gone: '-',
  stroke: '|',
  strokeTip: '|',
  strokeHalf: '.',
  axis: '-',
  tick: '+',
  corner: '+',
  foot: '+',
  read: '#',
  resent: '=',
  rewritten: '-',
};

/** The characters of Ink's round border and of the words we print, for the last pass below. */
const FRAME_GLYPHS: ReadonlyMap<string, string> = new Map([
  ...['╭', '╮', '╰', '╯', '┌', '┐', '┘', '├', '┬', '┼'].map(corner => [corner, '+'] as const),
  // Half a gauge cell too, whose end it then points at.
  ['▌', '>'],
  ['━', '='],
  ['┻', '+'],
  ['┃', '#'],
  ['╻', ':'],
  ['╎', ':'],
  ['◂', '<'],
  ['×', 'x'],
  ['–', '-'],
  ['—', '-'],
  ['“', '"'],
  ['”', '"'],
  ['’', "'"],
  ['↵', '$'],
  ['✓', 'v'],
  ['◆', '*'],
  ['■', '#'],
  ['□', '-'],
  ['←', '<'],
  ['↑', '^'],
  ['↓', 'v'],
]);

const TO_ASCII = new Map([...pairs(UNICODE_GLYPHS, ASCII_GLYPHS), ...FRAME_GLYPHS]);

/**
 * The last pass of an ASCII screen: whatever a panel drew, nothing but ASCII and styles leaves. Characters take as many
 * cells as before; those without a likeness become `?`.
 */
export function toAscii(line: string): string {
  return line.replace(NOT_ASCII, character => TO_ASCII.get(character) ?? '?'.repeat(cellsOf(character)));
}

const NOT_ASCII = /[^\x00-\x7F]/gu;

function* pairs(from: Glyphs, to: Glyphs): Generator<readonly [string, string]> {
  for (const name of Object.keys(from).filter(isGlyphName)) {
    const [source, target] = [from[name], to[name]];
    if (typeof source === 'string' && typeof target === 'string') yield [source, target];
    else if (typeof source !== 'string')
      for (const [i, glyph] of source.entries()) yield [glyph, target[i] ?? '?'];
  }
}

function isGlyphName(name: string): name is keyof Glyphs {
  return name in UNICODE_GLYPHS;
}
