import { join } from 'node:path';
import type { IBufferCell } from '@xterm/headless';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEMO_LOGS, launchCachequake } from './cachequake.js';
import { THEMES, type ThemeName } from './svg.js';
import { endAll } from './terminal.js';

const VIEWS: readonly (readonly [keys: readonly string[], shows: RegExp])[] = [
  [['m', '/', 'read'], /\/read▏/],
  [['escape', '?'], /Help/],
  [['escape', 's'], /Scope/],
  [['escape', ':'], /All commands/],
  [['escape', 'L'], /Messages/],
  [['escape', 'tab', '2', 'enter'], /0x|\[2 hex\]/],
];

interface Drawn {
  /** Index in the palette of 16; -1: the default colour. */
  readonly ink: number;
  readonly bold: boolean;
  /** One of the characters that are drawn so. */
  readonly text: string;
}

const drawn = new Map<string, Drawn>();
let raw = '';

beforeAll(async () => {
  const log = join(DEMO_LOGS, 'message-id.jsonl');
  const program = launchCachequake([log], { cols: 120, rows: 36 });
  await program.waitFor(/IDLE[\s\S]*following/);
  const { active } = program.terminal.buffer;
  const look = (): void => {
    for (let row = 0; row < program.terminal.rows; row += 1)
      for (let column = 0; column < program.terminal.cols; column += 1) {
        const cell = active.getLine(row)?.getCell(column);
        if (cell && cell.getChars().trim() !== '') add(cell);
      }
  };
  look();
  for (const [keys, shows] of VIEWS) {
    program.press(...keys);
    await program.waitFor(shows);
    look();
  }
  raw = program.raw();
  await endAll();
}, 60_000);
afterAll(endAll);

function add(cell: IBufferCell): void {
  const ink = cell.isFgDefault() ? -1 : cell.getFgColor();
  const bold = cell.isBold() !== 0;
  drawn.set(`${ink} ${bold}`, { ink, bold, text: cell.getChars() });
}

it('writes no yellow, no bright black, no ground of its own; what is quiet is dim', () => {
  const codes = new Set(
    [...raw.matchAll(/\u001B\[([\d;]*)m/g)].flatMap(([, codes = '']) => codes.split(';')),
  );
  // Reset, bold, dim, inverse; red, magenta, cyan, bright blue. 39 and the like end them.
  const known = ['', '0', '1', '2', '7', '22', '27', '31', '35', '36', '39', '94'];
  expect([...codes].filter(code => !known.includes(code))).toEqual([]);
  expect([...codes]).toEqual(expect.arrayContaining(['2', '31', '36']));
});

describe.each(Object.keys(THEMES) as ThemeName[])('in a terminal that is %s', name => {
  const { background, foreground, palette } = THEMES[name];

  it('draws everything in a colour that stands out from the ground', () => {
    const weak = [...drawn.values()].flatMap(({ ink, bold, text }) => {
      // Some terminals draw bold text in the bright colour.
      const inks = ink < 0 ? [foreground] : [palette[ink], ...(bold && ink < 8 ? [palette[ink + 8]] : [])];
      return inks.filter(colour => contrast(colour ?? '', background) < LEAST).map(colour => [colour, text]);
    });
    expect(weak).toEqual([]);
    expect(drawn.size).toBeGreaterThan(5);
  });
});

/** Less than this is hard to find on the ground; Solarized's own text has 4.1 and its accents 2.8 and more. */
const LEAST = 2.5;

/** Of two colours `#rrggbb`, from 1 to 21: https://www.w3.org/TR/WCAG21/#dfn-contrast-ratio */
function contrast(a: string, b: string): number {
  const [darker = 0, lighter = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (lighter + 0.05) / (darker + 0.05);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map(at => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
