import { paint } from './ink.js';
import { type Line, widthOf } from './line.js';
import type { Screen, ScreenPanel } from './screen.js';

/** A screen as one text: its rows, with their styles, from the left edge to the last cell that is not blank. */
export function frameOf({ bands }: Pick<Screen, 'bands'>): string {
  return bands
    .flatMap(({ height, panels }) => Array.from({ length: height }, (_, row) => rowOf(panels, row)))
    .join('\n');
}

function rowOf(panels: readonly ScreenPanel[], row: number): string {
  const cells = panels.map(({ lines, width }, at) => {
    const of: Line = lines[row] ?? [];
    const isLast = at === panels.length - 1;
    return isLast ? paint(of) : paint(of) + ' '.repeat(Math.max(0, width - widthOf(of)));
  });
  return cells.join('').trimEnd();
}
