import { spawn } from 'node:child_process';
import type { Environment } from './child-env.js';

/** The tmux command that opens a watcher beside the agent; the agent's pane keeps the keyboard. */
export function splitCommand(watcher: readonly string[]): readonly string[] {
  return ['tmux', 'split-window', '-d', '-h', ...watcher];
}

/** Opens the watcher beside this pane. null, or why that is not possible. */
export async function openSplit(watcher: readonly string[], env: Environment): Promise<string | null> {
  if (!env.TMUX) return '--split opens a pane of tmux, and this terminal is not inside tmux';
  const [command = '', ...args] = splitCommand(watcher);
  return new Promise(resolve => {
    const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'], env: { ...env } });
    let problem = '';
    child.stderr.on('data', (chunk: Buffer) => {
      problem += chunk.toString();
    });
    child.once('error', error => resolve(error.message));
    child.once('close', code => resolve(code === 0 ? null : problem.trim() || `tmux ended with ${code}`));
  });
}
