/** What stands below the options of a command's help, for 80 columns: examples, then how it ends. */
import { wrapped } from '../../report/wrap.js';

/** A command line, and what it does; null: it says so itself. */
export type Example = readonly [line: string, does: string | null];

const WIDTH = 80;
/** A longer line has its words below it. */
const LONGEST = 44;

/** @param says how the command ends is part of it (`Ends with …`) */
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
