/** Entries that a request reads, renews and writes. */
import type { CacheRequest, Store } from '../cache.js';
import { lifetimeMs } from '../lifetime.js';
import { type Entries, type Entry, isAlive, levelAt } from './entries.js';

/**
 * A use renews the entry that is read, and each living one at a marker in front of it
 * (reference: prompt-caching page, "the cache is refreshed for no additional cost each time the cached content is used").
 */
export function renew({ prompt, scope, at }: CacheRequest, hit: Entry | null, entries: Entries): void {
  if (hit === null) return;
  const end = prompt.chain.lastIndexOf(hit.chain);
  for (const { block } of prompt.breakpoints) {
    const entry = block < end ? entries.at(prompt, scope, block) : undefined;
    if (entry !== undefined && isAlive(entry, at)) touch(entry, at);
  }
  touch(hit, at);
}

/** @param block at which it ends in the prompt of who writes it */
export function add(entry: Entry, block: number, { entries, prefixes }: Store): void {
  prefixes.note(entry.chain, block);
  entries.add(entry);
}

/** Living or not, at its breakpoints. */
export function* writtenBy(request: CacheRequest, entries: Entries): Generator<Entry> {
  for (const { block } of request.prompt.breakpoints) {
    const entry = entries.at(request.prompt, request.scope, block);
    if (entry?.writer === request.id) yield entry;
  }
}

/** @param visibleAt when others can read it, milliseconds since 1970; infinity: not yet; null: always */
export function entryAt(
  { prompt, scope, id, at }: CacheRequest,
  block: number,
  ttl: string,
  tokens: number,
  visibleAt: number | null,
): Entry {
  return {
    chain: prompt.chain[block] ?? '',
    scope,
    level: levelAt(prompt, scope, block),
    path: prompt.blocks[block]?.path ?? '',
    writer: id,
    ttl,
    ttlMs: lifetimeMs(ttl) ?? 300_000,
    tokens,
    exact: false,
    writtenAt: at,
    usedAt: at,
    visibleAt,
  };
}

/** It was used then, if that is later than it was known to be. */
export function touch(entry: Entry, at: number | null): void {
  if (at !== null && (entry.usedAt === null || entry.usedAt < at)) entry.usedAt = at;
}
