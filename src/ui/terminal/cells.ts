/**
 * Lines as cells, so that a change of a line costs what of its cells changed. Only lines of which all terminals know how wide
 * they are: where one holds a wide, joined or combining character, there is no telling where the cell behind it stands.
 */
import { cellsOf } from '../../text/visible.js';
import { ERASE_TO_END_OF_LINE, RESET_STYLE, toColumn, toRow } from './escapes.js';

/** A character and its style for each cell of a row. A style is the parameters of the SGR sequence that sets it, empty for plain. */
export interface Cells {
  readonly characters: readonly string[];
  readonly styles: readonly string[];
}

/** A line of a frame on a row of so many cells, cut or filled up with blanks; null if it must be written as a whole. */
export function toCells(line: string, columns: number): Cells | null {
  const characters: string[] = [];
  const styles: string[] = [];
  const active = new Map<Attribute, number>();
  let style = '';
  for (let at = 0; at < line.length; ) {
    const character = line.charAt(at);
    if (character !== '\u001B') {
      if (!isOneCell(character)) return null;
      if (characters.length < columns) {
        characters.push(character);
        styles.push(style);
      }
      at += 1;
      continue;
    }
    SGR.lastIndex = at;
    const [sequence, parameters = ''] = SGR.exec(line) ?? [];
    if (sequence === undefined || !apply(parameters, active)) return null;
    style = [...active.values()].join(';');
    at += sequence.length;
  }
  while (characters.length < columns) {
    characters.push(' ');
    styles.push('');
  }
  return { characters, styles };
}

/** What turns a row of the screen into another: the runs of cells that differ. What stands there now may be unknown: null. */
export function rewrite(row: number, now: Cells | null, next: Cells): string {
  let out = '';
  for (const [from, to] of runs(now, next))
    out += (out === '' ? toRow(row, from) : toColumn(from)) + run(next, from, to);
  return out;
}

type Attribute = 'bold' | 'dim' | 'italic' | 'underline' | 'inverse' | 'strike' | 'ink' | 'ground';

const SGR = /\u001B\[([\d;]*)m/y;

const SETS: ReadonlyMap<number, Attribute> = new Map<number, Attribute>([
  [1, 'bold'],
  [2, 'dim'],
  [3, 'italic'],
  [4, 'underline'],
  [7, 'inverse'],
  [9, 'strike'],
  ...colours(30, 'ink'),
  ...colours(90, 'ink'),
  ...colours(40, 'ground'),
  ...colours(100, 'ground'),
]);

const CLEARS: ReadonlyMap<number, readonly Attribute[]> = new Map<number, readonly Attribute[]>([
  [22, ['bold', 'dim']],
  [23, ['italic']],
  [24, ['underline']],
  [27, ['inverse']],
  [29, ['strike']],
  [39, ['ink']],
  [49, ['ground']],
]);

function colours(first: number, attribute: Attribute): [number, Attribute][] {
  return Array.from({ length: 8 }, (_, i) => [first + i, attribute]);
}

/** False where a parameter is not known. */
function apply(parameters: string, active: Map<Attribute, number>): boolean {
  for (const code of parameters.split(';').map(Number)) {
    const attribute = SETS.get(code);
    const cleared = CLEARS.get(code);
    if (code === 0) active.clear();
    else if (attribute) active.set(attribute, code);
    else if (cleared) for (const each of cleared) active.delete(each);
    else return false;
  }
  return true;
}

const known = new Map<string, boolean>();

function isOneCell(character: string): boolean {
  if (character >= ' ' && character <= '~') return true;
  let is = known.get(character);
  if (is === undefined) {
    is = !/[\uD800-\uDFFF\p{M}]/u.test(character) && cellsOf(character) === 1;
    known.set(character, is);
  }
  return is;
}

/** To go to a place and set its style takes as much as to write so many cells again. */
const NEAR = 8;

/** From and to (behind its end) of each run of cells that differ, with those between near ones. */
function runs(now: Cells | null, { characters, styles }: Cells): [number, number][] {
  if (now === null) return [[0, characters.length]];
  const out: [number, number][] = [];
  for (const [i, character] of characters.entries()) {
    if (now.characters[i] === character && now.styles[i] === styles[i]) continue;
    const last = out.at(-1);
    if (last && i - last[1] < NEAR) last[1] = i + 1;
    else out.push([i, i + 1]);
  }
  return out;
}

function run({ characters, styles }: Cells, from: number, to: number): string {
  // Blanks up to the edge are erased. Never from the last cell on: behind a full line the cursor still stands on it.
  let end = to;
  if (to === characters.length)
    while (end > from && characters[end - 1] === ' ' && styles[end - 1] === '') end -= 1;
  const erases = to - end > ERASE_TO_END_OF_LINE.length;
  let out = '';
  let style = '';
  for (let i = from; i < (erases ? end : to); i += 1) {
    const wanted = styles[i] ?? '';
    if (wanted !== style) out += wanted === '' ? RESET_STYLE : `\u001B[${style === '' ? '' : '0;'}${wanted}m`;
    style = wanted;
    out += characters[i] ?? ' ';
  }
  return out + (style === '' ? '' : RESET_STYLE) + (erases ? ERASE_TO_END_OF_LINE : '');
}
