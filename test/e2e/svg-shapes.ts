/** Characters that are drawn rather than written: they must meet their neighbours without a gap. */

const WIDTH = 8.4;
const HEIGHT = 18;
const MIDDLE = { x: WIDTH / 2, y: HEIGHT / 2 };
const STROKE = 1.2;

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
  if (character === '▐') return rectangle(WIDTH / 2, 0, WIDTH / 2, HEIGHT);
  if (character === '▀') return rectangle(0, 0, WIDTH, HEIGHT / 2);
  return null;
}

const LEFT_EIGHTHS = ['▏', '▎', '▍', '▌', '▋', '▊', '▉'];
const LOWER_EIGHTHS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇'];
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
};

const { x, y } = MIDDLE;
const CORNERS: Readonly<Record<string, string>> = {
  '╭': `M${x} ${HEIGHT}V${y + x}Q${x} ${y} ${WIDTH} ${y}`,
  '╮': `M${x} ${HEIGHT}V${y + x}Q${x} ${y} 0 ${y}`,
  '╰': `M${x} 0V${y - x}Q${x} ${y} ${WIDTH} ${y}`,
  '╯': `M${x} 0V${y - x}Q${x} ${y} 0 ${y}`,
};

function armShapes([up, right, down, left]: Arms, cells: number): string {
  const half = (weight: number): number => (STROKE * weight) / 2;
  const wide = WIDTH * cells;
  const shapes: string[] = [];
  if (up > 0) shapes.push(rectangle(x - half(up), 0, 2 * half(up), y + half(1)));
  if (down > 0) shapes.push(rectangle(x - half(down), y - half(1), 2 * half(down), HEIGHT - y + half(1)));
  if (left > 0 && right > 0) shapes.push(rectangle(0, y - half(left), wide, 2 * half(left)));
  else if (left > 0) shapes.push(rectangle(0, y - half(left), x, 2 * half(left)));
  else if (right > 0) shapes.push(rectangle(x, y - half(right), WIDTH - x, 2 * half(right)));
  return shapes.join('');
}

function rectangle(left: number, top: number, width: number, height: number, opacity = 1): string {
  const round = (value: number): number => Math.round(value * 100) / 100;
  const shade = opacity === 1 ? '' : ` fill-opacity="${opacity}"`;
  return `<rect x="${round(left)}" y="${round(top)}" width="${round(width)}" height="${round(height)}"${shade}/>`;
}
