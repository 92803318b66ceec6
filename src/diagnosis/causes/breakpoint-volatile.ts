import type { Block, Divergence } from '../../prompt/prompt.js';
import { firstDifference } from '../../text/ends.js';
import { blockAfter, blockBefore, type CauseRule, type Evidence, WORDS_FOR } from './rule.js';

/** Share of the shorter text that two blocks must begin alike to be two versions of one. */
const ALIKE = 0.3;
const ALIKE_CHARACTERS = 24;
/** The JSON of a text block up to its text, and a word or a tag. */
const ALIKE_OPENING = 32;

export const breakpointVolatile: CauseRule = {
  id: 'breakpoint-volatile',
  title: 'A breakpoint on a block that changes each time',
  severity: 'medium',
  stage: 'messages',
  vendor: WORDS_FOR.messages,
  fix: 'Put the breakpoint on the last block that stays as it is, in front of the one that changes.',
  find(evidence) {
    const divergence = evidence.differences.messages;
    if (divergence === null) return null;
    const marked = evidence.before.blocks[evidence.kept];
    if (marked === undefined) return null;
    const successor = successorOf(evidence, marked);
    if (successor === undefined || !isGoneUpTo(evidence, divergence, marked, successor)) return null;
    const isSentAnew =
      wasTakenOut(evidence, divergence, marked) ||
      isVersionOf(marked.canonical, successor.canonical) ||
      (movedUp(evidence, divergence) && beginsLike(marked.canonical, successor.canonical));
    if (!isSentAnew) return null;
    return {
      confidence: 'likely',
      summary: `The breakpoint at ${marked.path} stood on a block that is sent anew each time (now ${successor.path}): what it wrote is never read.`,
      divergence,
    };
  },
};

/** The last block of a later message that carries a breakpoint now. */
function successorOf({ after }: Evidence, marked: Block): Block | undefined {
  return after.breakpoints
    .map(breakpoint => after.blocks[breakpoint.block])
    .findLast(block => block !== undefined && block.role === marked.role && block.message > marked.message);
}

/**
 * The marked block is where the two part, or stands at the end of input that is all gone. What is sent anew with it, and never
 * changes, stands beside its successor.
 */
function isGoneUpTo(evidence: Evidence, divergence: Divergence, marked: Block, successor: Block): boolean {
  const first = blockBefore(evidence, divergence);
  if (first === undefined || first === marked) return first === marked;
  const from = evidence.before.blocks.indexOf(first);
  const gone = evidence.before.blocks.slice(from, evidence.kept + 1);
  const { blocks } = evidence.after;
  const sentAnew = blocks.indexOf(successor) + 1 - gone.length;
  const still = new Set(blocks.slice(0, Math.max(0, sentAnew)).map(({ digest }) => digest));
  return gone.every(({ role, digest }) => role === marked.role && !still.has(digest));
}

/** Another message stands in its place: it was not edited, it was never part of the history. */
function wasTakenOut(evidence: Evidence, divergence: Divergence, marked: Block): boolean {
  const now = blockAfter(evidence, divergence);
  return now === undefined || now.role !== marked.role;
}

/** What stood behind it in the parent stands in its place now. */
function movedUp({ before, kept, after }: Evidence, divergence: Divergence): boolean {
  const now = after.blocks[divergence.block]?.digest;
  return before.blocks.slice(kept + 1).some(({ digest }) => digest === now);
}

function beginsLike(before: string, after: string): boolean {
  return firstDifference(before, after) >= ALIKE_OPENING;
}

function isVersionOf(before: string, after: string): boolean {
  const shorter = Math.min(before.length, after.length);
  const start = firstDifference(before, after);
  return start >= ALIKE_CHARACTERS && start >= shorter * ALIKE && before !== after;
}
