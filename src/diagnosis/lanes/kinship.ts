import { keep } from '../../log/oldest.js';
import { type Block, isAnswer, type Prompt } from '../../prompt/prompt.js';
import { middleOf } from './span.js';

/** How much two prompts have in common, section by section; the measure by which lanes are told apart. */
export interface Kinship {
  /** Leading message blocks that are equal. */
  readonly leading: number;
  /** Message blocks of the child. */
  readonly childBlocks: number;
  /** Message blocks of the parent. */
  readonly parentBlocks: number;
  /** Message blocks of the parent that it wants to be kept. */
  readonly parentKept: number;
  /** Messages of the parent from the first difference on. */
  readonly lostMessages: number;
  /** True if the first message differs in one value only and the child went on from it. */
  readonly sameOpening: boolean;
  /** Message blocks of the parent behind the leading ones that the child has too, anywhere. */
  readonly returning: number;
  /** True if the parent went on behind the leading blocks with answers, and the child has none there: only new input. */
  readonly answersGone: boolean;
  /** True if the child has another version of the block in which it leaves the parent: an edit, and no rewind. */
  readonly isEdited: boolean;
  /** True if the parent ended with input alone that is gone, and the child goes on with an answer in its place: the parent's own answer. */
  readonly isAnswered: boolean;
  /** Equal message blocks at any position, as a share of the shorter conversation. */
  readonly overlap: number;
  /** Shared tool names over all tool names; 1 if neither has tools. */
  readonly tools: number;
  /** Shared lines of system text over the lines of the shorter one; 1 if equal or both empty. */
  readonly system: number;
  readonly sameModel: boolean;
}

/** @param kept index of the last block that the parent wants to be kept; -1: none */
export function kinshipOf(parent: Prompt, child: Prompt, kept: number): Kinship {
  const leading = leadingBlocks(parent, child);
  const before = digestsBehind(parent, leading);
  const after = digestsBehind(child, leading);
  const parentKept = Math.max(0, kept + 1 - parent.starts.messages);
  return {
    leading,
    childBlocks: leading + after.length,
    parentBlocks: leading + before.length,
    parentKept,
    returning: sharedOf(before, after),
    lostMessages: lostMessages(parent, leading),
    sameOpening: leading === 0 && sameOpening(parent, child),
    answersGone: hasAnswer(parent, leading) && !hasAnswer(child, leading),
    isEdited: isEdited(
      parent.blocks[parent.starts.messages + leading],
      child.blocks[child.starts.messages + leading],
    ),
    isAnswered: isAnswerAt(child, leading) && !hasAnswer(parent, leading),
    overlap: overlapOf(before, after, leading),
    tools: toolKinship(parent, child),
    system: systemKinship(parent, child),
    sameModel: parent.model === child.model,
  };
}

/**
 * The answer to the same call, or an answer of the model that begins or ends alike: who takes a conversation up earlier sends neither.
 * What a person wrote may be written anew there.
 */
function isEdited(before: Block | undefined, after: Block | undefined): boolean {
  if (before === undefined || after === undefined) return false;
  if (before.kind !== after.kind || before.role !== after.role || before.message !== after.message)
    return false;
  if (before.kind === 'tool_result') return before.name === after.name;
  if (before.role === 'user') return false;
  const { before: old, after: now } = middleOf(before.canonical, after.canonical);
  return Math.max(old.length, now.length) * 2 < Math.max(before.canonical.length, after.canonical.length);
}

function hasAnswer(prompt: Prompt, leading: number): boolean {
  return prompt.blocks.slice(prompt.starts.messages + leading).some(isAnswer);
}

function isAnswerAt({ blocks, starts }: Prompt, leading: number): boolean {
  const block = blocks[starts.messages + leading];
  return block !== undefined && isAnswer(block);
}

function lostMessages(parent: Prompt, leading: number): number {
  const first = parent.blocks[parent.starts.messages + leading]?.message;
  const last = parent.blocks.at(-1)?.message;
  return first === undefined || last === undefined ? 0 : last - first + 1;
}

