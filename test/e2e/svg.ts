/**
 * A terminal's screen as an SVG picture, cell by cell.
 *
 * Lines, bars and shades are drawn as shapes: fonts differ in how they join them. Everything else is text, each run held
 * to the width of its cells, so that the columns stand whatever font the reader has.
 */
import type { IBufferCell, Terminal } from '@xterm/headless';
import { drawn, HEIGHT, stretches, WIDTH } from './svg-shapes.js';

export interface SvgOptions {
  /** Read aloud and shown as a tooltip. */
  readonly title: string;
  /** Of the terminal that is drawn. @default 'dark' */
  readonly theme?: ThemeName;
}

export type ThemeName = keyof typeof THEMES;

interface Theme {
  readonly background: string;
  readonly frame: string;
  readonly foreground: string;
  /** The 16 colours: black, red, green, yellow, blue, magenta, cyan, white, then the bright ones. */
  readonly palette: readonly string[];
}

const CELL = { width: WIDTH, height: HEIGHT } as const;
const FONT_SIZE = 15;
const BASELINE = 14;
const PADDING = 14;

/** Solarized has greys for bright colours: what is bright black there is the ground of the dark one. */
const SOLARIZED = [
  ...['#073642', '#dc322f', '#859900', '#b58900', '#268bd2', '#d33682', '#2aa198', '#eee8d5'],
  ...['#002b36', '#cb4b16', '#586e75', '#657b83', '#839496', '#6c71c4', '#93a1a1', '#fdf6e3'],
] as const;

export const THEMES = {
  dark: {
    background: '#0d1117',
    frame: '#30363d',
    foreground: '#d6dde6',
    palette: [
      ...['#484f58', '#ff7b72', '#56d364', '#e3b341', '#79c0ff', '#d2a8ff', '#56d4dd', '#c9d1d9'],
      ...['#7d8590', '#ffa198', '#7ee787', '#f2cc60', '#a5d6ff', '#e2c5ff', '#b3f0ff', '#ffffff'],
    ],
  },
  light: {
    background: '#ffffff',
    frame: '#d0d7de',
    foreground: '#1f2328',
    palette: [
      ...['#24292f', '#cf222e', '#116329', '#4d2d00', '#0969da', '#8250df', '#1b7c83', '#6e7781'],
      ...['#57606a', '#a40e26', '#1a7f37', '#633c01', '#218bff', '#a475f9', '#3192aa', '#8c959f'],
    ],
  },
  'solarized-dark': {
    background: '#002b36',
    frame: '#073642',
    foreground: '#839496',
    palette: SOLARIZED,
  },
  'solarized-light': {
    background: '#fdf6e3',
    frame: '#eee8d5',
    foreground: '#657b83',
    palette: SOLARIZED,
  },
} as const satisfies Readonly<Record<string, Theme>>;

