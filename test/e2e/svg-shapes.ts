/** Characters that are drawn rather than written: they must meet their neighbours without a gap. */

/** Pixels of a cell: whole numbers, so that neighbours meet on the same pixel. The proportions are those of monospace fonts. */
export const WIDTH = 9;
export const HEIGHT = 19;
const MIDDLE = { x: WIDTH / 2, y: HEIGHT / 2 };
const STROKE = 1;

/** True if a row of the same character is one longer shape. */
export function stretches(character: string): boolean {
  return character === '─' || character === '━' || character === '█' || character in SHADES;
}

/**
 * The shape of a character in a cell whose upper left corner is 0, 0; null: it is written as text.
 *
 * @param cells Neighbouring cells with the same character, more than one only if it {@link stretches}.
 */
export function drawn(character: string, colour: string, cells = 1): string | null {
  const arms = ARMS[character];
  if (arms) return armShapes(arms, cells);
  const corner = CORNERS[character];
  if (corner) return `<path d="${corner}" fill="none" stroke="${colour}" stroke-width="${STROKE}"/>`;
  const shade = SHADES[character];
  if (shade !== undefined) return rectangle(0, 0, WIDTH * cells, HEIGHT, shade);
  if (character === '█') return rectangle(0, 0, WIDTH * cells, HEIGHT);
  const left = LEFT_EIGHTHS.indexOf(character) + 1;
  if (left > 0) return rectangle(0, 0, (WIDTH * left) / 8, HEIGHT);
  const lower = LOWER_EIGHTHS.indexOf(character) + 1;
  if (lower > 0) return rectangle(0, (HEIGHT * (8 - lower)) / 8, WIDTH, (HEIGHT * lower) / 8);
  const slanted = SLANTED[character];
  if (slanted !== undefined) return parallelogram(slanted, colour);
  if (character === '▐') return rectangle(WIDTH / 2, 0, WIDTH / 2, HEIGHT);
  if (character === '▀') return rectangle(0, 0, WIDTH, HEIGHT / 2);
  return null;
}

const LEFT_EIGHTHS = ['▏', '▎', '▍', '▌', '▋', '▊', '▉'];
const LOWER_EIGHTHS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇'];
/** Filled or not. */
const SLANTED: Readonly<Record<string, boolean>> = { '▰': true, '▱': false };
const SHADES: Readonly<Record<string, number>> = { '░': 0.25, '▒': 0.5, '▓': 0.75 };

/** Weight of the arms of a line character, from the middle: up, right, down, left. */
type Arms = readonly [up: number, right: number, down: number, left: number];
const ARMS: Readonly<Record<string, Arms>> = {
  '─': [0, 1, 0, 1],
  '│': [1, 0, 1, 0],
  '┌': [0, 1, 1, 0],
  '┐': [0, 0, 1, 1],
  '└': [1, 1, 0, 0],
  '┘': [1, 0, 0, 1],
  '├': [1, 1, 1, 0],
  '┤': [1, 0, 1, 1],
  '┬': [0, 1, 1, 1],
  '┴': [1, 1, 0, 1],
  '┼': [1, 1, 1, 1],
  '╵': [1, 0, 0, 0],
  '╶': [0, 1, 0, 0],
  '╷': [0, 0, 1, 0],
  '╴': [0, 0, 0, 1],
  '━': [0, 2, 0, 2],
  '┃': [2, 0, 2, 0],
  '╹': [2, 0, 0, 0],
  '╻': [0, 0, 2, 0],
  '╽': [1, 0, 2, 0],
  '╿': [2, 0, 1, 0],
  '╺': [0, 2, 0, 0],
  '╸': [0, 0, 0, 2],
  '╼': [0, 2, 0, 1],
  '╾': [0, 1, 0, 2],
  '┏': [0, 2, 2, 0],
  '┓': [0, 0, 2, 2],
  '┗': [2, 2, 0, 0],
  '┛': [2, 0, 0, 2],
  '┣': [2, 2, 2, 0],
  '┫': [2, 0, 2, 2],
  '┳': [0, 2, 2, 2],
  '┻': [2, 2, 0, 2],
  '╋': [2, 2, 2, 2],
  '┷': [1, 2, 0, 2],
  '┸': [2, 1, 0, 1],
  '┯': [0, 2, 1, 2],
  '┰': [0, 1, 2, 1],
};

const { x, y } = MIDDLE;
const CORNERS: Readonly<Record<string, string>> = {
  '╭': `M${x} ${HEIGHT}V${y + x}Q${x} ${y} ${WIDTH} ${y}`,
  '╮': `M${x} ${HEIGHT}V${y + x}Q${x} ${y} 0 ${y}`,
  '╰': `M${x} 0V${y - x}Q${x} ${y} ${WIDTH} ${y}`,
  '╯': `M${x} 0V${y - x}Q${x} ${y} 0 ${y}`,
};

function armShapes([up, right, down, left]: Arms, cells: number): string {
  const shapes: string[] = [];
  const upright = (weight: number, from: number, to: number): void => {
    if (weight > 0) shapes.push(rectangle(x - (STROKE * weight) / 2, from, STROKE * weight, to - from));
  };
  const level = (weight: number, from: number, to: number): void => {
    if (weight > 0) shapes.push(rectangle(from, y - (STROKE * weight) / 2, to - from, STROKE * weight));
  };
  const reach = STROKE / 2;
  if (up === down) upright(up, 0, HEIGHT);
  else {
    upright(up, 0, y + reach);
    upright(down, y - reach, HEIGHT);
  }
  if (left === right) level(left, 0, WIDTH * cells);
  else {
    level(left, 0, x + reach);
    level(right, x - reach, WIDTH);
  }
  return shapes.join('');
}

function parallelogram(isFilled: boolean, colour: string): string {
  const look = isFilled ? '' : ` fill="none" stroke="${colour}"`;
  return `<path d="M2.5 ${y - 3}H${WIDTH}L${WIDTH - 2.5} ${y + 3}H0Z"${look}/>`;
}

function rectangle(left: number, top: number, width: number, height: number, opacity = 1): string {
  const round = (value: number): number => Math.round(value * 100) / 100;
  const shade = opacity === 1 ? '' : ` fill-opacity="${opacity}"`;
  return `<rect x="${round(left)}" y="${round(top)}" width="${round(width)}" height="${round(height)}"${shade} shape-rendering="crispEdges"/>`;
}
