/** Text of an exact width: what panels lay their columns with. Expects one line that went through `visible`. */
import { cellsOf } from './visible.js';

export interface FitOptions {
  /** @default 'left' */
  readonly align?: 'left' | 'right' | 'centre';
  /**
   * Where a text that is too long loses characters. Paths read better when they lose their start.
   * @default 'end'
   */
  readonly cut?: 'end' | 'start' | 'middle';
  /**
   * Stands where characters were lost; `~` or `...` on ASCII screens.
   * @default '…'
   */
  readonly ellipsis?: string;
}

/**
 * Cuts or pads a text to exactly `cells` cells, never through a grapheme.
 *
 * @example fit('messages[41]', 8) // 'message…'
 * @example fit('7', 3, { align: 'right' }) // '  7'
 */
export function fit(text: string, cells: number, options: FitOptions = {}): string {
  const cut = shorten(text, cells, options);
  const room = Math.max(0, Math.floor(cells) - cellsOf(cut));
  if (options.align === 'right') return ' '.repeat(room) + cut;
  if (options.align === 'centre')
    return ' '.repeat(Math.floor(room / 2)) + cut + ' '.repeat(Math.ceil(room / 2));
  return cut + ' '.repeat(room);
}

/** Cuts a text to at most `cells` cells; one shorter where a wide character would stand half inside. */
export function shorten(text: string, cells: number, options: FitOptions = {}): string {
  const limit = Math.max(0, Math.floor(cells));
  if (cellsOf(text) <= limit) return text;
  const { cut = 'end', ellipsis = '…' } = options;
  const mark = cellsOf(ellipsis) <= limit ? ellipsis : '';
  const room = limit - cellsOf(mark);
  if (cut === 'start') return mark + tail(text, room);
  if (cut === 'middle') {
    const head = start(text, Math.ceil(room / 2));
    return head + mark + tail(text, room - cellsOf(head));
  }
  return start(text, room) + mark;
}

const graphemes = new Intl.Segmenter();

/** The longest beginning that fits. Reads no further than it has to: payloads are long. */
function start(text: string, cells: number): string {
  let out = '';
  let left = cells;
  for (const { segment } of graphemes.segment(text)) {
    left -= cellsOf(segment);
    if (left < 0) break;
    out += segment;
  }
  return out;
}

/** The longest end that fits. */
function tail(text: string, cells: number): string {
  const segments = [...graphemes.segment(text)];
  let from = segments.length;
  let left = cells;
  while (from > 0) {
    left -= cellsOf(segments[from - 1]?.segment ?? '');
    if (left < 0) break;
    from--;
  }
  return segments
    .slice(from)
    .map(({ segment }) => segment)
    .join('');
}
