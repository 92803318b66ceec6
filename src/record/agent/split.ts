/** A watcher in a pane of tmux beside the agent. */
import { spawn } from 'node:child_process';
import type { Environment } from './child-env.js';

/** Cells of the agent's pane before it is split. */
export interface PaneSize {
  readonly columns: number;
  readonly rows: number;
}

/** Columns that programs take for granted; side by side, both panes must have them. */
const EVERYDAY = 80;
/** Rows from which the watcher shows a list and its detail, and what it leaves to the agent for that. */
const WITH_DETAIL = 18;
const LEFT_TO_AGENT = 12;

/** The tmux command that opens a watcher beside or below the agent; the agent's pane keeps the keyboard. */
export function splitCommand(
  watcher: readonly string[],
  pane: string,
  { columns, rows }: PaneSize,
): readonly string[] {
  const isWide = columns > 2 * EVERYDAY;
  const half = Math.floor(((isWide ? columns : rows) - 1) / 2);
  const size = !isWide && rows > WITH_DETAIL + LEFT_TO_AGENT ? Math.max(half, WITH_DETAIL) : half;
  return ['split-window', '-d', isWide ? '-h' : '-v', '-l', String(size), '-t', pane, ...watcher];
}

/** Opens the watcher beside this pane. null, or why that is not possible. */
export async function openSplit(watcher: readonly string[], env: Environment): Promise<string | null> {
  if (!env.TMUX) return '--split opens a pane of tmux, and this terminal is not inside tmux';
  // The pane that somebody looks at now may be another one.
  const pane = env.TMUX_PANE ?? '';
  const asked = await tmux(['display-message', '-p', '-t', pane, '#{pane_width} #{pane_height}'], env);
  if (!asked.ok) return asked.problem;
  const [columns = 0, rows = 0] = asked.output.trim().split(' ').map(Number);
  const split = await tmux(splitCommand(watcher, pane, { columns, rows }), env);
  return split.ok ? null : split.problem;
}

type Answer =
  | { readonly ok: true; readonly output: string }
  | { readonly ok: false; readonly problem: string };

function tmux(args: readonly string[], env: Environment): Promise<Answer> {
  return new Promise(resolve => {
    const child = spawn('tmux', args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...env } });
    let [output, problem] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      problem += chunk.toString();
    });
    child.once('error', error => resolve({ ok: false, problem: error.message }));
    child.once('close', code =>
      resolve(
        code === 0
          ? { ok: true, output }
          : { ok: false, problem: `tmux: ${problem.trim() || `ended with ${code}`}` },
      ),
    );
  });
}
