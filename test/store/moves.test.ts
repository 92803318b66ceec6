import { describe, expect, it } from 'vitest';
import type { Model } from '../../src/diagnosis/model.js';
import * as moves from '../../src/store/moves.js';
import type { State } from '../../src/store/state.js';
import { createStore } from '../../src/store/store.js';
import { modelOf, PATH, request, sixRequestsModel, wound } from '../ui/fixture.js';

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

  it('goes on to a break that opens a wound, not to those that continue it', () => {
    const state = arrive(arrive(arrive(first, upTo(4)), upTo(5)), upTo(6));
    expect(selected(state)).toBe(id(5));
  });

  it('goes to a break that opens a healed wound again', () => {
    const broken = sixRequestsModel.requests[4]?.break ?? null;
    const reopened = [request(1), request(2, { break: broken, parent: 1 }), request(3, { parent: 2 })];
    const state = arrive(first, modelOf(reopened));
    expect(selected(state)).toBe(id(2));
    const again = [...reopened, request(4, { break: broken, parent: 3 })];
    expect(selected(arrive(state, modelOf(again)))).toBe(id(4));
  });

  it('opens a log that is already there at its newest wound', () => {
    expect(selected(arrive(first, sixRequestsModel))).toBe(id(5));
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
    const second = moves.moveToBreak(state, -1);
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
    expect(moves.stopAt(still, 5).view).toMatchObject({ pausedAt: 5, newer: 0, follow: false });
    expect(moves.stopAt(still, null).view).toMatchObject({ pausedAt: null, newer: 0, follow: true });
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
