import { sectionBlocks } from '../../prompt/index.js';
import type { Block, Divergence } from '../../prompt/prompt.js';
import type { Evidence } from './rule.js';

/** Where the messages of both prompts part, and what comes back where. */
export interface HistoryShape {
  /** Index of the first differing message block, the same on both sides. */
  readonly at: number;
  readonly before: readonly Block[];
  readonly after: readonly Block[];
  /** Index in `before` at which the new request's differing block stands; -1: nowhere behind the difference. */
  readonly newFoundInOld: number;
  /** Index in `after` at which the parent's differing block stands now; -1: nowhere. */
  readonly oldFoundInNew: number;
}

export function historyShape(evidence: Evidence, divergence: Divergence): HistoryShape {
  const before = sectionBlocks(evidence.before, 'messages');
  const after = sectionBlocks(evidence.after, 'messages');
  const at = divergence.block - evidence.after.starts.messages;
  const old = before[at];
  const now = after[at];
  return {
    at,
    before,
    after,
    newFoundInOld: now === undefined ? -1 : findFrom(before, now.digest, at + 1),
    oldFoundInNew: old === undefined ? -1 : findFrom(after, old.digest, at + 1),
  };
}

/** Blocks that follow each other alike from two places on. */
export function runLength(
  before: readonly Block[],
  from: number,
  after: readonly Block[],
  to: number,
): number {
  const rest = before.slice(from);
  const differing = rest.findIndex((block, i) => block.digest !== after[to + i]?.digest);
  return differing === -1 ? rest.length : differing;
}

function findFrom(blocks: readonly Block[], digest: string, from: number): number {
  for (let index = from; index < blocks.length; index += 1)
    if (blocks[index]?.digest === digest) return index;
  return -1;
}
