import type { Io } from '../../src/cli/io.js';
import { run } from '../../src/cli/run.js';
import { runWatch, type WatchCommandOptions } from '../../src/cli/watch.js';

export interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a command line in this process, without a terminal. */
export function cachequake(...args: readonly string[]): Promise<Outcome> {
  return cachequakeIn({}, ...args);
}

/** Runs a command line with an environment. */
export async function cachequakeIn(env: Io['env'], ...args: readonly string[]): Promise<Outcome> {
  let out = '';
  let err = '';
  const io: Io = {
    stdout: { write: text => (out += text), isTTY: false },
    stderr: { write: text => (err += text), isTTY: false },
    stdinIsTTY: false,
    env,
  };
  const code = await run(args, io);
  return { code, out, err };
}

export interface Watching {
  /** What it has printed so far. */
  out(): string;
  /** Interrupts it. @returns the exit code */
  end(): Promise<number>;
}

/** Watches in this process, without a terminal, until it is interrupted. */
export function watching(
  paths: readonly string[],
  options: WatchCommandOptions = { color: 'auto' },
): Watching {
  let out = '';
  const io: Io = {
    stdout: { write: text => (out += text) },
    stderr: process.stderr,
    stdinIsTTY: false,
    env: {},
  };
  const ended = runWatch(paths, options, io);
  return {
    out: () => out,
    end() {
      process.emit('SIGINT', 'SIGINT');
      return ended;
    },
  };
}
