/** A tmux server of its own, with panes that a test types into and reads. */
import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** False where tmux is not installed. */
export const hasTmux = spawnSync('tmux', ['-V']).status === 0;

export interface Pane {
  readonly id: string;
  readonly columns: number;
  readonly rows: number;
  /** Process that runs in it. */
  readonly pid: number;
  /** True if it has the keyboard. */
  readonly isActive: boolean;
}

export interface Tmux {
  /** In the order in which they stand on the screen. */
  panes(): Promise<readonly Pane[]>;
  /** What a pane shows. */
  screen(pane: Pane): Promise<string>;
  /** Types keys by their names in tmux, or text. */
  press(pane: Pane, ...keys: readonly string[]): Promise<void>;
  /** Looks until a question to the panes is answered with something else than null. */
  until<T>(what: string, ask: () => Promise<T | null>): Promise<T>;
  /** Looks until a pane shows something. */
  untilShown(pane: Pane, text: RegExp): Promise<string>;
  end(): Promise<void>;
}

export interface TmuxOptions {
  /** Keeps its socket. */
  readonly folder: string;
  readonly columns: number;
  readonly rows: number;
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** Milliseconds to wait for something to be shown. */
const PATIENCE = 20_000;

/** Starts a server with one pane that runs a command. */
export async function startTmux({ folder, columns, rows, command, env }: TmuxOptions): Promise<Tmux> {
  // As on a terminal of a person: see `cleanEnvironment` in terminal.ts.
  const { CI: _ci, NODE_ENV: _node, TMUX: _tmux, FORCE_COLOR: _colour, ...own } = process.env;
  const environment = { ...own, LANG: 'C.UTF-8', TMUX_TMPDIR: folder, ...env };
  const tmux = async (...args: readonly string[]): Promise<string> => {
    const { stdout } = await run('tmux', ['-L', 'cachequake', '-f', '/dev/null', ...args], {
      env: environment,
    });
    return stdout;
  };
  await tmux('new-session', '-d', '-x', String(columns), '-y', String(rows), ...command);

  const screen = (pane: Pane): Promise<string> => tmux('capture-pane', '-p', '-t', pane.id);
  async function until<T>(what: string, ask: () => Promise<T | null>): Promise<T> {
    const end = performance.now() + PATIENCE;
    for (;;) {
      const answer = await ask();
      if (answer !== null) return answer;
      if (performance.now() > end) {
        const shown = await Promise.all((await panes()).map(screen));
        throw new Error(`${PATIENCE} ms passed waiting for ${what}; the panes:\n${shown.join('\n----\n')}`);
      }
      await new Promise(resolve => setTimeout(resolve, 20));
    }
  }
  async function panes(): Promise<readonly Pane[]> {
    const list = await tmux(
      'list-panes',
      '-F',
      '#{pane_id} #{pane_width} #{pane_height} #{pane_pid} #{pane_active}',
    );
    return list
      .trim()
      .split('\n')
      .map(line => {
        const [id = '', ...numbers] = line.split(' ');
        const [width = 0, height = 0, pid = 0, active = 0] = numbers.map(Number);
        return { id, columns: width, rows: height, pid, isActive: active === 1 };
      });
  }

  return {
    panes,
    screen,
    until,
    async press(pane, ...keys) {
      await tmux('send-keys', '-t', pane.id, ...keys);
    },
    untilShown: (pane, text) =>
      until(String(text), async () => {
        const shown = await screen(pane);
        return text.test(shown) ? shown : null;
      }),
    async end() {
      await tmux('kill-server').catch(() => undefined);
    },
  };
}
