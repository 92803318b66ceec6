import type { Command } from 'commander';
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
