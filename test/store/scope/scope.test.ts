import { describe, expect, it } from 'vitest';
import type { Model, RequestEntry } from '../../../src/diagnosis/model.js';
import * as moves from '../../../src/store/moves.js';
import { modelIn, scopeKey, seenAt, shownModel } from '../../../src/store/scope/scope.js';
import { ACTIVE, scopeAt, scopeRows } from '../../../src/store/scope/scope-rows.js';
import { ALL, type Scope, type State } from '../../../src/store/state.js';
import { createStore } from '../../../src/store/store.js';
import { modelOf, request, START, sixRequestsModel, usage } from '../../ui/fixture.js';

const first = createStore().getState();
const session = (id: string): Scope => ({ kind: 'session', session: id });
const lane = (id: string): Scope => ({ kind: 'lane', session: 's', lane: id });
const numbers = ({ requests }: Model): number[] => requests.map(({ n }) => n);

/** Publishes the requests one by one, each at its own time, as they come while one watches. */
function watch(requests: readonly RequestEntry[], from: State = first): State[] {
  const states: State[] = [];
  let state = from;
  for (const [i, { at }] of requests.entries()) {
    const now = at ?? 0;
    state = moves.withData(state, {
      model: modelOf(requests.slice(0, i + 1)),
      sources: [],
      now,
      arrivedAt: now,
    });
    states.push(state);
  }
  return states;
}
const shownSessions = (states: readonly State[]): string[] =>
  states.map(({ view }) => (view.scope.kind === 'all' ? 'all' : view.scope.session));
const at = (seconds: number): number => START + seconds * 1000;
const of = (id: string, n: number, seconds: number, change: Partial<RequestEntry> = {}): RequestEntry =>
  request(n, { session: id, at: at(seconds), parent: null, ...change });

describe('modelIn', () => {
  const model = modelOf([
    request(1, { session: 's', usage: usage(0, 1000) }),
    request(2, { session: 's', lane: 'b', usage: usage(900, 100) }),
    request(3, { session: 't', usage: usage(100, 100) }),
  ]);

  it('holds of a session its requests, lanes and sums, and no others', () => {
    const cut = modelIn(model, session('s'));
    expect(numbers(cut)).toEqual([1, 2]);
    expect(cut.sessions.map(({ id }) => id)).toEqual(['s']);
    expect(cut.totals.cacheRead).toBe(900);
  });

  it('holds of a lane its requests and sums', () => {
    const cut = modelIn(model, lane('b'));
    expect(numbers(cut)).toEqual([2]);
    expect(cut.sessions.flatMap(({ lanes }) => lanes.map(({ id }) => id))).toEqual(['b']);
    expect(cut.totals.hitRate).toBe(0.9);
  });

  it('cuts a model once', () => {
    expect(modelIn(model, lane('b'))).toBe(modelIn(model, lane('b')));
    expect(modelIn(model, ALL)).toBe(model);
  });
});

