import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import type { Environment } from './child-env.js';

export interface ChildOptions {
  readonly env: Environment;
  /** True if the terminal sends its signals (Ctrl-C) to the child, too: they must not reach it twice. */
  readonly sharesTerminal: boolean;
}

export type ChildEnd =
  /** It ended; 128 + n after signal n, as shells have it. */
  | { readonly started: true; readonly code: number }
  /** It could not be started; 127: no such command, 126: not to be run. */
  | { readonly started: false; readonly code: number; readonly message: string };

/** Sent to us alone, these are meant for the child. */
const FORWARDED: readonly NodeJS.Signals[] = ['SIGTERM', 'SIGHUP', 'SIGUSR1', 'SIGUSR2'];
/** A terminal sends these to all of its foreground processes. */
const FROM_TERMINAL: readonly NodeJS.Signals[] = ['SIGINT', 'SIGQUIT'];

/** Runs a command on our own terminal until it ends. Signals to us go to it; we do not end before it does. */
export function runChild(command: string, args: readonly string[], options: ChildOptions): Promise<ChildEnd> {
  return new Promise(resolve => {
    const child = spawn(command, args, { stdio: 'inherit', env: { ...options.env } });
    const handlers = [...FORWARDED, ...FROM_TERMINAL].map(signal => {
      const isForwarded = FORWARDED.includes(signal) || !options.sharesTerminal;
      const handler = () => void (isForwarded && child.kill(signal));
      process.on(signal, handler);
      return [signal, handler] as const;
    });
    const end = (how: ChildEnd) => {
      for (const [signal, handler] of handlers) process.off(signal, handler);
      resolve(how);
    };
    child.once('error', (error: NodeJS.ErrnoException) => {
      if (child.pid !== undefined) return;
      end({ started: false, code: error.code === 'ENOENT' ? 127 : 126, message: error.message });
    });
    child.once('exit', (code, signal) => {
      end({ started: true, code: code ?? 128 + (signal === null ? 0 : constants.signals[signal]) });
    });
  });
}
