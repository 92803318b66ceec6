import type { Block, Prompt } from '../prompt/prompt.js';
import type { Call } from './calls/call.js';
import { ruleOf } from './causes/index.js';
import type { Cause, Shortfall } from './model.js';

/** The prompts of a request and its parent, that in which a path is looked for first in front; null: not at hand. */
export type Pair = readonly [Prompt | null, Prompt | null];

/**
 * Where a break comes from, without its numbers: cause, class of the value, normalised path, agent. Breaks that one piece of
 * code makes over and over share it, in whichever request and message: `history-edited (compacted) at messages[*].tool_result in main`.
 */
export function siteOf(cause: Cause, prompts: Pair, agent: string | null): string {
  const isKnownLater = cause.kind === null || ruleOf(cause).openKinds?.includes(cause.kind) === true;
  const value = isKnownLater ? '' : ` (${cause.kind})`;
  // What was taken out stands in the older one alone.
  const isGone = cause.divergence?.how === 'removed' || cause.kind === 'removed' || cause.kind === 'dropped';
  const sides: Pair = isGone ? [prompts[1], prompts[0]] : prompts;
  const place = cause.path === null ? '' : ` at ${normalisedPath(cause.path, sides)}`;
  return `${cause.id}${value}${place} in ${agent ?? 'main'}`;
}

/** The site of a break: that of its first cause. */
export function siteOfBreak({ evidence, prompt, lane }: Call, { causes: [first] }: Shortfall): string {
  if (first === undefined) throw new Error('a break without a cause');
  return siteOf(first, [evidence?.after ?? prompt, evidence?.before ?? null], lane.agent);
}

/**
 * A path by what it leads to and not by where that stood: `tools[grep].description`, `messages[*].tool_result`. Blocks of the
 * system text keep their number: each is a place of its own.
 */
export function normalisedPath(path: string, prompts: Pair): string {
  const section = /^(?:system|instructions)\b/.test(path) ? 'system' : null;
  const block = section === null ? blockAt(path, prompts) : null;
  if (section !== null || block?.section === 'system') return path;
  const [root = ''] = path.split(/[.[]/, 1);
  if (block?.section === 'tools')
    return `${root}[${block.name ?? '*'}]${anyNumber(path.slice(block.path.length))}`;
  if (block?.section === 'messages') return `${root}[*].${block.kind}`;
  return anyNumber(path);
}

/** The block that a path leads to or into, in the request, else in its parent. */
function blockAt(path: string, prompts: Pair): Block | null {
  for (const prompt of prompts) {
    const found = prompt?.blocks.find(block => leadsTo(path, block.path));
    if (found !== undefined) return found;
  }
  return null;
}

const leadsTo = (path: string, block: string): boolean =>
  path === block || path.startsWith(`${block}.`) || path.startsWith(`${block}[`);

const anyNumber = (path: string): string => path.replace(/\[\d+\]/g, '[*]');