describe('the scope while nobody has chosen one', () => {
  it('does not jump between two sessions that work at the same time', () => {
    const states = watch([
      of('a', 1, 0),
      of('b', 2, 5),
      of('a', 3, 10),
      of('b', 4, 15),
      of('b', 5, 20),
      of('a', 6, 25),
    ]);
    expect(shownSessions(states)).toEqual(['a', 'a', 'a', 'a', 'a', 'a']);
  });

  it('stays where nobody knows when anything came', () => {
    const requests = [of('a', 1, 0), of('b', 2, 5), of('b', 3, 10), of('b', 4, 15)];
    const states = requests.map((_, i) => ({ sources: [], model: modelOf(requests.slice(0, i + 1)) }));
    let state = first;
    for (const data of states) state = moves.withData(state, { ...data, now: at(600), arrivedAt: null });
    expect(shownSessions([state])).toEqual(['a']);
  });

  it('goes to a session that works once the shown one has been silent for a minute', () => {
    const states = watch([of('a', 1, 0), of('b', 2, 1), of('a', 3, 10), of('b', 4, 69), of('b', 5, 71)]);
    expect(shownSessions(states)).toEqual(['a', 'a', 'a', 'a', 'b']);
  });

  it('goes to a session that began after the shown one, with its second request', () => {
    const states = watch([of('a', 1, 0), of('b', 2, 5), of('b', 3, 10)]);
    expect(shownSessions(states)).toEqual(['a', 'a', 'b']);
  });

  describe('and the request of the shown session awaits an answer', () => {
    const dead = of('a', 2, 20, { outcome: 'pending' });
    const pending = { outcome: 'pending' } as const;

    it('goes to a session that began since, with its second request', () => {
      const states = watch([of('a', 1, 0), dead, of('b', 3, 25), of('b', 4, 30, pending)]);
      expect(shownSessions(states)).toEqual(['a', 'a', 'a', 'b']);
    });

    it('goes to one that was there before, once two of its requests were answered since', () => {
      const states = watch([of('a', 1, 0), of('b', 3, 10), dead, of('b', 4, 25), of('b', 5, 30)]);
      expect(shownSessions(states)).toEqual(['a', 'a', 'a', 'a', 'b']);
    });

    it('gives way to one answer by time alone, though nothing comes any more', () => {
      const [state = first] = watch([of('a', 1, 0), dead, of('b', 3, 25)]).slice(-1);
      const shown = [79, 80].map(seconds => moves.withNow(state, at(seconds)));
      expect(shownSessions(shown)).toEqual(['a', 'b']);
      expect(shown.at(-1)?.view.selected).toMatch(/#3$/);
    });

    it('stays by time where the other has no answer since, or nothing is unanswered, or the reader chose', () => {
      const ends = [
        [of('a', 1, 0), dead, of('b', 3, 25, pending)],
        [of('a', 1, 0), of('b', 2, 5)],
      ].map(requests => moves.withNow(watch(requests).at(-1) ?? first, at(500)));
      expect(shownSessions(ends)).toEqual(['a', 'a']);
      const [state = first] = watch([of('a', 1, 0), dead, of('b', 3, 25)]).slice(-1);
      const kept = [moves.showScope(state, session('a')), moves.toggleFollow(state), moves.stopAt(state, 1)];
      expect(shownSessions(kept.map(each => moves.withNow(each, at(500))))).toEqual(['a', 'a', 'a']);
    });

    it('stays with a session that had an answer in another lane since', () => {
      const other = { lane: 'other', endedAt: at(40) };
      const states = watch([of('a', 1, 0, other), dead, of('b', 3, 25), of('b', 4, 30)]);
      expect(shownSessions(states)).toEqual(['a', 'a', 'a', 'a']);
    });

    it('does not jump between two sessions whose requests overlap', () => {
      const turns = Array.from({ length: 8 }, (_, i) => of(i % 2 === 0 ? 'a' : 'b', i + 1, i * 5));
      let state = first;
      const states = turns.map((_, i) => {
        const requests = turns
          .slice(0, i + 1)
          .map((each, k) => (k >= i - 1 ? { ...each, ...pending } : each));
        const now = at(i * 5);
        state = moves.withData(state, { model: modelOf(requests), sources: [], now, arrivedAt: now });
        return state;
      });
      expect(new Set(shownSessions(states))).toEqual(new Set(['a']));
    });
  });

  it('opens a log that is already there at the session of its newest request', () => {
    const model = modelOf([of('a', 1, 0), of('b', 2, 5), of('a', 3, 10), of('b', 4, 7)]);
    const state = moves.withData(first, {
      model,
      sources: [],
      now: at(500),
      arrivedAt: at(10),
      isReading: true,
    });
    expect(shownSessions([state])).toEqual(['a']);
  });

  it('has seen sessions of a log that is played when the log says, however fast it is played', () => {
    const model = modelOf([of('a', 1, 0), of('b', 2, 300)]);
    const played = createStore({ played: 'replay' }).getState();
    const state = moves.withData(played, { model, sources: [], now: at(310), arrivedAt: at(305) });
    const seen = ['a', 'b'].map(name => seenAt(state, session(name)));
    expect(seen).toEqual([at(0), at(300)]);
  });

  it('has seen a session when the latest of its lanes was', () => {
    const ended = (requests: readonly RequestEntry[]): State => watch(requests).at(-1) ?? first;
    const main = (n: number, seconds: number): RequestEntry => of('a', n, seconds);
    const side = (n: number, seconds: number): RequestEntry => of('a', n, seconds, { lane: 'side' });
    const lasts = [
      [main(1, 0), side(2, 5)],
      [main(1, 0), side(2, 5), main(3, 9)],
    ].map(requests => seenAt(ended(requests), session('a')));
    expect(lasts).toEqual([at(5), at(9)]);
  });

  it('leaves it alone while the reader looks at something', () => {
    const [state] = watch([of('a', 1, 0)]).slice(-1);
    if (!state) throw new Error('nothing was published');
    const moved = moves.toggleFollow(state);
    expect(shownSessions(watch([of('a', 1, 0), of('b', 2, 100), of('b', 3, 200)], moved))).toEqual([
      'a',
      'a',
      'a',
    ]);
  });
});

describe('a chosen scope', () => {
  const requests = [of('a', 1, 0), of('b', 2, 5), of('a', 3, 10), of('b', 4, 100)];
  const state = watch(requests).at(-1) ?? first;

  it('stays, and everything shown is of it', () => {
    const chosen = moves.showScope(state, session('a'));
    expect(numbers(shownModel(chosen))).toEqual([1, 3]);
    expect(chosen.view.selected).toMatch(/#3$/);
    const later = watch([...requests, of('b', 5, 300)], chosen).at(-1);
    expect(later && shownSessions([later])).toEqual(['a']);
    expect(later?.view.selected).toMatch(/#3$/);
  });

  it('is walked through without leaving it', () => {
    const chosen = moves.showScope(state, session('a'));
    expect(moves.moveBy(chosen, -1).view.selected).toMatch(/#1$/);
    expect(moves.moveBy(chosen, 9).view.selected).toMatch(/#3$/);
  });

  it('is given up for the active session', () => {
    const back = moves.showScope(moves.showScope(state, session('a')), null);
    expect([back.view.isScopeChosen, ...shownSessions([back])]).toEqual([false, 'b']);
  });
});

describe('the list of scopes', () => {
  const model = modelOf([
    of('healthy', 1, 0),
    of('healthy', 2, 5, { lane: 'explorer' }),
    ...sixRequestsModel.requests.map(each => ({ ...each, at: at(-100), model: 'claude-opus-4-8' })),
  ]);
  const state = moves.withData(first, { model, sources: [], now: at(9), arrivedAt: at(9), isReading: true });
  const names = (of: State): string[] => scopeRows(of).map(({ name }) => name);

  it('names sessions, and their lanes where there are several', () => {
    expect(names(state)).toEqual(['the active session', 'all', 'healthy', 'explorer', 'main', 'openclaw']);
  });

  it('sorts by what was asked for', () => {
    expect(names(moves.inScopes(state, { order: 'breaks' })).slice(2)).toEqual([
      'openclaw',
      'healthy',
      'main',
      'explorer',
    ]);
  });

  it('filters by session, lane, model', () => {
    expect(names(moves.inScopes(state, { filter: 'OPUS' }))).toEqual(['openclaw']);
    expect(names(moves.inScopes(state, { filter: 'explo' }))).toEqual(['explorer']);
  });

  it('holds nothing where nothing is called so, not everything', () => {
    expect(names(moves.inScopes(state, { filter: 'zzz' }))).toEqual([]);
    expect(names(moves.inScopes(state, { filter: 'acti' }))).toEqual(['the active session']);
  });

  it('marks what is found while one types, and what is shown before', () => {
    const open = moves.openScopes(state);
    expect(scopeRows(open)[scopeAt(open, scopeRows(open))]?.key).toBe(scopeKey(session('healthy')));
    const typed = moves.inScopes(open, { filter: 'opus' });
    expect(scopeRows(typed)[scopeAt(typed, scopeRows(typed))]?.name).toBe('openclaw');
    expect(scopeRows(state)[0]?.key).toBe(ACTIVE);
  });
});
