/**
 * Runs a program in a real pseudo-terminal and reads its screen, as a person would: press, look, wait until it shows.
 * There are no sleeps: what is waited for is checked whenever the program has written.
 */
import * as pty from '@lydell/node-pty';
import unicode11 from '@xterm/addon-unicode11';
import xterm, { type Terminal } from '@xterm/headless';

export interface LaunchOptions {
  readonly command: string;
  readonly args?: readonly string[];
  /** @default 120 */
  readonly cols?: number;
  /** @default 36 */
  readonly rows?: number;
  /** Added to a clean environment; undefined removes a variable. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
}

export interface WaitOptions {
  /** Milliseconds. @default 15000 */
  readonly timeout?: number;
}

export interface Exit {
  /** 0 if a signal ended it. */
  readonly code: number;
  readonly signal: number;
}

/** A regular expression on the lines of the screen joined by `\n`, or a question to them. */
export type Condition = RegExp | ((lines: readonly string[]) => boolean);

export class LaunchedProgram {
  readonly pid: number;
  readonly exited: Promise<Exit>;
  readonly #pty: pty.IPty;
  readonly #terminal: Terminal;
  readonly #watchers = new Set<() => void>();
  #raw = '';
  /** Characters of `#raw` that the screen shows by now. */
  #onScreen = 0;
  #hasEnded = false;

