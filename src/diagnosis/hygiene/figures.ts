import type { Usage } from '../../log/record.js';
import { sharedBlocks } from '../../prompt/index.js';
import type { Block, Prompt } from '../../prompt/prompt.js';
import type { HygieneContext, LaneFigures } from './rule.js';

const TOOLSETS_KEPT = 8;

/** The figures with one request more. */
export function addRequest(
  figures: LaneFigures,
  { prompt, parent, relation, usage }: HygieneContext,
): LaneFigures {
  const { billed, input, cacheRead, cacheWrite, output } = addUsage(figures, usage);
  return {
    requests: figures.requests + 1,
    billed,
    input,
    cacheRead,
    cacheWrite,
    output,
    headsOnly: relation === 'extends' && hasGrownUnmarked(prompt, parent) ? figures.headsOnly + 1 : 0,
    tailsLost: relation === 'extends' && hasLostTail(prompt, parent) ? figures.tailsLost + 1 : 0,
    toolsets: leftToolsets(figures.toolsets, prompt, parent),
    given: figures.given,
  };
}

type Sums = Pick<LaneFigures, 'billed' | 'input' | 'cacheRead' | 'cacheWrite' | 'output'>;

function addUsage(figures: Sums, usage: Usage | null): Sums {
  if (usage?.input == null || usage.cacheRead === null || usage.output === null) return figures;
  const { billed, input, cacheRead, cacheWrite, output } = figures;
  return {
    billed: billed + 1,
    input: input + usage.input,
    cacheRead: cacheRead + usage.cacheRead,
    // Providers that charge nothing for writes do not report them.
    cacheWrite: cacheWrite + (usage.cacheWrite ?? 0),
    output: output + usage.output,
  };
}

/** True if all up to the parent's last breakpoint is still there but the marked block itself, and no other marks a message. */
function hasLostTail(prompt: Prompt, parent: Prompt | null): boolean {
  const marked = parent?.breakpoints.at(-1)?.block;
  if (parent === null || marked === undefined || marked < parent.starts.messages) return false;
  const marksMessages = parent.breakpoints.filter(({ block }) => block >= parent.starts.messages).length;
  return marksMessages === 1 && sharedBlocks(parent.chain, prompt.chain) === marked;
}

/** True if all breakpoints stand in front of the messages. */
export function isHeadOnly({ breakpoints, starts }: Prompt): boolean {
  return breakpoints.length > 0 && breakpoints.every(({ block }) => block < starts.messages);
}

/** True if no message is marked, and those of the parent are all still there. */
function hasGrownUnmarked(prompt: Prompt, parent: Prompt | null): boolean {
  if (parent === null || !isHeadOnly(prompt) || !isHeadOnly(parent)) return false;
  return sharedBlocks(parent.chain, prompt.chain) === parent.blocks.length;
}

/** Bytes of these blocks that cost tokens. */
export function textBytes(blocks: readonly Block[]): number {
  return blocks.reduce((total, block) => total + block.textBytes, 0);
}

function leftToolsets(left: readonly string[], prompt: Prompt, parent: Prompt | null): readonly string[] {
  const before = parent?.hashes.tools ?? null;
  if (before === null || before === prompt.hashes.tools) return left;
  return [...left.filter(hash => hash !== before), before].slice(-TOOLSETS_KEPT);
}
