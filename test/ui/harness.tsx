import { EventEmitter } from 'node:events';
import { render } from 'ink';
import { createElement, type ReactNode } from 'react';
import type { Store } from '../../src/store/store.js';
import { App, type AppProps } from '../../src/ui/app.js';

/** What Ink takes for a terminal: it has a size that tests change, and keeps the frames. */
class FakeScreen extends EventEmitter {
  readonly isTTY = true;
  readonly frames: string[] = [];
  constructor(
    public columns: number,
    public rows: number,
  ) {
    super();
  }
  write = (frame: string): boolean => {
    // Cursor commands are no frames.
    if (frame !== '' && !frame.startsWith('\u001B[?')) this.frames.push(frame);
    return true;
  };
}

class FakeKeyboard extends EventEmitter {
  readonly isTTY = true;
  #typed: string[] = [];
  setEncoding(): void {}
  setRawMode(): void {}
  resume(): void {}
  pause(): void {}
  ref(): void {}
  unref(): void {}
  read(): string | null {
    return this.#typed.shift() ?? null;
  }
  type(text: string): void {
    this.#typed.push(text);
    this.emit('readable');
  }
}

export interface Shown {
  /** The newest frame. */
  frame(): string;
  lines(): string[];
  readonly frames: readonly string[];
  /** Types and waits until the keyboard is read. */
  type(text: string): Promise<void>;
  resize(columns: number, rows: number): Promise<void>;
  /** Lets pending effects and renders happen. */
  settle(): Promise<void>;
  isOver(): boolean;
  unmount(): void;
}

/** Shows the program on a fake terminal, the way it is shown on a real one: whole frames, in debug mode. */
export async function show(
  store: Store,
  columns: number,
  rows: number,
  props: Partial<AppProps> = {},
): Promise<Shown> {
  return showTree(createElement(App, { store, ...props }), columns, rows);
}

async function showTree(tree: ReactNode, columns: number, rows: number): Promise<Shown> {
  const screen = new FakeScreen(columns, rows);
  const keyboard = new FakeKeyboard();
  const ink = render(tree, {
    stdout: screen as unknown as NodeJS.WriteStream,
    stdin: keyboard as unknown as NodeJS.ReadStream,
    debug: true,
    patchConsole: false,
    exitOnCtrlC: true,
  });
  let over = false;
  void ink.waitUntilExit().then(() => {
    over = true;
  });
  const settle = async (): Promise<void> => {
    for (let i = 0; i < 5; i++) await new Promise(resolve => setImmediate(resolve));
  };
  await settle();
  const frame = (): string => screen.frames.at(-1) ?? '';
  return {
    frame,
    lines: () => frame().split('\n'),
    frames: screen.frames,
    async type(text) {
      keyboard.type(text);
      await settle();
    },
    async resize(newColumns, newRows) {
      screen.columns = newColumns;
      screen.rows = newRows;
      screen.emit('resize');
      await settle();
    },
    settle,
    isOver: () => over,
    unmount: () => ink.unmount(),
  };
}
