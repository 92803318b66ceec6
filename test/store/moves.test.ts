import { describe, expect, it } from 'vitest';
import type { Model, RequestEntry } from '../../src/diagnosis/model.js';
import * as moves from '../../src/store/moves.js';
import { goToFound, takeInput } from '../../src/store/scope/finding.js';
import type { State } from '../../src/store/state.js';
import { createStore } from '../../src/store/store.js';
import { modelOf, PATH, request, sixRequestsModel, usage, wound } from '../ui/fixture.js';

const first = createStore().getState();
const arrive = (state: State, model: Model): State =>
  moves.withData(state, { model, sources: [], now: 0, arrivedAt: 0 });
const upTo = (n: number): Model => modelOf(sixRequestsModel.requests.slice(0, n), { wounds: [wound] });
const selected = (state: State): string | null => state.view.selected;
const id = (n: number): string => `${PATH}#${n}`;

describe('following', () => {
  it('stays on the newest request while nothing breaks', () => {
    const one = arrive(first, modelOf([request(1)]));
    expect(selected(one)).toBe(id(1));
    expect(selected(arrive(one, modelOf([request(1), request(2)])))).toBe(id(2));
  });

  it('goes to a break and stays there while healthy requests follow', () => {
    const broken = arrive(arrive(first, upTo(1)), upTo(2));
    expect(selected(broken)).toBe(id(2));
    expect(selected(arrive(broken, upTo(4)))).toBe(id(2));
  });

  it('goes on to each break, also to one that only continues a wound', () => {
    const state = arrive(arrive(arrive(first, upTo(4)), upTo(5)), upTo(6));
    expect(selected(state)).toBe(id(6));
  });

  it('goes to a break that is coming as soon as its request has left, and stays with what comes of it', () => {
    const known = sixRequestsModel.requests[5]?.break ?? null;
    const left = request(6, { parent: 5, usage: null, hitRate: null, outcome: 'pending', foreseen: known });
    const at = (last: RequestEntry, ...more: RequestEntry[]): Model =>
      modelOf([...sixRequestsModel.requests.slice(0, 5), last, ...more], { wounds: [wound] });
    const coming = arrive(arrive(first, upTo(5)), at(left));
    expect(selected(coming)).toBe(id(6));
    expect(selected(arrive(coming, upTo(6)))).toBe(id(6));

    // It did not come: that is shown, and said, until the lane goes on.
    const spared = request(6, { parent: 5, foreseen: known });
    const cleared = arrive(coming, at(spared));
    expect([selected(cleared), cleared.messages.at(-1)?.text]).toEqual([
      id(6),
      '#6: the break that was foretold did not come',
    ]);
    const elsewhere = request(7, { lane: 'other', parent: null });
    expect(selected(arrive(cleared, at(spared, elsewhere)))).toBe(id(6));
    expect(selected(arrive(cleared, at(spared, request(7))))).toBe(id(5));

    // Its answer does not tell: neither is claimed.
    const silent = request(6, { parent: 5, foreseen: known, usage: null, hitRate: null, outcome: 'aborted' });
    const untold = arrive(coming, at(silent));
    expect(untold.messages.at(-1)?.text).toMatch(/^#6: .* is not told of by its answer: it may have come$/);
  });

  it('shows the same whichever way one came to it; who has walked to the newest has seen what lies before', () => {
    const seven = modelOf([...sixRequestsModel.requests, request(7)], { wounds: [wound] });
    const opened = arrive(first, seven);
    expect(selected(opened)).toBe(id(6));
    const watched = Array.from({ length: 6 }, (_, i) => upTo(i + 1)).reduce(arrive, first);
    expect(selected(arrive(watched, seven))).toBe(id(6));
    const again = moves.toggleFollow(moves.moveFirst(opened));
    expect([selected(again), again.view.follow]).toEqual([id(6), true]);
    expect(selected(moves.showScope(again, { kind: 'all' }))).toBe(id(6));

    const newest = moves.moveLast(opened);
    expect(selected(arrive(newest, seven))).toBe(id(7));
    const eight = [...seven.requests, request(8)];
    expect(selected(arrive(newest, modelOf(eight, { wounds: [wound] })))).toBe(id(8));
    const known = sixRequestsModel.requests[5]?.break ?? null;
    const nine = modelOf([...eight, request(9, { break: known }), request(10)], { wounds: [wound] });
    expect(selected(arrive(newest, nine))).toBe(id(9));
    expect(selected(moves.stopAt(moves.stopAt(newest, 5), null))).toBe(id(7));
    // Also where a filter hides the one that was walked to.
    const filtered = { ...newest, view: { ...newest.view, filter: 'write>20' } };
    const larger = modelOf([...seven.requests, request(8, { usage: usage(1000, 30) })], { wounds: [wound] });
    expect(selected(arrive(filtered, larger))).toBe(id(8));
  });

  it('goes to a break that opens a healed wound again', () => {
    const broken = sixRequestsModel.requests[4]?.break ?? null;
    const reopened = [request(1), request(2, { break: broken, parent: 1 }), request(3, { parent: 2 })];
    const state = arrive(first, modelOf(reopened));
    expect(selected(state)).toBe(id(2));
    const again = [...reopened, request(4, { break: broken, parent: 3 })];
    expect(selected(arrive(state, modelOf(again)))).toBe(id(4));
  });

  it('opens a log that is already there at its newest break', () => {
    expect(selected(arrive(first, sixRequestsModel))).toBe(id(6));
  });

  it('takes nothing away from who reads: stepping through differences and scrolling them end it', () => {
    const state = arrive(first, upTo(5));
    const next = (from: State): string | null => selected(arrive(from, upTo(6)));
    expect(next(state)).toBe(id(6));
    expect(next(moves.scrollBy(state, 'diff', 3, 7))).toBe(id(5));
    expect(next(moves.scrollBy(state, 'diff', 3, 0))).toBe(id(6));
    expect(next(moves.showAgainst(state, { older: id(1), newer: id(5), differences: null }))).toBe(id(5));
    const two = arrive(first, upTo(2));
    const stepped = moves.moveToDifference(two, 1);
    expect([stepped.view.follow, selected(arrive(stepped, upTo(5)))]).toEqual([false, id(2)]);
  });

  it('leaves the selection alone once the reader has moved', () => {
    const moved = moves.moveFirst(arrive(first, upTo(1)));
    expect(selected(arrive(moved, sixRequestsModel))).toBe(id(1));
    expect(selected(moves.moveLast(arrive(moved, sixRequestsModel)))).toBe(id(6));
  });

  it('takes the newest request if the selected one is gone', () => {
    const moved = moves.moveFirst(arrive(first, upTo(6)));
    expect(selected(arrive(moved, modelOf([request(8), request(9)])))).toBe(id(9));
  });
});

describe('walking down', () => {
  it('follows again at the last request, so that the next break is shown', () => {
    const away = moves.moveBy(moves.moveFirst(arrive(first, upTo(4))), 2);
    expect([selected(away), away.view.follow]).toEqual([id(3), false]);
    const there = moves.moveBy(away, 1);
    expect([selected(there), there.view.follow]).toEqual([id(4), true]);
    expect(selected(arrive(there, upTo(5)))).toBe(id(5));
  });
});

describe('moving', () => {
  const state = arrive(first, sixRequestsModel);

  it('stops at both ends; only upwards it ends following', () => {
    expect(selected(moves.moveBy(state, 100))).toBe(id(6));
    expect(selected(moves.moveBy(state, -100))).toBe(id(1));
    expect(moves.moveBy(state, -1).view.follow).toBe(false);
  });

  it('goes from break to break and says where there is none', () => {
    const second = moves.moveToBreak(moves.moveToBreak(state, -1), -1);
    expect(selected(second)).toBe(id(2));
    const none = moves.moveToBreak(second, -1);
    expect(selected(none)).toBe(id(2));
    expect(none.view.answer).toBe('no break before this request');
  });

  it('walks round the panes, and takes the zoom along', () => {
    expect(moves.nextPane(state, 1).view.focus).toBe('diff');
    expect(moves.nextPane(state, -1).view.focus).toBe('clock');
    expect(moves.nextPane(moves.zoom(state, 'requests'), 1).view.zoom).toBe('diff');
  });

  it('keeps scrolling within what there is', () => {
    expect(moves.scrollBy(state, 'diff', 100, 7).view.scroll.diff).toBe(7);
    expect(moves.scrollBy(state, 'diff', -100, 7).view.scroll.diff).toBe(0);
  });

  it('shows from no line to twelve lines around a difference, one by one', () => {
    const context = (by: number, from = first): number => moves.changeContext(from, by).view.context;
    const start = first.view.context;
    expect([context(1), context(-1)]).toEqual([start + 1, start - 1]);
    expect([context(100), context(-100)]).toEqual([12, 0]);
    expect(context(1, moves.changeContext(first, 100))).toBe(12);
  });

  it('tells a stop from going on: what came meanwhile is counted anew, and only going on follows', () => {
    const still = moves.select(first, null);
    expect(moves.stopAt(still, 5).view).toMatchObject({ pausedAt: 5, newer: [], follow: false });
    expect(moves.stopAt(still, null).view).toMatchObject({ pausedAt: null, newer: [], follow: true });
    expect(moves.stopAt(first, 5).view.follow).toBe(true);
  });

  it('counts what had come when following ended, and keeps that count while it has not gone on', () => {
    const four = arrive(first, upTo(4));
    const stopped = moves.toggleFollow(four);
    expect(stopped.view).toMatchObject({ follow: false, seen: 4 });
    const more = moves.select(arrive(stopped, upTo(6)), id(2));
    expect(more.view).toMatchObject({ follow: false, seen: 4, selected: id(2) });
    expect(moves.toggleFollow(more).view.follow).toBe(true);
  });

  it('scrolls back to the top for another request', () => {
    const scrolled = moves.scrollBy(state, 'diff', 3, 7);
    expect(moves.moveBy(scrolled, -1).view.scroll.diff).toBe(0);
  });
});

describe('searching', () => {
  const all = arrive(first, upTo(6));
  /** From a request, what a search for a text that several have selects: what is typed, then as often the next. */
  const searched = (from: number, text: string, ...next: (1 | -1)[]): string | null => {
    const at = {
      ...all,
      view: { ...all.view, selected: id(from), input: { kind: 'search' as const, text } },
    };
    return selected(next.reduce((state, direction) => goToFound(state, direction), takeInput(at)));
  };

  it('stays where it is found, and goes on from there, round and round', () => {
    expect(searched(5, 'history-edited')).toBe(id(5));
    expect(searched(5, 'history-edited', 1)).toBe(id(6));
    expect(searched(5, 'history-edited', 1, 1)).toBe(id(5));
    expect(searched(4, 'history-edited')).toBe(id(5));
    expect(searched(1, 'history-edited', -1)).toBe(id(6));
  });
});