  constructor(options: LaunchOptions) {
    const { command, args = [], cols = 120, rows = 36, env = {}, cwd } = options;
    this.#terminal = new xterm.Terminal({ cols, rows, allowProposedApi: true, scrollback: 1000 });
    this.#terminal.loadAddon(new unicode11.Unicode11Addon());
    this.#terminal.unicode.activeVersion = '11';
    this.#pty = pty.spawn(command, [...args], {
      cols,
      rows,
      // It sets TERM.
      name: env.TERM ?? 'xterm-256color',
      env: setOnly({ ...cleanEnvironment(), ...env }),
      ...(cwd === undefined ? {} : { cwd }),
    });
    this.pid = this.#pty.pid;
    this.#pty.onData(data => {
      this.#raw += data;
      const end = this.#raw.length;
      this.#terminal.write(data, () => {
        this.#onScreen = end;
        this.#notify();
      });
    });
    // What a program asks its terminal (and what the terminal answers) is part of the conversation.
    this.#terminal.onData(answer => this.#pty.write(answer));
    this.exited = new Promise(resolve => {
      this.#pty.onExit(({ exitCode, signal }) =>
        this.#terminal.write('', () => {
          this.#hasEnded = true;
          resolve({ code: exitCode, signal: signal ?? 0 });
          this.#notify();
        }),
      );
    });
  }

  /** The rows of the screen, without the blanks at their ends. */
  screen(): string[] {
    const { active } = this.#terminal.buffer;
    return Array.from(
      { length: this.#terminal.rows },
      (_, row) => active.getLine(active.baseY + row)?.translateToString(true, 0, this.#terminal.cols) ?? '',
    );
  }

  /** The rows that can be seen and those that were scrolled out of view. */
  history(): string[] {
    const { active } = this.#terminal.buffer;
    return Array.from(
      { length: active.length },
      (_, row) => active.getLine(row)?.translateToString(true, 0, this.#terminal.cols) ?? '',
    );
  }

  /** The terminal itself, for what the text does not tell: colours, cells. */
  get terminal(): Terminal {
    return this.#terminal;
  }

  get isAlternate(): boolean {
    return this.#terminal.buffer.active.type === 'alternate';
  }

  /** Whether the last command about it shows the cursor. */
  get isCursorShown(): boolean {
    return this.#raw.lastIndexOf('\u001B[?25h') >= this.#raw.lastIndexOf('\u001B[?25l');
  }

  /** Everything that the program wrote. */
  raw(): string {
    return this.#raw;
  }

  /** Resolves with the screen as soon as it fulfils a condition; fails with the screen in its message. */
  waitFor(condition: Condition, { timeout = 15_000 }: WaitOptions = {}): Promise<string[]> {
    const holds =
      condition instanceof RegExp
        ? (lines: readonly string[]) => condition.test(lines.join('\n'))
        : condition;
    return new Promise((resolve, reject) => {
      const settle = (act: () => void): void => {
        clearTimeout(timer);
        this.#watchers.delete(check);
        act();
      };
      const fail = (why: string): void =>
        settle(() =>
          reject(new Error(`${why} waiting for ${condition}; the screen:\n${this.screen().join('\n')}`)),
        );
      const check = (): void => {
        const lines = this.screen();
        if (holds(lines)) settle(() => resolve(lines));
        else if (this.#hasEnded) fail('the program ended');
      };
      const timer = setTimeout(() => fail(`${timeout} ms passed`), timeout);
      this.#watchers.add(check);
      if (!this.#isMidFrame()) check();
    });
  }

  /** Types text, or keys by name: `ctrl+c`, `escape`, `enter`, `tab`, `up`, … */
  press(...keys: readonly string[]): void {
    for (const key of keys) this.#pty.write(KEYS[key] ?? control(key) ?? key);
  }

  resize(cols: number, rows: number): void {
    this.#terminal.resize(Math.max(2, cols), rows);
    this.#pty.resize(cols, rows);
  }

  kill(signal: NodeJS.Signals = 'SIGKILL'): void {
    if (this.#hasEnded) return;
    try {
      process.kill(this.pid, signal);
    } catch {
      // It ended a moment ago, and its exit has not reached us yet.
    }
  }

  /** Between the two commands of a synchronised update (DEC mode 2026) a person sees nothing new, and neither do we. */
  #isMidFrame(): boolean {
    const last = (command: string): number => this.#raw.lastIndexOf(command, this.#onScreen - command.length);
    return last('\u001B[?2026h') > last('\u001B[?2026l');
  }

  #notify(): void {
    if (this.#isMidFrame() && !this.#hasEnded) return;
    for (const watcher of [...this.#watchers]) watcher();
  }
}

const running = new Set<LaunchedProgram>();

/** Starts a program in a terminal of its own. */
export function launch(options: LaunchOptions): LaunchedProgram {
  const program = new LaunchedProgram(options);
  running.add(program);
  void program.exited.then(() => running.delete(program));
  return program;
}

/** Ends what tests left running; for `afterEach`. */
export async function endAll(): Promise<void> {
  const left = [...running];
  for (const program of left) program.kill();
  await Promise.all(left.map(({ exited }) => exited));
}

const KEYS: Readonly<Record<string, string>> = {
  enter: '\r',
  escape: '\u001B',
  tab: '\t',
  'shift+tab': '\u001B[Z',
  backspace: '\u007F',
  space: ' ',
  up: '\u001B[A',
  down: '\u001B[B',
  right: '\u001B[C',
  left: '\u001B[D',
  home: '\u001B[H',
  end: '\u001B[F',
  pageup: '\u001B[5~',
  pagedown: '\u001B[6~',
};

function control(key: string): string | undefined {
  const letter = /^ctrl\+([a-z])$/.exec(key)?.[1];
  return letter === undefined ? undefined : String.fromCharCode(letter.charCodeAt(0) - 96);
}

/** A variable that is undefined would reach the program as the word. */
function setOnly(env: Record<string, string | undefined>): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined));
}

/** An interactive user's: Ink draws nothing but the last frame where `CI` is set, and the test runner sets colours. */
function cleanEnvironment(): Record<string, string | undefined> {
  const unset =
    /^(?:CI|CI_.*|CONTINUOUS_INTEGRATION|NO_COLOR|FORCE_COLOR|NODE_ENV|NODE_OPTIONS|VITEST.*|TMUX.*|COLUMNS|LINES)$/;
  const kept = Object.entries(process.env).filter(([name]) => !unset.test(name));
  return { ...Object.fromEntries(kept), LANG: 'C.UTF-8', TZ: 'UTC' };
}