/** The picture of what the terminal shows now. The same screen gives the same text. */
export function screenToSvg(terminal: Terminal, { title, theme: name = 'dark' }: SvgOptions): string {
  const theme = THEMES[name];
  const { cols, rows } = terminal;
  const size = {
    width: px(cols * CELL.width + 2 * PADDING),
    height: px(rows * CELL.height + 2 * PADDING),
  };
  const body: string[] = [];
  for (let row = 0; row < rows; row++) body.push(...rowElements(terminal, row, theme));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${size.width}" height="${size.height}" viewBox="0 0 ${size.width} ${size.height}" role="img">`,
    `<title>${escapeXml(title)}</title>`,
    `<rect x="0.5" y="0.5" width="${px(Number(size.width) - 1)}" height="${px(Number(size.height) - 1)}" rx="10" fill="${theme.background}" stroke="${theme.frame}"/>`,
    `<g transform="translate(${PADDING} ${PADDING})" font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="${FONT_SIZE}" fill="${theme.foreground}">`,
    ...body,
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

interface Style {
  readonly foreground: string;
  readonly background: string | null;
  readonly bold: boolean;
  readonly dim: boolean;
  readonly italic: boolean;
  readonly underline: boolean;
}

interface Run {
  readonly column: number;
  readonly style: Style;
  text: string;
  cells: number;
}

function rowElements(terminal: Terminal, row: number, theme: Theme): string[] {
  const { active } = terminal.buffer;
  const line = active.getLine(active.baseY + row);
  const cell = active.getNullCell();
  const runs: Run[] = [];
  for (let column = 0; column < terminal.cols; column++) {
    if (!line?.getCell(column, cell) || cell.getWidth() === 0) continue;
    add(runs, { column, style: styleOf(cell, theme), text: cell.getChars() || ' ', cells: cell.getWidth() });
  }
  return runs.flatMap(run => runElements(run, row, theme));
}

/** Goes on with the last run if that looks the same. A character beyond ASCII stands alone, for its font may be another. */
function add(runs: Run[], next: Run): void {
  const last = runs.at(-1);
  const joins =
    last &&
    sameStyle(last.style, next.style) &&
    ((isAscii(last.text) && isAscii(next.text)) || (stretches(next.text) && last.text.startsWith(next.text)));
  if (!joins) {
    runs.push(next);
    return;
  }
  last.text += next.text;
  last.cells += next.cells;
}

function runElements({ column, style, text, cells }: Run, row: number, theme: Theme): string[] {
  const elements: string[] = [];
  if (style.background !== null)
    elements.push(
      `<rect x="${px(column * CELL.width)}" y="${px(row * CELL.height)}" width="${px(cells * CELL.width)}" height="${CELL.height}" fill="${style.background}" shape-rendering="crispEdges"/>`,
    );
  const shape = drawn(text.charAt(0), style.foreground, cells);
  if (shape !== null) {
    const place = `translate(${px(column * CELL.width)} ${px(row * CELL.height)})`;
    elements.push(`<g transform="${place}"${paint({ ...style, bold: false }, theme)}>${shape}</g>`);
    return elements;
  }
  for (const { at, piece } of pieces(text)) {
    const width = piece === text ? cells : piece.length;
    elements.push(
      `<text x="${px((column + at) * CELL.width)}" y="${px(row * CELL.height + BASELINE)}" textLength="${px(width * CELL.width)}" lengthAdjust="spacingAndGlyphs"${paint(style, theme)}>${escapeXml(piece)}</text>`,
    );
  }
  return elements;
}

/** A text without its blanks but single ones inside: browsers disagree on whether `xml:space` keeps several. */
const pieces = (text: string): { readonly at: number; readonly piece: string }[] =>
  [...text.matchAll(/\S+(?: \S+)*/g)].map(({ 0: piece, index }) => ({ at: index, piece }));

function styleOf(cell: IBufferCell, theme: Theme): Style {
  const foreground = cell.isFgDefault()
    ? theme.foreground
    : colour(theme, cell.getFgColor(), cell.isFgRGB(), cell.isBold() !== 0);
  const background = cell.isBgDefault() ? null : colour(theme, cell.getBgColor(), cell.isBgRGB(), false);
  const isInverse = cell.isInverse() !== 0;
  return {
    foreground: isInverse ? (background ?? theme.background) : foreground,
    background: isInverse ? foreground : background,
    bold: cell.isBold() !== 0,
    dim: cell.isDim() !== 0,
    italic: cell.isItalic() !== 0,
    underline: cell.isUnderline() !== 0,
  };
}

/** The 16 colours are the theme's; the others are those of xterm. Bold text in a dark colour is shown in the bright one. */
function colour(theme: Theme, value: number, isRgb: boolean, isBold: boolean): string {
  if (isRgb) return hex(value);
  if (value < 16) return theme.palette[isBold && value < 8 ? value + 8 : value] ?? theme.foreground;
  if (value >= 232) return hex((8 + (value - 232) * 10) * 0x010101);
  const level = (n: number): number => (n === 0 ? 0 : 55 + n * 40);
  const index = value - 16;
  return hex(
    (level(Math.floor(index / 36)) << 16) | (level(Math.floor(index / 6) % 6) << 8) | level(index % 6),
  );
}

function paint(style: Style, theme: Theme): string {
  let attributes = '';
  if (style.foreground !== theme.foreground) attributes += ` fill="${style.foreground}"`;
  if (style.dim) attributes += ' opacity="0.6"';
  if (style.bold) attributes += ' font-weight="bold"';
  if (style.italic) attributes += ' font-style="italic"';
  if (style.underline) attributes += ' text-decoration="underline"';
  return attributes;
}

function sameStyle(a: Style, b: Style): boolean {
  return (
    a.foreground === b.foreground &&
    a.background === b.background &&
    a.bold === b.bold &&
    a.dim === b.dim &&
    a.italic === b.italic &&
    a.underline === b.underline
  );
}

const isAscii = (text: string): boolean => /^[\x20-\x7E]*$/.test(text);

/** Two decimals at most: the same number always reads the same. */
const px = (value: number): string => String(Math.round(value * 100) / 100);

const hex = (value: number): string => `#${value.toString(16).padStart(6, '0')}`;

function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, character => XML[character] ?? character);
}

const XML: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
