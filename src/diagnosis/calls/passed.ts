import { isBeyond } from './beyond.js';
import type { Call } from './call.js';

/**
 * Places that the provider does not count, such as a header that it takes off: they changed, and more was read than lies in front of
 * them. That alone proves nothing: a text that goes back to an earlier form hits the entry which that form wrote, and the
 * forecast, which knows all entries by their bytes, says so. Only a read that no entry explains tells of the place.
 */
export function notePassed({ broken, usage, lane, cache, suspects }: Call): void {
  const read = usage?.usage?.cacheRead ?? null;
  if (broken !== null || cache === null || read === null) return;
  if (!isBeyond(read, cache.forecast.read)) return;
  for (const { cause, limit, key } of suspects) {
    if (key !== null && isBeyond(read, limit) && cause.divergence?.how === 'changed') lane.passed.add(key);
  }
}
