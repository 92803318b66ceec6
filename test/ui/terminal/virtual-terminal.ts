/** A terminal in memory: what the frame writer writes to, with a screen to read. */
import { EventEmitter } from 'node:events';
import { type IBufferNamespace, Terminal } from '@xterm/headless';

export class VirtualTerminal extends EventEmitter {
  columns: number;
  rows: number;
  writableNeedDrain = false;
  /** Everything written so far. */
  written = '';
  /** What happened to it, in order. It is played on a screen when that is asked for, not before: tests fake the clock. */
  readonly #events: (string | { readonly columns: number; readonly rows: number })[] = [];
  readonly #initialSize: { readonly cols: number; readonly rows: number };

  constructor(columns: number, rows: number) {
    super();
    this.columns = columns;
    this.rows = rows;
    this.#initialSize = { cols: columns, rows };
  }

  write(text: string): boolean {
    this.written += text;
    this.#events.push(text);
    return !this.writableNeedDrain;
  }

  resize(columns: number, rows: number): void {
    this.columns = columns;
    this.rows = rows;
    this.#events.push({ columns, rows });
    this.emit('resize');
  }

  /** The rows of the screen. Blanks at the end of a row are kept. Needs real timers. */
  async screen(): Promise<string[]> {
    const { active } = await this.#play();
    return Array.from(
      { length: this.rows },
      (_, row) => active.getLine(row)?.translateToString(false, 0, this.columns) ?? '',
    );
  }

  /** What each cell of the screen looks like, by row: its character, colours and attributes. Needs real timers. */
  async looks(): Promise<string[][]> {
    const { active } = await this.#play();
    return Array.from({ length: this.rows }, (_, row) =>
      Array.from({ length: this.columns }, (__, column) => {
        const cell = active.getLine(row)?.getCell(column);
        if (!cell) return '';
        const marks = [cell.isBold(), cell.isDim(), cell.isUnderline(), cell.isInverse()]
          .map(Number)
          .join('');
        return `${cell.getChars() || ' '} ${cell.getFgColor()} ${cell.getBgColor()} ${marks}`;
      }),
    );
  }

  async #play(): Promise<IBufferNamespace> {
    const terminal = new Terminal({ ...this.#initialSize, allowProposedApi: true });
    const write = (text: string): Promise<void> => new Promise(done => terminal.write(text, done));
    await write('\u001B[?1049h\u001B[?7l');
    for (const event of this.#events) {
      if (typeof event === 'string') await write(event);
      else terminal.resize(event.columns, event.rows);
    }
    return terminal.buffer;
  }
}
