import { cellsOf } from '../text/visible.js';

export interface WrapOptions {
  /** Cells of a line, indent included. */
  readonly width: number;
  /** In front of the first line. */
  readonly first?: string;
  /** In front of the others. */
  readonly rest?: string;
}

/** Blanks, but not those inside `465 562` or in front of a percent sign. */
const BLANKS = / (?!(?<=\d )(?:\d{3}\b|%))/;

/** Breaks a text at blanks; a word longer than a line stands alone. Expects one line that went through `visible`. */
export function wrapped(text: string, { width, first = '', rest = first }: WrapOptions): string[] {
  const lines: string[] = [];
  let line = first;
  let empty = true;
  for (const word of text.split(BLANKS).filter(part => part !== '')) {
    if (!empty && cellsOf(line) + 1 + cellsOf(word) > width) {
      lines.push(line);
      line = rest;
      empty = true;
    }
    line += empty ? word : ` ${word}`;
    empty = false;
  }
  return empty ? lines : [...lines, line];
}
