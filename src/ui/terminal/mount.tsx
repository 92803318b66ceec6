/** Puts an Ink tree on the screen: session, frame writer and Ink, in one call. */
import { render, useApp } from 'ink';
import { createContext, type ReactNode, useContext } from 'react';
import { FrameWriter, type FrameWriterOptions } from './frame-writer.js';
import { toAscii } from './glyphs.js';
import { useKeys } from './keys.js';
import { TerminalSession, type TerminalStream } from './session.js';

/** What a panel may ask of the terminal. */
export interface TerminalControl {
  /** Paints all lines again, for a screen that something else wrote on. */
  repaint(): void;
  /** Gives the terminal back to the shell until `fg`. */
  suspend(): void;
  /** Gives the terminal to another program while `run` runs, and takes it back. */
  lend(run: () => void): void;
}

export interface MountOptions {
  /** @default process.stdin */
  readonly stdin?: NodeJS.ReadStream;
  /** @default process.stdout */
  readonly stdout?: TerminalStream;
  /** True if nothing but ASCII may reach the screen. @default false */
  readonly ascii?: boolean;
  /** True if the wheel and clicks are told of; selecting text then needs Shift. @default false */
  readonly mouse?: boolean;
}

export interface Mounted {
  /** Settles after the terminal was given back: the tree called `exit()`, Ctrl-C, or `unmount`. Errors end the process. */
  readonly exited: Promise<void>;
  unmount(): void;
}

/**
 * Shows a tree on the whole screen until it exits. Asks nobody whether there is a terminal: see `whyNotInteractive`.
 *
 * @example
 * const { exited } = mount(<App store={store} />);
 * await exited;
 */
export function mount(tree: ReactNode, options: MountOptions = {}): Mounted {
  const { stdin = process.stdin, stdout = process.stdout, ascii = false, mouse = false } = options;
  const writerOptions: FrameWriterOptions = ascii ? { translate: toAscii } : {};
  const writer = new FrameWriter(stdout, writerOptions);
  const session = new TerminalSession({
    stdin,
    stdout,
    mouse,
    onSuspend: () => writer.pause(),
    onResume: () => writer.resume(),
  });
  const control: TerminalControl = {
    repaint: () => writer.repaint(),
    suspend: () => session.suspend(),
    lend: run => session.lend(run),
  };
  const refresh = (): void => writer.refresh();
  session.enter();
  process.on('SIGWINCH', refresh);
  const ink = render(
    <Terminal.Provider value={control}>
      <TerminalKeys />
      {tree}
    </Terminal.Provider>,
    { stdout: withWriter(stdout, writer), stdin, debug: true, patchConsole: false, exitOnCtrlC: true },
  );
  const exited = ink.waitUntilExit().then(() => {
    process.off('SIGWINCH', refresh);
    writer.close();
    session.leave();
  }, session.fail);
  return { exited, unmount: ink.unmount };
}

/** Inside {@link mount}: the terminal around the tree. In a test without one, nothing happens. */
export function useTerminal(): TerminalControl {
  return useContext(Terminal);
}

const Terminal = createContext<TerminalControl>({
  repaint() {},
  suspend() {},
  lend: run => run(),
});

/** The keys that belong to the terminal, not to the program. Draws nothing. */
function TerminalKeys(): ReactNode {
  const { repaint, suspend } = useTerminal();
  const { exit } = useApp();
  useKeys({
    onKey(key) {
      if (key === 'ctrl+c') exit();
      else if (key === 'ctrl+z') suspend();
      else if (key === 'ctrl+l') repaint();
    },
  });
  return null;
}

/** The stream that Ink sees: what the writer has is the writer's, all else is the terminal's. */
function withWriter(stdout: NodeJS.WriteStream, writer: FrameWriter): NodeJS.WriteStream {
  return new Proxy(stdout, {
    get(target, name) {
      const owner = name in writer ? writer : target;
      const value: unknown = Reflect.get(owner, name, owner);
      return typeof value === 'function' ? value.bind(owner) : value;
    },
  });
}
