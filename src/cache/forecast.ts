import { isWhole } from '../prompt/index.js';
import type { Breakpoint, Prompt } from '../prompt/prompt.js';
import { droppedBlocks, isAmong } from './compacted.js';
import type { Count } from './count.js';
import { type Entries, type Entry, isAlive, isVisible } from './entries/entries.js';
import { lifetimeMs } from './lifetime.js';
import type { ModelRules } from './models.js';
import { positionsOf } from './positions.js';
import type { CacheScope } from './scope.js';

/** The rules of a cache that writes at breakpoints, per model and API. */
export interface BreakpointRules {
  /** Smallest prefix that is cached, in tokens; between the two the provider's word and users' measurements differ. null: unknown model. */
  readonly minimum: { readonly certain: number; readonly uncertainUpTo: number } | null;
  /** Positions looked at per breakpoint, the breakpoint itself included. */
  readonly lookback: number;
  /** Runs of tool_use / tool_result count as one position. */
  readonly collapseRuns: boolean;
  /** More than four breakpoints are refused by the API. */
  readonly breakpoints: number;
}

/** What a request will read, write and pay, and why. Token counts are estimates unless `exact`. */
export interface Forecast {
  readonly read: number;
  readonly write5m: number;
  readonly write1h: number;
  readonly input: number;
  readonly certain: boolean;
  readonly hit: Entry | null;
  /** Breakpoints at which an entry will be written, with their tokens. */
  readonly writes: readonly { readonly block: number; readonly tokens: number; readonly ttl: string }[];
}

/**
 * Reads the longest live entry reachable from a breakpoint, writes at the breakpoints behind it.
 * Source: prompt-caching page, "how automatic prefix checking works", "mixing different TTLs".
 *
 * @param at start of the request, in milliseconds; null: unknown, lifetimes are taken as running
 * @param known blocks, ascending, at which there may be an entry (`Cache.knownIn`). @default all
 */
export function forecast(
  prompt: Prompt,
  scope: CacheScope,
  at: number | null,
  rules: BreakpointRules,
  count: Count,
  entries: Entries,
  known: readonly number[] = [...prompt.blocks.keys()],
): Forecast {
  const total = count.total;
  if (illegality(prompt.breakpoints, rules) !== null) return nothing(total);
  const hit = longestHit(prompt, scope, at, rules, entries, known);
  const hitBlock = hit === null ? -1 : hit.block;
  const read =
    hit === null ? 0 : Math.round(hit.entry.exact ? hit.entry.tokens : (count.upTo[hit.block] ?? 0));
  const minimum = rules.minimum ?? { certain: 0, uncertainUpTo: 0 };
  let unsure = hit !== null && (!hit.entry.exact || hit.entry.visibleAt === Number.POSITIVE_INFINITY);
  const writes: { block: number; tokens: number; ttl: string }[] = [];
  for (const { block, ttl } of [...prompt.breakpoints].sort((a, b) => a.block - b.block)) {
    const tokens = count.upTo[block] ?? 0;
    if (block <= hitBlock || tokens <= read) continue;
    if (tokens < minimum.uncertainUpTo && hit === null) unsure = true;
    if (tokens >= minimum.certain) writes.push({ block, tokens, ttl });
  }
  const certain = !unsure && rules.minimum !== null && isWhole(prompt);
  return inSizes({ hit: hit?.entry ?? null, certain, writes }, read, total);
}

/** The same reads and writes, in the sizes that are known by now. */
export function resized(foreseen: Forecast, prompt: Prompt, count: Count): Forecast {
  const block = foreseen.hit === null ? -1 : prompt.chain.lastIndexOf(foreseen.hit.chain);
  const read = block < 0 ? 0 : Math.round(count.upTo[block] ?? 0);
  const writes = foreseen.writes.map(write => ({ ...write, tokens: count.upTo[write.block] ?? 0 }));
  return inSizes({ hit: foreseen.hit, certain: foreseen.certain, writes }, read, count.total);
}

function inSizes(
  { hit, certain, writes }: Pick<Forecast, 'hit' | 'certain' | 'writes'>,
  read: number,
  total: number,
): Forecast {
  const end = writes.at(-1)?.tokens ?? read;
  const longEnd = writes.filter(write => isLong(write.ttl)).at(-1)?.tokens ?? read;
  return {
    read,
    write5m: Math.round(end - longEnd),
    write1h: Math.round(longEnd - read),
    input: Math.max(0, Math.round(total - end)),
    certain,
    hit,
    writes,
  };
}

