import { promptTokens } from '../log/protocol/usage.js';
import type { Usage } from '../log/record.js';
import type { Prompt } from '../prompt/prompt.js';
import { type AutomaticRules, forecastAutomatic } from './automatic.js';
import {
  type Anchors,
  type BlockMeter,
  type Count,
  countTokens,
  createAnchors,
  mostUpTo,
  recounted,
} from './count.js';
import { createEntries, type Entries, type Entry, isAlive } from './entries/entries.js';
import { entryOfSize } from './entries/entry-of-size.js';
import { add, entryAt, renew, touch, writtenBy } from './entries/entry-use.js';
import { createPrefixes, type Found, type Prefixes } from './entries/prefixes.js';
import { serverResults } from './entries/server-results.js';
import { type BreakpointRules, type Forecast, forecast, longestHit, resized } from './forecast.js';
import { type CacheScope, scopeOf } from './scope.js';

/** A request as the cache sees it. */
export interface CacheRequest {
  readonly id: string;
  readonly prompt: Prompt;
  readonly scope: CacheScope;
  /** Start of the request; lifetimes count from here. */
  readonly at: number | null;
  count: Count;
  /** Blocks at which a count or an entry may be known. */
  prefixes: Found;
  /** Index of the block at which the entry that it read ends; null: nothing was read, or its count names none. */
  hitBlock: number | null;
  forecast: Forecast;
  /** Of a cache without breakpoints: what it shares with earlier requests, in the sizes of a count, is what it may read. */
  readonly foreseeAgain: ((count: Count) => Forecast) | null;
  /** An entry that it would have read, had the writer's response begun; null: none, or it did read it. */
  readonly awaited: Entry | null;
}

/** The provider's cache as far as the log tells: what was written, when it was last used, how many tokens it holds. */
export interface Cache {
  readonly entries: Entries;
  readonly anchors: Anchors;
  /** Blocks of a prompt that end a prefix of which a count or an entry may be known. @param before what it goes on from */
  knownIn(prompt: Prompt, before: CacheRequest | null): Found;
  /** A request left: predicts it and notes what it will write, not yet readable. */
  arrive(request: CacheArrival, rules: BreakpointRules): CacheRequest;
  /** The same for a cache without breakpoints. `shared`: tokens shared with what the cache may still hold. */
  arriveAutomatic(
    request: CacheArrival,
    rules: AutomaticRules,
    shared: (count: Count) => number,
  ): CacheRequest;
  /** What other requests were billed by now tells how large what it was foreseen to read and write is. */
  resize(request: CacheRequest, meter: BlockMeter): void;
  /** Its usage came: counts become exact, what it wrote becomes readable from its first byte on. */
  settle(request: CacheRequest, usage: Usage, firstByteAt: number | null): void;
  /** No usage will come: what it was thought to write is taken as readable. */
  release(request: CacheRequest): void;
  /** It failed before it wrote anything. */
  forget(request: CacheRequest): void;
}

export interface CacheArrival {
  readonly id: string;
  readonly prompt: Prompt;
  readonly provider: string | null;
  readonly at: number | null;
  readonly meter: BlockMeter;
  readonly thinking: 'kept' | 'last-turn-only' | 'unknown';
  /** The request that it goes on from; null: none, or its prompt was let go. */
  readonly before?: CacheRequest | null;
}

/** What the cache knows: entries, counts, and which prefixes they are of. */
export interface Store {
  readonly entries: Entries;
  readonly anchors: Anchors;
  readonly prefixes: Prefixes;
}

