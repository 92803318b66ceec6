import { describe, expect, it } from 'vitest';
import type { Model, RequestEntry } from '../../src/diagnosis/model.js';
import { totalsOf } from '../../src/diagnosis/sums/totals.js';
import * as moves from '../../src/store/moves.js';
import { laneScope, scopeKey } from '../../src/store/scope/scope.js';
import { unseen } from '../../src/store/selectors.js';
import type { State } from '../../src/store/state.js';
import { createStore } from '../../src/store/store.js';
import { modelOf, request, START } from '../ui/fixture.js';

const of = (session: string, n: number): RequestEntry => request(n, { session, parent: null, at: START + n });
const all = [of('old', 1), of('old', 2), of('new', 3), of('new', 4), of('new', 5)];

/** What an engine publishes that has let the first go. */
const listing = (from: number, to: number): Model => ({
  ...modelOf(all.slice(from, to)),
  unlisted: from,
  totals: totalsOf(all.slice(0, to)),
});
const shown = (state: State, model: Model, now: number): State =>
  moves.withData(state, { model, sources: [], now, arrivedAt: now });
const keyOf = (session: string): string => {
  const lane = listing(0, 5).sessions.find(({ id }) => id === session)?.lanes[0];
  if (lane === undefined) throw new Error('each has a lane');
  return scopeKey(laneScope(lane));
};

describe('requests that are not listed any more', () => {
  const before = shown(createStore().getState(), listing(0, 4), START + 100);
  const after = shown(before, listing(2, 5), START + 900);

  it('are no news of those that stand in their places', () => {
    const same = shown(before, listing(1, 4), START + 900);
    expect(same.lastSeen.get(keyOf('new'))).toBe(START + 100);
    expect(after.lastSeen.get(keyOf('new'))).toBe(START + 900);
  });

  it('leave nothing of their lanes', () => {
    expect(before.lastSeen.has(keyOf('old'))).toBe(true);
    expect([...after.lastSeen.keys()]).toEqual([keyOf('new')]);
  });

  it('are not counted as unseen, nor does what they make room for hide what is', () => {
    const looking = { ...before, view: { ...before.view, follow: false, seen: 4 } };
    expect(unseen(shown(looking, listing(2, 5), START + 900))).toBe(1);
    expect(unseen(shown(looking, listing(2, 4), START + 900))).toBe(0);
  });
});
