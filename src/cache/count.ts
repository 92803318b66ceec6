import { oldestOf } from '../log/oldest.js';
import type { Block, Prompt } from '../prompt/prompt.js';
import { droppedBlocks, isAmong } from './compacted.js';

/** Estimates the tokens of a block from its bytes. */
export interface BlockMeter {
  /** Prompts it has learned from; 0: its rate is a start value. */
  readonly observations: number;
  estimate(block: Block): number;
}

/** Exact token counts of prefixes, learned from usage, by model and chain hash. Bounded. */
export interface Anchors {
  get(model: string, chain: string): number | undefined;
  /** True if a count of the prefix is known, of whatever model. */
  has(chain: string): boolean;
  set(model: string, chain: string, tokens: number): void;
}

const LIMIT = 16_384;

export function createAnchors(): Anchors {
  /** By chain hash: each block of each request is looked up, and nearly none is known. */
  const known = new Map<string, Map<string, number>>();
  const oldest = oldestOf(known);
  return {
    get: (model, chain) => known.get(chain)?.get(model),
    has: chain => known.has(chain),
    set(model, chain, tokens) {
      const models = known.get(chain) ?? new Map<string, number>();
      known.set(chain, models.set(model, tokens));
      if (known.size > LIMIT) known.delete(oldest() ?? chain);
    },
  };
}

/**
 * Tokens in front of the end of each block: exact where a usage named the prefix, in between by the bytes of the
 * blocks in proportion, behind the last anchor by the meter's rate.
 */
export interface Count {
  /** `upTo[i]`: tokens of blocks 0..i. */
  readonly upTo: readonly number[];
  readonly isExact: (index: number) => boolean;
  readonly total: number;
  /** True if no usage has told yet how many tokens the model makes of such bytes. */
  readonly isGuessed: boolean;
}

/** An estimate of a prefix may be off by this share, and by this many tokens where that is more. */
const SHARE_OFF = 0.02;
const TOKENS_OFF = 64;

/** How far from a count of tokens an estimate may lie that means the same prefix, in tokens. */
export const mostOff = (tokens: number): number => Math.max(TOKENS_OFF, tokens * SHARE_OFF);

/** @param named blocks, ascending, at which counts may be known (`prefixes.ts`). @default all */
export function countTokens(
  prompt: Prompt,
  model: string,
  anchors: Anchors,
  meter: BlockMeter,
  named: readonly number[] = [...prompt.blocks.keys()],
): Count {
  const size = prompt.blocks.length;
  const upTo = new Array<number>(size).fill(0);
  const exact = new Set<number>();
  let estimate = 0;
  let anchorIndex = -1;
  let anchorEstimate = 0;
  let anchorTokens = 0;
  let next = 0;
  // OpenAI's clients leave out what was compacted; Anthropic's send it on.
  const dropped = prompt.api === 'anthropic-messages' ? droppedBlocks(prompt.blocks) : null;
  for (let index = 0; index < size; index += 1) {
    const block = prompt.blocks[index];
    if (block === undefined) continue;
    const isNamed = named[next] === index;
    if (isNamed) next += 1;
    if (dropped !== null && isAmong(dropped, index)) {
      upTo[index] = upTo[index - 1] ?? 0;
      continue;
    }
    estimate += meter.estimate(block);
    upTo[index] = anchorTokens + estimate - anchorEstimate;
    const known = isNamed ? anchors.get(model, prompt.chain[index] ?? '') : undefined;
    if (known === undefined) continue;
    spread(upTo, anchorIndex + 1, index, { estimated: anchorTokens, base: anchorTokens }, known);
    exact.add(index);
    anchorIndex = index;
    anchorEstimate = estimate;
    anchorTokens = known;
  }
  const isGuessed = exact.size === 0 && meter.observations === 0;
  return { upTo, isExact: index => exact.has(index), total: upTo[size - 1] ?? 0, isGuessed };
}

/** Tokens that there can be up to a block at most: a prefix holds no more than a longer one of which the count is known. */
export function mostUpTo({ upTo, isExact }: Count, block: number): number {
  for (let index = block; index < upTo.length; index += 1) if (isExact(index)) return upTo[index] ?? 0;
  return Number.POSITIVE_INFINITY;
}

/** The same prompt, of which is known how large it was, and how large up to a block; -1: of none is that known. */
export function recounted(count: Count, block: number, base: number, total: number): Count {
  const estimated = block < 0 ? 0 : (count.upTo[block] ?? 0);
  const upTo = count.upTo.map((tokens, index) => (index > block ? tokens : Math.min(tokens, base)));
  const last = upTo.length - 1;
  if (block < last) spread(upTo, block + 1, last, { estimated, base }, Math.max(base, total));
  return { ...count, upTo, total, isGuessed: false };
}

/** Rescales the estimates of `from..to` so that the last one is `tokens`; what stands in front was estimated, and is `base`. */
function spread(
  upTo: number[],
  from: number,
  to: number,
  { estimated, base }: { readonly estimated: number; readonly base: number },
  tokens: number,
): void {
  const rest = (upTo[to] ?? 0) - estimated;
  const factor = rest > 0 ? (tokens - base) / rest : 1;
  for (let index = from; index < to; index += 1) {
    upTo[index] = base + ((upTo[index] ?? 0) - estimated) * factor;
  }
  upTo[to] = tokens;
}
