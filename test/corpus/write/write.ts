import type { Case } from '../label.js';
import type { FormatId } from '../sessions/world.js';
import { writeClaudeTrace } from './claude-trace.js';
import type { Billed, WrittenLog } from './log.js';
import { writeOpenClaw } from './openclaw.js';
import { writeOwn } from './own.js';
import { writeBodies, writePairs } from './pairs.js';

const WRITERS: Readonly<Record<FormatId, (billed: readonly Billed[]) => WrittenLog>> = {
  own: writeOwn,
  pairs: billed => writePairs(billed, true),
  'pairs-untimed': billed => writePairs(billed, false),
  bodies: writeBodies,
  'claude-trace': writeClaudeTrace,
  openclaw: billed => writeOpenClaw(billed, false),
  'openclaw-turns': billed => writeOpenClaw(billed, true),
};

/** The session as a log file in its format. */
export function writeCase({ format, calls, bills }: Case): WrittenLog {
  return WRITERS[format](
    calls.filter(call => call.isElsewhere !== true).map(call => ({ call, bill: bills.get(call.id) ?? null })),
  );
}