/** A clock, an id, a name: a value and not another task. */
const VALUE_LENGTH = 80;

/** A clock or an id in the first message must not make each request a conversation of its own. */
function sameOpening(parent: Prompt, child: Prompt): boolean {
  if (child.counts.messages <= parent.counts.messages) return false;
  const before = parent.blocks[parent.starts.messages];
  const after = child.blocks[child.starts.messages];
  if (before === undefined || after === undefined || before.role !== after.role) return false;
  const span = middleOf(before.canonical, after.canonical);
  const value = Math.max(span.before.length, span.after.length);
  return value <= VALUE_LENGTH && value < after.canonical.length / 4;
}

/** Message blocks that both have: those that they begin with, and what comes back behind them, wherever. */
export function commonBlocks(parent: Prompt, child: Prompt): number {
  const leading = leadingBlocks(parent, child);
  return leading + sharedOf(digestsBehind(parent, leading), digestsBehind(child, leading));
}

/** The same agent: it may have changed its tools or its instructions, not both beyond recognition. */
export function isSameAgent(kinship: Kinship): boolean {
  return kinship.tools >= 0.3 || kinship.system >= 0.5;
}

/** Message blocks with which both prompts begin. */
function leadingBlocks(parent: Prompt, child: Prompt): number {
  let leading = 0;
  for (;;) {
    const before = parent.blocks[parent.starts.messages + leading];
    const after = child.blocks[child.starts.messages + leading];
    if (before === undefined || after === undefined || before.digest !== after.digest) return leading;
    leading += 1;
  }
}

function digestsBehind({ blocks, starts }: Prompt, leading: number): readonly string[] {
  return blocks.slice(starts.messages + leading).map(block => block.digest);
}

/** @param before and `after`: what stands behind the leading blocks */
function overlapOf(before: readonly string[], after: readonly string[], leading: number): number {
  const shorter = leading + Math.min(before.length, after.length);
  return shorter === 0 ? 0 : (leading + sharedOf(before, after)) / shorter;
}

function sharedOf(before: readonly string[], after: readonly string[]): number {
  const rest = new Set(before);
  let shared = 0;
  for (const digest of after) if (rest.delete(digest)) shared += 1;
  return shared;
}

function toolKinship(parent: Prompt, child: Prompt): number {
  if (parent.hashes.tools === child.hashes.tools) return 1;
  const before = new Set(toolNames(parent));
  const after = new Set(toolNames(child));
  if (before.size === 0 && after.size === 0) return 1;
  const shared = [...after].filter(name => before.has(name)).length;
  return shared / new Set([...before, ...after]).size;
}

function systemKinship(parent: Prompt, child: Prompt): number {
  if (parent.hashes.system === child.hashes.system) return 1;
  const pair = [parent, child].map(({ api, hashes }) => `${api} ${hashes.system}`).join();
  const share = sharedSystems.get(pair) ?? sharedLines(parent, child);
  keep(sharedSystems, pair, share, SYSTEMS);
  return share;
}

/** By the hashes of two system texts. A lane that nobody goes on from is compared with each request of its session. */
const sharedSystems = new Map<string, number>();
const SYSTEMS = 64;

function sharedLines(parent: Prompt, child: Prompt): number {
  const before = systemLines(parent);
  const after = systemLines(child);
  const shorter = Math.min(before.length, after.length);
  if (shorter === 0) return 0;
  const known = new Set(before);
  return Math.min(1, after.filter(line => known.has(line)).length / shorter);
}

export function toolNames(prompt: Prompt): readonly string[] {
  return prompt.blocks
    .slice(prompt.starts.tools, prompt.starts.system)
    .map(block => block.name ?? block.digest);
}

/** Lines of the system text as they stand in its JSON; short systems count by their sentences. */
function systemLines(prompt: Prompt): readonly string[] {
  const text = prompt.blocks
    .slice(prompt.starts.system, prompt.starts.messages)
    .map(block => block.canonical)
    .join('\\n');
  return text.split(/\\n|(?<=[.:;]) /).filter(line => line.length > 3);
}
