import { describe, expect, it } from 'vitest';
import { stopAt } from '../../src/store/moves.js';
import { createPublisher } from '../../src/store/publisher.js';
import { createStore } from '../../src/store/store.js';
import { modelOf, request } from '../ui/fixture.js';
import { fakeTimer } from './fake-timer.js';

function setUp() {
  const timer = fakeTimer(1000);
  const store = createStore();
  let requests = 0;
  let isReading = true;
  const feed = {
    model: () => modelOf(Array.from({ length: requests }, (_, i) => request(i + 1))),
    sources: () => [],
    isReading: () => isReading,
  };
  const publisher = createPublisher(store, feed, { timer });
  const arrive = (): void => {
    requests += 1;
    publisher.changed(timer.now());
  };
  const shown = (): number => store.getState().model.requests.length;
  const catchUp = (): void => {
    isReading = false;
    publisher.changed();
  };
  return { timer, store, publisher, arrive, catchUp, shown };
}

describe('createPublisher', () => {
  it('publishes the first change at once', () => {
    const { arrive, shown, store } = setUp();
    arrive();
    expect(shown()).toBe(1);
    expect(store.getState().arrivedAt).toBe(1000);
    expect(store.getState().now).toBe(1000);
  });

  it('has seen the log when the latest of it came, whatever comes late', () => {
    const { publisher, store, timer } = setUp();
    publisher.changed(1000);
    timer.pass(1000);
    publisher.changed(500);
    timer.pass(1000);
    expect(store.getState().arrivedAt).toBe(1000);
  });

  it('keeps its distance in the time of the reader, where the clock is that of a log played fast', () => {
    const { arrive, shown, store, timer } = setUp();
    store.setState({ speed: 1000 });
    arrive();
    timer.pass(10_000);
    arrive();
    expect(shown()).toBe(1);
    timer.pass(240_000);
    expect(shown()).toBe(2);
  });

  it('publishes a break at once, and the next one a fifth of the distance later', () => {
    const { arrive, publisher, shown, timer } = setUp();
    arrive();
    arrive();
    timer.pass(10);
    expect(shown()).toBe(1);
    publisher.changed(timer.now(), true);
    expect(shown()).toBe(2);
    timer.pass(10);
    arrive();
    publisher.changed(timer.now(), true);
    timer.pass(39);
    expect(shown()).toBe(2);
    timer.pass(1);
    expect(shown()).toBe(3);
  });

  it('says whether what was there is still being read', () => {
    const { arrive, catchUp, publisher, store } = setUp();
    arrive();
    expect(store.getState().isReading).toBe(true);
    catchUp();
    publisher.flush();
    expect(store.getState().isReading).toBe(false);
  });

  it('lets a record not wait for the state of its source, and the state come with it or 250 ms later', () => {
    const { arrive, publisher, shown, store, timer } = setUp();
    arrive();
    timer.pass(1000);
    let changes = 0;
    store.subscribe(() => changes++);
    // A long line is read in parts.
    publisher.changed();
    timer.pass(20);
    publisher.changed();
    arrive();
    expect([shown(), changes]).toEqual([2, 1]);
    timer.pass(1000);
    expect(changes).toBe(1);
    publisher.changed();
    timer.pass(249);
    expect(changes).toBe(1);
    timer.pass(1);
    expect(changes).toBe(2);
  });

  it('publishes what follows within 250 ms once, at the end of them', () => {
    const { arrive, shown, timer, store } = setUp();
    let changes = 0;
    store.subscribe(() => changes++);
    arrive();
    timer.pass(10);
    arrive();
    arrive();
    timer.pass(239);
    expect(shown()).toBe(1);
    timer.pass(1);
    expect(shown()).toBe(3);
    expect(changes).toBe(2);
  });

  it('publishes at once again after a quiet time', () => {
    const { arrive, shown, timer } = setUp();
    arrive();
    timer.pass(250);
    arrive();
    expect(shown()).toBe(2);
  });

  it('sets no timer and publishes nothing while nothing changes', () => {
    const { arrive, timer, store } = setUp();
    arrive();
    let changes = 0;
    store.subscribe(() => changes++);
    timer.pass(60_000);
    expect(changes).toBe(0);
    expect(timer.pending).toBe(0);
  });

  it('holds new data back while paused and publishes it when the reader goes on', () => {
    const { arrive, shown, timer, store } = setUp();
    arrive();
    store.setState(state => stopAt(state, timer.now()));
    timer.pass(1000);
    arrive();
    timer.pass(1000);
    expect(shown()).toBe(1);
    store.setState(state => stopAt(state, null));
    expect(shown()).toBe(2);
  });

  it('waits for nothing while paused', () => {
    const { arrive, timer, store } = setUp();
    arrive();
    store.setState(state => stopAt(state, timer.now()));
    arrive();
    expect(timer.pending).toBe(0);
  });

  it('holds back, while paused, what was already due, and what is flushed', () => {
    const { arrive, shown, timer, store, publisher } = setUp();
    arrive();
    arrive();
    store.setState(state => stopAt(state, timer.now()));
    timer.pass(1000);
    publisher.flush();
    expect(shown()).toBe(1);
    store.setState(state => stopAt(state, null));
    expect(shown()).toBe(2);
  });

  it('publishes what is held back when flushed, and nothing after it was stopped', () => {
    const { arrive, shown, timer, publisher } = setUp();
    arrive();
    arrive();
    publisher.flush();
    expect(shown()).toBe(2);
    arrive();
    publisher.stop();
    timer.pass(1000);
    expect(shown()).toBe(2);
  });
});
