/** Keeps what others print (console calls, process warnings) off the screen while the program owns it. */
import { format } from 'node:util';

const METHODS = ['log', 'info', 'warn', 'error', 'debug', 'trace'] as const;

export interface ConsoleCapture {
  /** The newest lines that were printed, oldest first. */
  readonly lines: readonly string[];
  /** Gives the console back. */
  release(): void;
}

/** Captures the console and process warnings into a ring of `limit` lines. */
export function captureConsole(limit = 200): ConsoleCapture {
  const lines: string[] = [];
  const keep = (...parts: readonly unknown[]): void => {
    lines.push(...format(...parts).split('\n'));
    lines.splice(0, Math.max(0, lines.length - limit));
  };
  const originals = METHODS.map(method => [method, console[method]] as const);
  for (const method of METHODS) console[method] = keep;
  // Node's own listener writes to stderr past every stream.
  const warningListeners = process.listeners('warning');
  const keepWarning = (warning: Error): void => keep(`${warning.name}: ${warning.message}`);
  process.removeAllListeners('warning');
  process.on('warning', keepWarning);
  return {
    lines,
    release() {
      for (const [method, original] of originals) console[method] = original;
      process.off('warning', keepWarning);
      for (const listener of warningListeners) process.on('warning', listener);
    },
  };
}
