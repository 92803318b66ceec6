/** Which request is shown while the reader follows. The one home of the rule: keys and new data both ask here. */
import type { RequestEntry } from '../diagnosis/model.js';
import { isCleared, rings } from './coming.js';
import { listed } from './listing.js';
import type { State } from './state.js';

/**
 * The newest break, one that is coming included: it takes the screen as soon as its request has left, and stays while healthy
 * requests follow. One that was foretold and did not come stays until the next request of its lane. Without any, the
 * newest request. What lies before `view.since` was seen.
 */
export function followed(state: Pick<State, 'model' | 'view'>): string | null {
  const all = listed(state);
  const { since } = state.view;
  const from = since === null ? 0 : all.findIndex(({ id }) => id === since);
  for (let i = all.length - 1; i >= Math.max(0, from); i -= 1) {
    const request = all[i];
    if (request && (rings(request) || (isCleared(request) && isNewestOfLane(all, i)))) return request.id;
  }
  return all.at(-1)?.id ?? null;
}

function isNewestOfLane(all: readonly RequestEntry[], index: number): boolean {
  const of = all[index];
  return !all.slice(index + 1).some(({ session, lane }) => session === of?.session && lane === of.lane);
}