/** Longest entry over all breakpoints; each has its own window. @param known blocks, ascending, at which there may be one */
export function longestHit(
  prompt: Prompt,
  scope: CacheScope,
  at: number | null,
  rules: BreakpointRules,
  entries: Entries,
  known: readonly number[],
  evenIfInvisible = false,
): { readonly entry: Entry; readonly block: number } | null {
  const positions = positionsOf(prompt.blocks, rules.collapseRuns);
  const dropped = droppedBlocks(prompt.blocks);
  let best: { entry: Entry; block: number } | null = null;
  for (const breakpoint of prompt.breakpoints) {
    const start = positions[breakpoint.block] ?? 0;
    for (let n = known.length - 1; n >= 0; n -= 1) {
      const block = known[n] ?? 0;
      if (block > breakpoint.block) continue;
      if (start - (positions[block] ?? 0) >= rules.lookback || (best !== null && block <= best.block)) break;
      if (isAmong(dropped, block)) continue;
      const entry = entries.at(prompt, scope, block);
      if (entry === undefined || !isAlive(entry, at) || isOfLater(entry, at)) continue;
      if (!evenIfInvisible && !isVisible(entry, at)) continue;
      best = { entry, block };
      break;
    }
  }
  return best;
}

/** Some logs are written in the order in which answers end: what left later stands in front, and could not be read. */
const isOfLater = ({ writtenAt }: Entry, at: number | null): boolean =>
  at !== null && writtenAt !== null && writtenAt > at;

/**
 * Entries on the prefix of a prompt that one of its breakpoints could see when it left, alive or not; null as rules: a cache without breakpoints has none.
 *
 * @param known blocks at which there may be one (`Cache.knownIn`)
 */
export function entriesInReach(
  prompt: Prompt,
  scope: CacheScope,
  at: number | null,
  rules: BreakpointRules | null,
  entries: Entries,
  known: readonly number[],
): readonly { readonly entry: Entry; readonly block: number }[] {
  if (rules === null) return [];
  const positions = positionsOf(prompt.blocks, rules.collapseRuns);
  const dropped = droppedBlocks(prompt.blocks);
  const found: { entry: Entry; block: number }[] = [];
  const seen: number[] = [];
  for (const breakpoint of prompt.breakpoints) {
    const start = positions[breakpoint.block] ?? 0;
    for (let n = known.length - 1; n >= 0; n -= 1) {
      const block = known[n] ?? 0;
      if (block > breakpoint.block) continue;
      if (start - (positions[block] ?? 0) >= rules.lookback) break;
      if (seen.includes(block)) continue;
      seen.push(block);
      if (isAmong(dropped, block)) continue;
      const entry = entries.at(prompt, scope, block);
      if (entry !== undefined && !isOfLater(entry, at)) found.push({ entry, block });
    }
  }
  return found;
}

/** Positions between a block and the nearest breakpoint at or behind it; null: no breakpoint behind it. */
export function distanceTo(prompt: Prompt, block: number, rules: BreakpointRules): number | null {
  const positions = positionsOf(prompt.blocks, rules.collapseRuns);
  const target = positions[block];
  if (target === undefined) return null;
  const behind = prompt.breakpoints
    .filter(breakpoint => breakpoint.block >= block)
    .map(breakpoint => (positions[breakpoint.block] ?? 0) - target);
  return behind.length === 0 ? null : Math.min(...behind);
}

/** Anthropic and Bedrock take four breakpoints (prompt-caching page, "cache limitations"). */
export const ANTHROPIC_LIMITS: Pick<BreakpointRules, 'breakpoints'> = { breakpoints: 4 };

/** The rules of a cache that writes at breakpoints; null for one that keeps prefixes by itself. */
export function breakpointRules(rules: ModelRules): BreakpointRules | null {
  if (rules.keeps !== 'marked' || rules.lookback === null) return null;
  const { minimum, lookback, collapseRuns } = rules;
  return { minimum, lookback, collapseRuns, ...ANTHROPIC_LIMITS };
}

export type Illegality = 'too-many' | 'ttl-order';

/** What the API refuses: more than four breakpoints, or a shorter lifetime in front of a longer one. */
export function illegality(
  breakpoints: readonly Breakpoint[],
  rules: Pick<BreakpointRules, 'breakpoints'>,
): Illegality | null {
  if (breakpoints.length > rules.breakpoints) return 'too-many';
  const [first] = breakpoints;
  if (first === undefined || breakpoints.every(({ ttl }) => ttl === first.ttl)) return null;
  const lifetimes = [...breakpoints].sort((a, b) => a.block - b.block).map(({ ttl }) => lifetimeMs(ttl) ?? 0);
  return lifetimes.some((ms, index) => index > 0 && ms > (lifetimes[index - 1] ?? ms)) ? 'ttl-order' : null;
}

export function isLong(ttl: string): boolean {
  return (lifetimeMs(ttl) ?? 0) >= 3_600_000;
}

function nothing(total: number): Forecast {
  const input = Math.round(total);
  return { read: 0, write5m: 0, write1h: 0, input, certain: false, hit: null, writes: [] };
}
