import { describe, expect, it } from 'vitest';
import type { Playing } from '../../../src/cli/live/feed.js';
import { createTimeControl } from '../../../src/cli/live/time-control.js';
import { showScope, withData } from '../../../src/store/moves.js';
import { newerRequests } from '../../../src/store/selectors.js';
import { createStore } from '../../../src/store/store.js';
import { createTimeline } from '../../../src/store/timeline.js';
import { screenOf } from '../../../src/ui/screen.js';
import { modelOf, request, START, sixRequestsModel } from '../../ui/fixture.js';

const { requests } = sixRequestsModel;

/** A log of six requests, the first `known` of which are there; the others can be played. */
function setUp(known: number, isPlayed = true) {
  const store = createStore({ now: START });
  const timeline = createTimeline();
  const calls: string[] = [];
  let count = 0;
  const arrive = (): void => {
    count += 1;
    const moment = { model: modelOf(requests.slice(0, count)), now: START + count * 1000, arrivedAt: START };
    timeline.add(moment);
    if (store.getState().view.pausedAt === null)
      store.setState(state => withData(state, { ...moment, sources: [] }));
  };
  let speed = 1;
  const playing: Playing = {
    kind: 'replay',
    speed: () => speed,
    setSpeed: to => {
      speed = to;
    },
    stop: () => calls.push('stop'),
    go: () => calls.push('go'),
    step: () => {
      if (count === requests.length) return false;
      arrive();
      return true;
    },
  };
  for (let i = 0; i < known; i += 1) arrive();
  const time = createTimeControl(store, timeline, isPlayed ? playing : null);
  const shown = (): (string | number | null)[] => {
    const { model, view, now } = store.getState();
    return [
      model.requests.length,
      view.selected,
      view.pausedAt === null ? null : now - START,
      newerRequests(store.getState()),
    ];
  };
  return { store, time, shown, calls, arrive };
}

const id = (n: number): string => request(n).id;

describe('createTimeControl', () => {
  it('goes back to what was known then, says how much is newer, and comes back to now', () => {
    const { time, shown, calls } = setUp(4);
    time.back();
    expect(shown()).toEqual([3, id(3), 3000, 1]);
    time.back();
    expect(shown()).toEqual([2, id(2), 2000, 2]);
    time.step();
    expect(shown()).toEqual([3, id(3), 3000, 1]);
    expect(calls).toContain('stop');
    expect(calls).not.toContain('go');
    time.now();
    expect(shown().slice(2)).toEqual([null, 0]);
    expect(calls.at(-1)).toBe('go');
  });

  it('stops at the newest and goes on with the same key', () => {
    const { time, shown, store } = setUp(4);
    time.stop();
    expect(shown()).toEqual([4, id(4), 4000, 0]);
    time.stop();
    expect(store.getState().view).toMatchObject({ pausedAt: null, follow: true });
  });

  it('plays on where the log is only played, record by record and to the next break', () => {
    const { time, shown, store } = setUp(3);
    time.step();
    expect(shown()).toEqual([4, id(4), 4000, 0]);
    time.toBreak();
    expect(shown()).toEqual([5, id(5), 5000, 0]);
    time.toBreak();
    time.toBreak();
    expect(shown()[0]).toBe(6);
    expect(store.getState().view.answer).toBe('no further break so far');
    time.step();
    expect(store.getState().view.answer).toBe('nothing newer');
  });

  it('finds a break that is known already from further back', () => {
    const { time, shown } = setUp(6);
    for (let i = 0; i < 5; i += 1) time.back();
    expect(shown()[0]).toBe(1);
    time.toBreak();
    expect(shown()[0]).toBe(2);
    time.back();
    time.back();
    time.back();
    expect(shown()[0]).toBe(1);
  });

  it('counts what comes while it is stopped, and shows none of it', () => {
    const { time, shown, arrive } = setUp(3, false);
    time.stop();
    arrive();
    time.arrived();
    expect(shown()).toEqual([3, id(3), 3000, 1]);
  });

  it('is of the scope: what is newer, the request that it goes to, and the next break', () => {
    const { store, time, shown, arrive } = setUp(3, false);
    const other = { kind: 'session', session: 'other' } as const;
    store.setState(state => showScope(state, other));
    time.back();
    arrive();
    time.arrived();
    expect(shown()[3]).toBe(0);
    expect(screenOf(store.getState(), { columns: 120, rows: 30 }).scene.model.requests).toEqual([]);
    time.toBreak();
    expect(store.getState().view.answer).toBe('no further break so far');
  });

  it('changes the speed of a log that is played, within limits', () => {
    const { time, store } = setUp(1);
    time.speed(1);
    expect(store.getState().speed).toBe(2);
    for (let i = 0; i < 20; i += 1) time.speed(-1);
    expect(store.getState().speed).toBe(0.25);
    for (let i = 0; i < 20; i += 1) time.speed(1);
    expect(store.getState().speed).toBe(64);
  });
});

describe('createTimeline', () => {
  it('lets the oldest moments go', () => {
    const timeline = createTimeline(10);
    for (let n = 1; n <= 6; n += 1)
      timeline.add({ model: modelOf(requests.slice(0, n)), now: n, arrivedAt: null });
    expect(timeline.length).toBe(1);
    expect(timeline.at(0)?.now).toBe(6);
    expect(timeline.at(1)).toBeNull();
  });
});
