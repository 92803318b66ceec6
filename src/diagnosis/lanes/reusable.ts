import { idleLifetime } from '../../cache/automatic.js';
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
}

/** What is shared with an earlier request: whole blocks, and a share of the next one. */
interface Reach {
  readonly blocks: number;
  readonly share: number;
}

/**
 * Tokens of the longest prefix that a cache without breakpoints may still hold of a request of the lane, in the sizes of a count. Which
 * requests there are is settled when it is asked for.
 */
export function reusableTokens(asking: Asking): (count: Count) => number {
  const reaches = asking.lane.recent.flatMap(call => reachOf(call, asking) ?? []);
  return count => Math.max(0, ...reaches.map(reach => tokensOf(reach, count)));
}

function tokensOf({ blocks, share }: Reach, count: Count): number {
  const whole = upTo(count, blocks);
  return share === 0 ? whole : whole + (upTo(count, blocks + 1) - whole) * share;
}

function reachOf({ prompt: before, record, rules }: Call, { prompt, at }: Asking): Reach | null {
  if (before === null || before.model !== prompt.model) return null;
  if (parameterChanges(before, prompt).some(({ name }) => name !== 'images')) return null;
  const idle = at === null || record.at === null ? 0 : at - record.at;
  if (idle > idleLifetime(before, rules)) return null;
  const shared = sharedBlocks(before.chain, prompt.chain);
  if (rules.keeps === 'requests') return shared < before.blocks.length ? null : { blocks: shared, share: 0 };
  if (rules.keeps === 'units') return unitOf(before, prompt, shared);
  return { blocks: shared, share: shareOfNext(before, prompt, shared) };
}

/** To the end of the earlier request's input, or to the end of its answer. */
function unitOf(before: Prompt, prompt: Prompt, shared: number): Reach | null {
  if (shared < before.blocks.length) return null;
  const answered = prompt.blocks.findIndex((block, index) => index >= shared && !isAnswer(block));
  return { blocks: answered === -1 ? prompt.blocks.length : answered, share: 0 };
}

/** The equal beginning of the first differing block, as a share of its text. Of another image nothing is equal, however its bytes begin. */
function shareOfNext(before: Prompt, prompt: Prompt, shared: number): number {
  const old = before.blocks[shared];
  const now = prompt.blocks[shared];
  if (old === undefined || now === undefined || now.kind === 'image') return 0;
  return firstDifference(old.canonical, now.canonical) / now.canonical.length;
}

function upTo(count: Count, blocks: number): number {
  return blocks <= 0 ? 0 : (count.upTo[blocks - 1] ?? count.total);
}
