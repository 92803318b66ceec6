/** Which request is shown while the reader follows. The one home of the rule: keys and new data both ask here. */
import type { RequestEntry } from '../../diagnosis/model.js';
import { listed } from '../scope/listing.js';
import { indexOfRequest } from '../selectors.js';
import type { State } from '../state.js';
import { hasNotCome, rings } from './coming.js';

/**
 * The newest break, one that is coming included: it takes the screen as soon as its request has left, and stays while healthy
 * requests follow. One that was foretold and did not come stays until the next request of its lane. Without any, the
 * newest request. What lies before `view.since` was seen.
 */
export function followed(state: Pick<State, 'model' | 'view'>): string | null {
  const all = listed(state);
  const { since } = state.view;
  const from = since === null ? 0 : firstFrom(state, all, since);
  for (let i = all.length - 1; i >= from; i -= 1) {
    const request = all[i];
    if (request && (rings(request) || (hasNotCome(request) && isNewestOfLane(all, i)))) return request.id;
  }
  return all.at(-1)?.id ?? null;
}

/** Index of the first listed request that is not before another one, which a filter may hide. */
function firstFrom({ model }: Pick<State, 'model'>, all: readonly RequestEntry[], since: string): number {
  const listedAt = all.findIndex(({ id }) => id === since);
  const seen = indexOfRequest(model, since);
  // What is not listed any more is older than all that is.
  if (listedAt >= 0 || seen === null) return Math.max(0, listedAt);
  const next = all.findIndex(({ id }) => (indexOfRequest(model, id) ?? 0) > seen);
  return next < 0 ? all.length : next;
}

function isNewestOfLane(all: readonly RequestEntry[], index: number): boolean {
  const of = all[index];
  // Of most there is a newer one close by: nothing is copied for that.
  for (let i = index + 1; i < all.length; i += 1)
    if (all[i]?.session === of?.session && all[i]?.lane === of?.lane) return false;
  return true;
}
