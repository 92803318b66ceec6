import { shorten } from '../../../text/fit.js';
import { type PaletteRow, paletteRows } from '../../actions/palette.js';
import { between, box, type Line, line, quiet, strong, whatFits } from '../../line.js';
import type { Panel } from '../../scene.js';

/** What a few letters find: actions with their keys, sessions and lanes, files. */
export const palette: Panel = ({ state, show }, { width, height }) => {
  const { text, at } = state.view.palette;
  const cells = width - 4;
  const all = paletteRows(state);
  const room = Math.max(0, height - 3);
  const here = Math.min(Math.max(0, all.length - 1), at);
  const start = Math.max(0, Math.min(all.length - room, here - Math.floor(room / 2)));
  const rows = all.slice(start, start + room).map((row, i) => rowLine(row, start + i === here, cells, show));
  const typed = line(strong(`:${show(text)}▏`), text === '' ? quiet('  type a few letters') : '');
  const none: Line[] = all.length === 0 ? [[quiet('nothing is called so')]] : rows;
  return box([typed, ...none], width, height, {
    title: [strong('All commands, sessions and files')],
    right: [quiet('enter takes   esc back')],
    focused: true,
  });
};

const WORDS: Readonly<Record<PaletteRow['kind'], string>> = { key: 'key  ', scope: 'scope', file: 'file ' };

function rowLine(row: PaletteRow, isAt: boolean, cells: number, show: (text: string) => string): Line {
  const name = shorten(show(row.name), Math.max(8, cells - 24));
  const left = line(isAt ? strong('▌') : ' ', quiet(` ${WORDS[row.kind]} `), isAt ? strong(name) : name);
  const room = Math.max(0, cells - 10 - name.length);
  return between(
    left,
    whatFits([[quiet(shorten(show(row.detail), room, { cut: 'start' }))]], '', room),
    cells,
  );
}
