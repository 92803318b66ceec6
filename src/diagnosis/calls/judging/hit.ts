import type { Cache } from '../../../cache/cache.js';
import type { Entry } from '../../../cache/entries/entries.js';
import { entryOfSize } from '../../../cache/entries/entry-of-size.js';
import type { Call } from '../call.js';

/** The entry that a request read instead of the one it should have read. */
export interface Hit {
  readonly writer: string | null;
  /** null where the count does not name it for certain. */
  readonly entry: Entry | null;
  readonly olderWasHit: boolean;
}

export function hitEntry(call: Call, read: number, cache: Cache): Hit | null {
  if (call.cache === null) return null;
  const hit = entryOfSize(call.cache, read, cache.entries);
  if (hit === null) return { writer: null, entry: null, olderWasHit: wasReadByParent(call, read) };
  const writer = call.lane.calls.findLast(other => other.id === hit.entry.writer)?.label ?? null;
  const isNamed = hit.entry.exact && hit.entry.tokens === read;
  return { writer, entry: isNamed ? hit.entry : null, olderWasHit: true };
}

/**
 * The parent read an entry of the same size when it wrote the lost one. Both were used at that moment, so with one
 * lifetime for all the lost one cannot have expired before the one that was hit.
 */
function wasReadByParent({ parent, shape }: Call, read: number): boolean {
  const lifetimes = new Set(
    [...shape.breakpoints, ...(parent?.shape.breakpoints ?? [])].map(({ ttl }) => ttl),
  );
  return parent?.usage?.usage?.cacheRead === read && lifetimes.size === 1;
}

/** The parent could not have read the entry: what they differ in lies in front of its end, and was so before the parent. */
export function isOfOtherLine(entry: Entry | null, { parent, evidence }: Call, cache: Cache): boolean {
  if (entry === null || evidence === null || parent?.cache == null) return false;
  const block = evidence.before.chain.indexOf(entry.chain);
  return block < 0 || cache.entries.at(evidence.before, parent.cache.scope, block) !== entry;
}

/** Of two entries that had outlived their lifetimes, that of the messages which was read: it was kept no longer than the one that was lost. */
export function outlived(entry: Entry | null, { cache, evidence }: Call): boolean {
  if (entry === null || entry.level.section !== 'messages' || entry === cache?.forecast.hit) return false;
  const { idleMs = null, ttlMs = null } = evidence?.standing ?? {};
  return idleMs !== null && ttlMs !== null && idleMs >= ttlMs && entry.ttlMs <= ttlMs;
}
