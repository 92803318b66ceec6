/**
 * Paints whole frames and writes only the cells that changed.
 *
 * Ink 6.8 clears the terminal, scrollback included, for each frame that is as tall as the screen (`ink.tsx`:
 * `lastOutputHeight >= stdout.rows`), and its incremental mode drifts by a row (vadimdemedes/ink#910). In debug mode it
 * writes each commit as one whole frame, empty where a tree draws nothing: this stands in for its stdout. The program's
 * own frames come to it without Ink.
 */
import { EventEmitter } from 'node:events';
import { type Cells, rewrite, toCells } from './cells.js';
import { clipLine, lineCells } from './clip.js';
import {
  BEGIN_SYNCHRONISED,
  END_SYNCHRONISED,
  ERASE_TO_END_OF_LINE,
  HIDE_CURSOR,
  RESET_STYLE,
  SHOW_CURSOR,
  toRow,
} from './escapes.js';

/** What the writer needs of `process.stdout`. */
export interface TerminalOutput extends NodeJS.EventEmitter {
  readonly columns?: number;
  readonly rows?: number;
  readonly writableNeedDrain?: boolean;
  write(text: string): boolean;
}

export interface FrameWriterOptions {
  /** Rewrites a line before it is painted, to the same number of cells: the ASCII fallback. @default unchanged */
  readonly translate?: (line: string) => string;
  /** Least time between two resizes handed on, in milliseconds; the first is handed on at once. @default 50 */
  readonly resizeInterval?: number;
}

/** A row of the screen: its line, and its cells where it has been written by them. */
interface Row {
  readonly line: string;
  readonly cells: Cells | null;
}

/** Emits `resize` after the terminal changed its size. */
export class FrameWriter extends EventEmitter {
  readonly isTTY = true;
  readonly writable = true;
  readonly #out: TerminalOutput;
  readonly #translate: (line: string) => string;
  readonly #resizeInterval: number;
  /** What stands on the screen, by row; none: not known. */
  #screen: Row[] = [];
  /** The newest frame. */
  #frame: string | undefined;
  #isWaiting = false;
  #isResizing = false;
  #hasResizedAgain = false;
  #isPaused = false;
  #isClosed = false;
  #resizeTimer: NodeJS.Timeout | undefined;

  constructor(out: TerminalOutput, options: FrameWriterOptions = {}) {
    super();
    this.#out = out;
    this.#translate = options.translate ?? (line => line);
    this.#resizeInterval = options.resizeInterval ?? 50;
    out.on('resize', this.#onResize);
    out.on('drain', this.#onDrain);
  }

  get columns(): number {
    return this.#out.columns || 80;
  }

  get rows(): number {
    return this.#out.rows || 24;
  }

  /** Takes one whole frame: lines joined by `\n`, with styles. Ink's own cursor commands are dropped: the session owns the cursor. */
  write(frame: string, done?: () => void): boolean {
    if (!this.#isClosed && frame !== '' && frame !== SHOW_CURSOR && frame !== HIDE_CURSOR) {
      this.#frame = frame;
      this.#paint();
    }
    if (done) setImmediate(done);
    return true;
  }

  /** Paints all lines again, whatever is thought to stand on the screen. */
  repaint(): void {
    this.#screen = [];
    this.#paint();
  }

  /**
   * For SIGWINCH: something happened to the window. A size that was changed and changed back in a blink comes without a
   * `resize`, but the terminal has cut off what did not fit meanwhile.
   */
  refresh(): void {
    if (this.#resizeTimer) this.#hasResizedAgain = true;
    else this.repaint();
  }

  /** The screen is not ours: frames are taken and not painted until `resume`. */
  pause(): void {
    this.#isPaused = true;
  }

  /** The screen is ours again, and nothing is known of what stands on it. */
  resume(): void {
    this.#isPaused = false;
    this.repaint();
  }

  /** Paints nothing any more. The screen stays as it is. */
  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#resizeTimer);
    this.#out.off('resize', this.#onResize);
    this.#out.off('drain', this.#onDrain);
  }

  #paint(): void {
    if (this.#frame === undefined || this.#isClosed || this.#isPaused || this.#isResizing) return;
    // A slow link gets the newest frame once it has swallowed the last one; those between are never sent.
    this.#isWaiting = this.#out.writableNeedDrain === true;
    if (this.#isWaiting) return;
    const { columns, rows } = this;
    const lines = this.#frame.split('\n');
    let changes = '';
    for (let row = 0; row < rows; row++) {
      const line = this.#translate(lines[row] ?? '');
      const now = this.#screen[row];
      if (now?.line === line) continue;
      const cells = toCells(line, columns);
      this.#screen[row] = { line, cells };
      changes +=
        cells === null ? toRow(row) + paintedLine(line, columns) : rewrite(row, now?.cells ?? null, cells);
    }
    if (changes !== '') this.#out.write(BEGIN_SYNCHRONISED + changes + END_SYNCHRONISED);
  }

  readonly #onDrain = (): void => {
    if (this.#isWaiting) this.#paint();
  };

  /** Dragging a window resizes it many times a second: the first is handed on at once, then the newest of each interval. */
  readonly #onResize = (): void => {
    if (this.#resizeTimer) {
      this.#hasResizedAgain = true;
      return;
    }
    this.#hasResizedAgain = false;
    this.#announceResize();
    this.#resizeTimer = setTimeout(() => {
      this.#resizeTimer = undefined;
      if (this.#hasResizedAgain) this.#onResize();
    }, this.#resizeInterval);
  };

  /** Ink lays out the old tree for the new width before React hears of it: only the last frame of this tick is painted. */
  #announceResize(): void {
    if (this.#isClosed) return;
    this.#screen = [];
    this.#isResizing = true;
    this.emit('resize');
    setImmediate(() => {
      this.#isResizing = false;
      this.#paint();
    });
  }
}

/** A line and, only where it ends before the edge, the erasure of the rest: after a full line the cursor still stands on its last cell. */
function paintedLine(line: string, columns: number): string {
  const fitting = lineCells(line) > columns ? clipLine(line, columns) : line;
  return fitting + RESET_STYLE + (lineCells(fitting) < columns ? ERASE_TO_END_OF_LINE : '');
}
