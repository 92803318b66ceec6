import type { Command } from 'commander';
import { wrapped } from '../../report/wrap.js';
import type { Io } from '../io.js';

export interface Cli {
  readonly io: Io;
  /** Says how the process ends: an `ExitCode`, or that of the command which `record` ran. */
  finish(code: number): void;
  /** Says of a command that it ends with a last line when it is told to stop. */
  follows(command: Command): Command;
}

/**
 * Adds one command to the program. What it runs is imported when it runs: `report` must not load the screen, and the
 * help must not load anything.
 */
export type DeclareCommand = (program: Command, cli: Cli) => void;

/** A command line of a help, and what it does; null: it says so itself. */
type Example = readonly [line: string, does: string | null];

const WIDTH = 80;
/** A longer line has its words below it. */
const LONGEST = 44;

/** What stands below the options of a help, for 80 columns. @param says how the command ends is part of it (`Ends with …`) */
export function examplesAnd(says: string, examples: readonly Example[]): string {
  const short = examples.flatMap(([line, does]) =>
    does === null || line.length > LONGEST ? [] : line.length,
  );
  const column = 4 + Math.max(LEAST, ...short);
  const rest = ' '.repeat(column);
  const lines = examples.flatMap(([line, does]) => {
    const first = `  ${line}`.padEnd(column);
    if (does === null) return [first.trimEnd()];
    if (line.length <= LONGEST) return wrapped(does, { width: WIDTH, first, rest });
    return [first.trimEnd(), ...wrapped(does, { width: WIDTH, first: rest })];
  });
  return ['', 'Examples:', ...lines, '', ...wrapped(says, { width: WIDTH })].join('\n');
}

const LEAST = 20;
