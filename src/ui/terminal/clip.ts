import { cellsOf } from '../../text/visible.js';

/** Styles and links, as Ink writes them into a line: they take no cells. */
const SEQUENCE = /\u001B\[[\d;:]*m|\u001B\]8;[^\u0007\u001B]*(?:\u0007|\u001B\\)/g;
const graphemes = new Intl.Segmenter();

/** Cells that a line of a frame takes, without its styles. */
export function lineCells(line: string): number {
  return cellsOf(line.replace(SEQUENCE, ''));
}

/** Cuts a line with styles to at most `cells` cells; styles and links behind the cut are kept, so that they still end. */
export function clipLine(line: string, cells: number): string {
  let out = '';
  let left = cells;
  let from = 0;
  const take = (text: string): void => {
    for (const { segment } of graphemes.segment(text)) {
      const width = cellsOf(segment);
      if (width > left) {
        left = 0;
        return;
      }
      left -= width;
      out += segment;
    }
  };
  for (const match of line.matchAll(SEQUENCE)) {
    take(line.slice(from, match.index));
    out += match[0];
    from = match.index + match[0].length;
  }
  take(line.slice(from));
  return out;
}
