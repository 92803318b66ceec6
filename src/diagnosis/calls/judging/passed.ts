import type { CacheRequest } from '../../../cache/cache.js';
import type { Suspect } from '../../causes/rule.js';
import { type Call, heldTokens } from '../call.js';

/**
 * Places that the provider does not count, such as a header that it takes off: they changed, and more was read than lies in front of
 * them. That alone proves nothing: a text that goes back to an earlier form hits the entry which that form wrote, and the
 * forecast, which knows all entries by their bytes, says so. Only a read that no entry explains tells of the place.
 */
export function notePassed({ broken, usage, lane, cache, suspects, evidence }: Call): void {
  const read = usage?.usage?.cacheRead ?? null;
  if (broken !== null || cache === null || read === null) return;
  for (const { key, block } of evidence?.forms ?? [])
    if (isReadPast(cache, block, read)) lane.passed.add(key);
  if (!isBeyond(read, cache.forecast.read)) return;
  for (const { cause, limit, key } of suspects) {
    if (key !== null && isBeyond(read, limit) && cause.divergence?.how === 'changed') lane.passed.add(key);
  }
}

/** True if what was read ends behind a block, or at it. */
export function isReadPast(cache: CacheRequest | null, block: number, read: number): boolean {
  if (cache === null) return false;
  return (cache.hitBlock ?? -1) >= block || isBeyond(read, cache.count.upTo[block] ?? 0);
}

/** What was read, and what that says. */
interface Read {
  readonly read: number;
  /** True if an entry was read that the parent could not have read. */
  readonly isForeign: boolean;
  /** True if nothing is known of its usage. */
  readonly isPredicted: boolean;
}

/**
 * More was read than could be read if this had cost the prefix: something else, or nothing, did. Not so where the read was foreseen:
 * then it is of an entry with these very bytes, written by an older request or another lane, and says nothing of the parent's.
 */
export function isCleared(
  { limit, cause, stage }: Suspect,
  { read, isForeign, isPredicted }: Read,
  call: Call,
): boolean {
  if (isPredicted || isForeign || cause.expected) return false;
  // Tools stand in front of everything and always count: a longer read is of an entry that another process wrote with them.
  if (stage === 'tools' && cause.confidence === 'certain') return false;
  // So does the text of the system, but for what a provider takes out: then an entry of this conversation is read, and no other.
  if (stage === 'system' && cause.confidence === 'certain' && !isOfLane(read, call)) return false;
  return isBeyond(read, limit) && isBeyond(read, call.cache?.forecast.read ?? 0);
}

/** True if an entry of this size was read or written by an earlier request of the lane; where reads are rounded, sizes agree by chance. */
function isOfLane(read: number, call: Call): boolean {
  if (call.rules.bestEffort) return false;
  return call.lane.calls.some(
    other =>
      other.order < call.order && (heldTokens(other) === read || other.usage?.usage?.cacheRead === read),
  );
}

/** Estimated counts in front of a place may be off by this share and this many tokens. */
const SLACK = 0.1;
const SLACK_TOKENS = 256;

/** True if more was read than there is in front of a place, however badly that was estimated. */
export function isBeyond(read: number, limit: number): boolean {
  return read > limit * (1 + SLACK) + SLACK_TOKENS;
}
