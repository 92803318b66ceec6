import { setFlagsFromString } from 'node:v8';
import { shown } from '../text/shown.js';

/** What a command may touch of the process; tests give their own. */
export interface Io {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly stdinIsTTY: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export interface Output {
  write(text: string): unknown;
  once?(event: 'drain', listener: () => void): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/**
 * How the process ends. 0: done (`check`: held, `diff`: alike). 1: `check` found a budget broken, `diff` a difference; or a bug.
 * 2: it could not be done, and standard error says why.
 */
export type ExitCode = 0 | 1 | 2;

export function processIo(): Io {
  return {
    stdout: process.stdout,
    stderr: process.stderr,
    stdinIsTTY: process.stdin.isTTY === true,
    env: process.env,
  };
}

/** Writes pieces one by one. A reader that takes them slowly is waited for: what it has not taken would be held. */
export async function writeAll(output: Output, parts: Iterable<string>): Promise<void> {
  for (const part of parts) {
    if (output.write(part) !== false) continue;
    await new Promise<void>(resolve => {
      if (output.once === undefined) resolve();
      else output.once('drain', resolve);
    });
  }
}

/** Says on standard error why a command could not be done: a line for each reason. */
export function refuse(io: Io, message: string | readonly string[]): ExitCode {
  say(io, message);
  return 2;
}

/**
 * Says something on standard error, a line for each sentence. What it quotes is made harmless: a line feed in the name of a file
 * begins no line of ours.
 */
export function say(io: Io, message: string | readonly string[]): void {
  const sentences = typeof message === 'string' ? [message] : message;
  for (const sentence of sentences) io.stderr.write(`cachequake: ${shown(sentence)}\n`);
}

/** Sets a flag of V8 in the versions in which those that are set here were tried (Node 20 to 24); later ones keep their own measure. */
export function setFlagIfKnown(flag: string): void {
  if (/^1[1-3]\./.test(process.versions.v8)) setFlagsFromString(flag);
}