export function createCache(): Cache {
  const entries = createEntries();
  const anchors = createAnchors();
  const prefixes = createPrefixes(chain => anchors.has(chain) || entries.has(chain));
  const store: Store = { entries, anchors, prefixes };

  const knownIn = (prompt: Prompt, before: CacheRequest | null): Found =>
    prefixes.find(prompt.chain, before && { chain: before.prompt.chain, found: before.prefixes });

  function enter({ id, prompt, provider, at, meter, thinking, before = null }: CacheArrival): Entered {
    const scope = scopeOf(prompt, provider, thinking);
    const found = knownIn(prompt, before);
    const count = countTokens(prompt, scope.model, anchors, meter, found.blocks);
    return { id, prompt, scope, at, count, prefixes: found, hitBlock: null };
  }

  return {
    entries,
    anchors,
    knownIn,
    arrive(arrival, rules) {
      const entered = enter(arrival);
      const { scope, count } = entered;
      for (const { entry, block } of serverResults(entered, entries)) add(entry, block, store);
      const { prompt, at } = arrival;
      const known = prefixes.find(prompt.chain, { chain: prompt.chain, found: entered.prefixes }).blocks;
      const foreseen = forecast(prompt, scope, at, rules, count, entries, known);
      const nearby = longestHit(prompt, scope, at, rules, entries, known, true)?.entry ?? null;
      const awaited = nearby === foreseen.hit ? null : nearby;
      const request = foreseenAs(entered, foreseen, null, awaited);
      renew(request, foreseen.hit, entries);
      for (const write of foreseen.writes) {
        const sibling = entries.at(prompt, scope, write.block);
        if (sibling !== undefined && isAlive(sibling, at)) continue;
        add(
          entryAt(request, write.block, write.ttl, write.tokens, Number.POSITIVE_INFINITY),
          write.block,
          store,
        );
      }
      return request;
    },
    arriveAutomatic(arrival, rules, shared) {
      const entered = enter(arrival);
      const foreseeAgain = (known: Count): Forecast => forecastAutomatic(shared(known), known.total, rules);
      return foreseenAs(entered, foreseeAgain(entered.count), foreseeAgain, null);
    },
    resize(request, meter) {
      const { prompt, scope, foreseeAgain } = request;
      request.prefixes = prefixes.find(prompt.chain, { chain: prompt.chain, found: request.prefixes });
      request.count = countTokens(prompt, scope.model, anchors, meter, request.prefixes.blocks);
      request.forecast =
        foreseeAgain === null
          ? resized(request.forecast, prompt, request.count)
          : foreseeAgain(request.count);
    },
    settle(request, usage, firstByteAt) {
      const hit = anchor(request, usage, store);
      request.hitBlock = hit < 0 ? null : hit;
      if (usage.cacheWrite === null) recount(request, usage);
      rewrite(request, usage, hit, firstByteAt, store);
    },
    release(request) {
      for (const entry of writtenBy(request, entries)) entry.visibleAt = null;
    },
    forget: request => entries.removeWrittenBy(request.id),
  };
}

/** A request as it is when it leaves, but for its forecast. */
type Entered = Omit<CacheRequest, 'forecast' | 'foreseeAgain' | 'awaited'>;

/** Named one by one: an object that is copied and then added to has a hidden class of its own, and whoever reads it is slow. */
function foreseenAs(
  { id, prompt, scope, at, count, prefixes, hitBlock }: Entered,
  foreseen: Forecast,
  foreseeAgain: CacheRequest['foreseeAgain'],
  awaited: Entry | null,
): CacheRequest {
  return { id, prompt, scope, at, count, prefixes, hitBlock, forecast: foreseen, foreseeAgain, awaited };
}

/**
 * Exact counts that a usage names: the whole prompt, the prefix at the last breakpoint, the entry that was read.
 *
 * @returns index of the block at which the entry that was read ends; -1: none was found
 */
