/** What follows a log without a screen, as tests read it. */
import { createJsonPrinter } from '../src/cli/live/print-json.js';
import { createPlainPrinter } from '../src/cli/live/print-plain.js';

/** The printers of `--json` and `--plain`, which add what they print to a list. */
export function printersTo(
  out: string[],
): readonly [ReturnType<typeof createJsonPrinter>, ReturnType<typeof createPlainPrinter>] {
  const write = { write: (text: string) => out.push(text) };
  return [createJsonPrinter(write), createPlainPrinter(write, { ascii: false, laneName: lane => lane })];
}
