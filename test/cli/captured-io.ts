import type { Io } from '../../src/cli/io.js';
import { run } from '../../src/cli/run.js';

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
