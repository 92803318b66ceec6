/** What a mouse did at a cell; column and row are counted from 0. */
export interface MouseAction {
  readonly kind: 'click' | 'wheel-up' | 'wheel-down';
  readonly column: number;
  readonly row: number;
}

/** Terminals report presses and the wheel (1000), in numbers of any size (1006). Native selection then needs Shift. */
export const MOUSE_ON = '\u001B[?1000h\u001B[?1006h';
export const MOUSE_OFF = '\u001B[?1006l\u001B[?1000l';

/** Button codes without the bits of keys that were held: xterm, ctlseqs, "Extended coordinates". */
const KINDS: ReadonlyMap<number, MouseAction['kind']> = new Map([
  [0, 'click'],
  [64, 'wheel-up'],
  [65, 'wheel-down'],
]);
const HELD = 0b11100;
const REPORT = /^\[<(\d+);(\d+);(\d+)M$/;

/** Reads a report without its escape: `[<64;10;20M`. null: it is none, or means nothing here (a release, other buttons). */
export function mouseOf(input: string): MouseAction | null {
  const [, button, column, row] = REPORT.exec(input) ?? [];
  const kind = KINDS.get(Number(button) & ~HELD);
  if (button === undefined || kind === undefined) return null;
  return { kind, column: Number(column) - 1, row: Number(row) - 1 };
}