function anchor(request: CacheRequest, usage: Usage, { anchors, entries, prefixes }: Store): number {
  const { prompt, scope } = request;
  const { cacheRead: read, cacheWrite: write, input } = usage;
  if (read === null) return -1;
  const name = (block: number, tokens: number): void => {
    const chain = prompt.chain[block];
    if (chain === undefined || tokens <= 0) return;
    prefixes.note(chain, block);
    anchors.set(scope.model, chain, tokens);
  };
  // Where nothing is marked, nothing is written apart from the input.
  const unmarked = prompt.breakpoints.length === 0 && input !== null ? read + (write ?? 0) + input : null;
  const whole = promptTokens(usage) ?? unmarked;
  if (whole !== null) name(prompt.blocks.length - 1, whole);
  const last = lastBreakpoint(prompt);
  if (last !== null && write !== null) name(last, read + write);
  request.prefixes = prefixes.find(prompt.chain, { chain: prompt.chain, found: request.prefixes });
  const hit = read > 0 ? entryOfSize(request, read, entries) : null;
  if (hit === null) return -1;
  hit.entry.tokens = read;
  hit.entry.exact = true;
  renew(request, hit.entry, entries);
  name(hit.block, read);
  return hit.block;
}

/**
 * Where a usage says how large the prompt was and not what of it was written, its blocks share that size: no entry of it can hold
 * more than all there was, whatever its bytes were estimated at.
 */
function recount(request: CacheRequest, usage: Usage): void {
  const { count, hitBlock, prompt } = request;
  const whole = promptTokens(usage);
  if (whole === null || prompt.breakpoints.length === 0) return;
  const hit = hitBlock ?? -1;
  request.count = recounted(count, hit, hit < 0 ? 0 : (usage.cacheRead ?? 0), whole);
}

/** What the request really wrote replaces what it was thought to write. */
function rewrite(
  request: CacheRequest,
  usage: Usage,
  hitBlock: number,
  firstByteAt: number | null,
  store: Store,
): void {
  const { prompt } = request;
  const { entries } = store;
  const { cacheRead: read, cacheWrite: write } = usage;
  const isUncounted = read === null || write === null;
  if (isUncounted || firstByteAt !== null) {
    // Requests that left in the meantime hold these entries as the ones they awaited.
    for (const entry of writtenBy(request, entries)) entry.visibleAt = firstByteAt;
  }
  if (isUncounted) {
    for (const { block } of prompt.breakpoints) {
      const entry = entries.at(prompt, request.scope, block);
      if (entry?.writer === request.id && !entry.exact)
        entry.tokens = request.count.upTo[block] ?? entry.tokens;
    }
    return;
  }
  if (write === 0) {
    entries.removeWrittenBy(request.id);
    return;
  }
  const last = lastBreakpoint(prompt);
  let nearest: Entry | null = null;
  let mostThere = 0;
  for (const { block, ttl } of prompt.breakpoints) {
    // What it read was there before it came.
    if (block <= hitBlock) continue;
    const end = read + write;
    const tokens = block === last ? end : Math.min(request.count.upTo[block] ?? 0, end);
    const older = entries.at(prompt, request.scope, block);
    if (older !== undefined && wasReadFrom(older, request, tokens, read)) {
      touch(older, request.at);
      older.tokens = tokens;
      if (nearest === null || Math.abs(tokens - read) <= Math.abs(nearest.tokens - read)) {
        nearest = older;
        mostThere = mostUpTo(request.count, block);
      }
      continue;
    }
    const entry = entryAt(request, block, ttl, tokens, firstByteAt);
    entry.exact = block === last;
    add(entry, block, store);
  }
  // It is what was read, as it seems: the next read of this size names it. It is not where a count behind it is known to be smaller.
  if (nearest !== null && read <= mostThere) nearest.tokens = read;
}

/** What an estimate of an entry may be off by, where it can be no other that was read. */
const ESTIMATED = 0.15;

/** True of a living entry of an earlier request that ends within what was read, as far as estimates go: nothing was written there. */
function wasReadFrom(entry: Entry, { id, at }: CacheRequest, tokens: number, read: number): boolean {
  return entry.writer !== id && !entry.exact && isAlive(entry, at) && tokens * (1 - ESTIMATED) <= read;
}

export function lastBreakpoint(prompt: Prompt): number | null {
  return prompt.breakpoints.reduce<number | null>(
    (last, { block }) => (last === null || block > last ? block : last),
    null,
  );
}
