import { droppedBlocks, isAmong } from '../../cache/compacted.js';
import { type Count, mostOff } from '../../cache/count.js';
import { promptTokens } from '../../log/protocol/usage.js';
import type { Prompt } from '../../prompt/prompt.js';
import type { Checkpoint } from '../model.js';
import type { Call } from './call.js';

/**
 * The map of a request's breakpoints: what each covers, whether that is long enough to be kept, and what became of it. As far
 * as usage tells: the last ends where read and written tokens do, the entry that was read ends where the read does; what
 * lies between is shared out by estimates.
 */
export function checkpointsOf(call: Call): readonly Checkpoint[] {
  const { prompt, cache, rules } = call;
  // The prompt of an old request is let go: what was said of it stands.
  if (prompt === null || cache === null) return call.entry?.checkpoints ?? [];
  const bill = billOf(call);
  const breakpoints = [...prompt.breakpoints].sort((a, b) => a.block - b.block);
  const last = breakpoints.at(-1)?.block ?? -1;
  const known = (call.entry ?? call.parent?.entry)?.checkpoints ?? [];
  const meter = meterOf(cache.count, last, cache.hitBlock, bill);
  return breakpoints.map(({ block, path, ttl }) => {
    const tokens = meter.upTo(block);
    const minimum = rules.minimum?.certain ?? null;
    const outcome = outcomeOf({ block, tokens, isLast: block === last }, call, bill);
    const isCached = outcome === 'hit' || outcome === 'written';
    return {
      path,
      ttl,
      tokens: tokens === null ? null : Math.round(tokens),
      tokensExact: tokens !== null && meter.isExact(block),
      minimum,
      belowMinimum: isCached ? false : isBelow(tokens, minimum, meter.isExact(block)),
      outcome,
      covers: shared(coveredBy(prompt, block), known),
    };
  });
}

/** What another breakpoint covers as well: most of what is kept of a request is the same as of the one before it. */
function shared(covers: Checkpoint['covers'], known: readonly Checkpoint[]): Checkpoint['covers'] {
  const { tools, system, messages } = covers;
  for (const { covers: other } of known)
    if (other.tools === tools && other.system === system && other.messages === messages) return other;
  return covers;
}

interface Bill {
  readonly read: number;
  readonly write: number;
  readonly total: number | null;
}

/** null: what was read or written is not known, or it sums several passes. */
function billOf({ usage, isAccumulated, rules }: Call): Bill | null {
  const billed = usage?.outcome === 'ok' && !isAccumulated && rules.countsWrites ? usage.usage : null;
  if (billed === null || billed === undefined) return null;
  const { cacheRead: read, cacheWrite: write } = billed;
  return read === null || write === null ? null : { read, write, total: promptTokens(billed) };
}

/** Tokens up to a block: estimates, stretched to what was billed. */
interface Meter {
  readonly upTo: (block: number) => number | null;
  readonly isExact: (block: number) => boolean;
}

function meterOf(count: Count, last: number, hit: number | null, bill: Bill | null): Meter {
  const { upTo } = count;
  const known: (readonly [block: number, tokens: number])[] = [];
  if (bill !== null && hit !== null && bill.read > 0) known.push([hit, bill.read]);
  if (bill !== null && last > (hit ?? -1) && bill.read + bill.write > 0)
    known.push([last, bill.read + bill.write]);
  const end = upTo.length - 1;
  if (bill?.total && end > (known.at(-1)?.[0] ?? -1)) known.push([end, bill.total]);
  return {
    upTo(block) {
      const estimate = upTo[block];
      if (estimate === undefined) return null;
      const behind = known.find(([at]) => at >= block);
      if (behind === undefined) return estimate;
      const before = known.findLast(([at]) => at < block);
      const from = before === undefined ? 0 : (upTo[before[0]] ?? 0);
      const base = before?.[1] ?? 0;
      const estimated = (upTo[behind[0]] ?? 0) - from;
      return estimated <= 0 ? behind[1] : base + ((estimate - from) * (behind[1] - base)) / estimated;
    },
    isExact: block => count.isExact(block) || known.some(([at]) => at === block),
  };
}

function outcomeOf(
  {
    block,
    tokens,
    isLast,
  }: { readonly block: number; readonly tokens: number | null; readonly isLast: boolean },
  { usage, rules, cache }: Call,
  bill: Bill | null,
): Checkpoint['outcome'] {
  // What the API refuses is neither read nor written.
  if (usage?.outcome === 'error') return 'none';
  if (bill === null || tokens === null) return null;
  const hit = cache?.hitBlock ?? null;
  const isTooShort = rules.minimum !== null && tokens < rules.minimum.certain;
  const behind = (): Checkpoint['outcome'] =>
    bill.write > 0 && (isLast || !isTooShort) ? 'written' : 'none';
  if (bill.read === 0) return behind();
  if (hit !== null) return block <= hit ? 'hit' : behind();
  if (isLast) return bill.write > 0 ? 'written' : 'hit';
  if (isNear(tokens, bill.read)) return null;
  return tokens < bill.read ? 'hit' : behind();
}

/** null: not known, or an estimate so near that it tells nothing. */
function isBelow(tokens: number | null, minimum: number | null, isExact: boolean): boolean | null {
  if (tokens === null || minimum === null) return null;
  return !isExact && isNear(tokens, minimum) ? null : tokens < minimum;
}

/** So near to another count, an estimate tells nothing. */
const isNear = (estimate: number, tokens: number): boolean => Math.abs(estimate - tokens) <= mostOff(tokens);

/** Tools, blocks of the system text and messages up to a block, its own included. */
function coveredBy({ blocks, starts }: Prompt, block: number): Checkpoint['covers'] {
  const upTo = (end: number): number => Math.min(block + 1, end);
  const system = Math.max(0, upTo(starts.messages) - starts.system);
  const dropped = droppedBlocks(blocks);
  let messages = 0;
  for (let i = starts.messages; i <= block; i += 1) {
    if (isAmong(dropped, i)) continue;
    // The blocks of a message stand together.
    if (i === starts.messages || i === dropped.to || blocks[i]?.message !== blocks[i - 1]?.message)
      messages += 1;
  }
  return { tools: upTo(starts.system), system, messages };
}
