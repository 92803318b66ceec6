import type { Count } from '../../cache/count.js';
import type { ModelRules } from '../../cache/models.js';
import { parameterChanges } from '../../cache/scope.js';
import { sharedBlocks } from '../../prompt/index.js';
import { isAnswer, type Prompt } from '../../prompt/prompt.js';
import { firstDifference } from '../../text/ends.js';
import type { Call, LaneState } from '../calls/call.js';

interface Asking {
  readonly prompt: Prompt;
  readonly at: number | null;
  readonly rules: ModelRules;
  readonly lane: LaneState;
  readonly count: Count;
}

/** Tokens of the longest prefix that a cache without breakpoints may still hold of a request of the lane. */
export function reusableTokens(asking: Asking): number {
  return Math.max(0, ...asking.lane.recent.map(call => reusableOf(call, asking)));
}

function reusableOf({ prompt: before, record, rules }: Call, { prompt, at, count }: Asking): number {
  if (before === null || before.model !== prompt.model) return 0;
  if (parameterChanges(before, prompt).some(({ name }) => name !== 'images')) return 0;
  const idle = at === null || record.at === null ? 0 : at - record.at;
  if (idle > idleLifetime(before, rules)) return 0;
  const shared = sharedBlocks(before.chain, prompt.chain);
  if (rules.family === 'openai-breakpoints') return shared < before.blocks.length ? 0 : upTo(count, shared);
  if (rules.family === 'deepseek') return unitTokens(before, prompt, shared, count);
  return upTo(count, shared) + insideBlock(before, prompt, shared, count);
}

/** OpenAI keeps `in_memory` prefixes for an hour at most (prompt-caching guide); a family's own bound otherwise. */
export function idleLifetime(prompt: Prompt, rules: ModelRules): number {
  const retention = prompt.parameters.prompt_cache_retention;
  return retention === '"in_memory"' ? Math.min(3_600_000, rules.lifetime.possible) : rules.lifetime.possible;
}

/** DeepSeek keeps whole units: the end of a request's input, and the end of its answer (kv_cache guide, V4 rule). */
function unitTokens(before: Prompt, prompt: Prompt, shared: number, count: Count): number {
  if (shared < before.blocks.length) return 0;
  const answered = prompt.blocks.findIndex((block, index) => index >= shared && !isAnswer(block));
  return upTo(count, answered === -1 ? prompt.blocks.length : answered);
}

/** The equal beginning of the first differing block, in proportion to its text. */
function insideBlock(before: Prompt, prompt: Prompt, shared: number, count: Count): number {
  const old = before.blocks[shared]?.canonical;
  const now = prompt.blocks[shared]?.canonical;
  if (old === undefined || now === undefined) return 0;
  const equal = firstDifference(old, now);
  return ((upTo(count, shared + 1) - upTo(count, shared)) * equal) / now.length;
}

function upTo(count: Count, blocks: number): number {
  return blocks <= 0 ? 0 : (count.upTo[blocks - 1] ?? count.total);
}
