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

/** Where two lists of blocks go on alike behind a difference, though at other places: what lies between was put in, taken out or replaced. */
export interface Shift {
  /** Index in the older list of the first block that is alike again, and in the newer one. */
  readonly old: number;
  readonly now: number;
  /** Blocks that are alike from there on. */
  readonly run: number;
}

/** What stood where two lists part and is not there any more, and what stands there now: up to where both go on alike. */
export function gapAt(evidence: Evidence, divergence: Divergence): Record<'gone' | 'come', readonly Block[]> {
  const { at, before, after } = historyShape(evidence, divergence);
  const shift = shiftBehind(before, after, at);
  if (shift !== null) return { gone: before.slice(at, shift.old), come: after.slice(at, shift.now) };
  return { gone: before.slice(at, at + 1), come: after.slice(at, at + 1) };
}

/** So many blocks behind a difference are looked at for where both go on. */
const REACH = 8;

/**
 * How far the blocks behind a difference were moved; null: they stand where they stood, or none of them comes back. A window over
 * a conversation moves each message by one or more places: what then stands in a place is another message, and no version of it.
 */
export function shiftBehind(before: readonly Block[], after: readonly Block[], at: number): Shift | null {
  // Where content is repeated, what stands in its place is nearer than what is alike elsewhere.
  if (isAlike(before[at + 1], after[at + 1])) return null;
  for (let k = 0; k <= REACH; k += 1) {
    if (k > 1 && isAlike(before[at + k], after[at + k])) return null;
    const up = meeting(before, after, at, k);
    if (up !== null) return { old: up.far, now: up.near, run: up.run };
    const down = meeting(after, before, at, k);
    if (down !== null) return { old: down.near, now: down.far, run: down.run };
  }
  return null;
}

/** Where the block of `near` at `at + k` stands in `far`; further on only if another follows it there as well, or it is the last. */
function meeting(
  far: readonly Block[],
  near: readonly Block[],
  at: number,
  k: number,
): { readonly far: number; readonly near: number; readonly run: number } | null {
  const block = near[at + k];
  const found = block === undefined ? -1 : findFrom(far, block.digest, at + k + 1);
  if (found < 0) return null;
  const run = runLength(far, found, near, at + k);
  const isEnd = found + run >= far.length || at + k + run >= near.length;
  return k === 0 || run >= 2 || isEnd ? { far: found, near: at + k, run } : null;
}

const isAlike = (one: Block | undefined, other: Block | undefined): boolean =>
  one !== undefined && one.digest === other?.digest;

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
