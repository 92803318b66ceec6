import { check } from './check.js';
import type { DeclareCommand } from './command.js';
import { demo } from './demo.js';
import { diff } from './diff.js';
import { explain } from './explain.js';
import { history } from './history.js';
import { mcp } from './mcp.js';
import { record } from './record.js';
import { replay } from './replay.js';
import { report } from './report.js';
import { sources } from './sources.js';
import { status } from './status.js';
import { watch } from './watch.js';

/** The commands in the order of the help; a new one is a file beside this and a line here. */
export const COMMANDS: readonly DeclareCommand[] = [
  watch,
  demo,
  replay,
  record,
  report,
  check,
  diff,
  explain,
  sources,
  status,
  history,
  mcp,
];
