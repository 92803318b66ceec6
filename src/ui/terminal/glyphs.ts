/**
 * The last pass of an ASCII screen: whatever a panel drew, nothing but ASCII and styles leaves.
 *
 * None of our own signs is an emoji or takes a variation selector, for terminals disagree on the width of those. Each takes
 * one cell, and so does its likeness: the layout is the same in both.
 */
import { cellsOf } from '../../text/visible.js';

/** Rewrites a line, cell for cell; what has no likeness becomes question marks. */
export function toAscii(line: string): string {
  return line.replace(NOT_ASCII, character => LIKENESS.get(character) ?? '?'.repeat(cellsOf(character)));
}

const NOT_ASCII = /[^\x00-\x7F]/gu;

/** What stands for each of the signs in a group. */
const GROUPS: readonly (readonly [likeness: string, signs: string])[] = [
  // Frames, axes, trees.
  ['+', '╭╮╰╯├┤└┴┻'],
  ['-', '─'],
  ['|', '│▏'],
  ['=', '━'],
  // Gauge and clock: full, empty. Half a cell ends the gauge, and `>` points at it; it marks the selected row too.
  ['#', '█▰'],
  ['-', '░▱'],
  ['>', '▌'],
  // Strokes of the seismograph: a break, its upper end, growth, what is only predicted; and their bars where there is one row.
  ['#', '┃'],
  [':', '╻╎'],
  ['.', '╷'],
  ['.', '▁▂'],
  [':', '▃▄'],
  ['|', '▅▆'],
  ['#', '▇'],
  // What breaks took from the rate, and what the prefix map read from the cache: never a full block's sign, which stands beside it.
  ['+', '▓'],
  // Prefix map: resent unchanged.
  ['=', '▒'],
  // States and marks.
  ['*', '●'],
  ['o', '○'],
  ['=', '‖'],
  ['x', '✗'],
  ['>', '▸→≥'],
  ['<', '←◂'],
  ['^', '▲↑'],
  ['v', '▼↓'],
  // Text and numbers.
  ['.', '·'],
  ['~', '…≈'],
  ['-', '−'],
  ['$', '↵'],
];

const LIKENESS: ReadonlyMap<string, string> = new Map(
  GROUPS.flatMap(([likeness, signs]) => [...signs].map(sign => [sign, likeness] as const)),
);
