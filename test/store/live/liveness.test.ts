import { describe, expect, it } from 'vitest';
import { liveness, nextTick } from '../../../src/store/live/liveness.js';
import { stopAt, withData } from '../../../src/store/moves.js';
import type { State } from '../../../src/store/state.js';
import { createStore } from '../../../src/store/store.js';
import { modelOf, PATH, request, START, source } from '../../ui/fixture.js';

/** A state at `now`, whose last record came `age` ago; its lane's entry expires 5 minutes after START + 20 s. */
function stateAt(
  now: number,
  age: number | null,
  states: readonly ('live' | 'gone' | 'waiting' | 'ended')[],
): State {
  return withData(createStore().getState(), {
    model: modelOf([request(1)]),
    sources: states.map((state, i) => source({ state, path: i === 0 ? PATH : `/other-${i}.jsonl` })),
    now,
    arrivedAt: age === null ? null : now - age,
  });
}

describe('liveness', () => {
  it('is live for a minute after the last record, idle afterwards', () => {
    expect(liveness(stateAt(START, 59_999, ['live']))).toEqual({ state: 'live', age: 59_999 });
    expect(liveness(stateAt(START, 60_000, ['live']))).toEqual({ state: 'idle', age: 60_000 });
  });

  it('does not read a record of the future as an age', () => {
    expect(liveness(stateAt(START, -5000, ['live']))).toEqual({ state: 'live', age: 0 });
  });

  it('says that a file is gone only if no other is followed', () => {
    expect(liveness(stateAt(START, 10, ['gone'])).state).toBe('gone');
    expect(liveness(stateAt(START, 10, ['gone', 'live'])).state).toBe('live');
  });

  it('waits for a file only while it is not there', () => {
    expect(liveness(stateAt(START, null, ['waiting']))).toEqual({ state: 'waiting', path: PATH });
    expect(liveness(stateAt(START, null, ['live']))).toEqual({ state: 'empty', path: PATH });
    expect(liveness(stateAt(START, null, ['live', 'waiting'])).state).toBe('waiting');
  });

  it('reads until all that was there has been read', () => {
    const reading = { ...stateAt(START, 10, ['live']), isReading: true };
    expect(liveness(reading)).toEqual({ state: 'reading', path: PATH });
    expect(liveness({ ...reading, isReading: false }).state).toBe('live');
    expect(liveness({ ...stateAt(START, null, ['waiting']), isReading: true }).state).toBe('waiting');
  });

  it('puts a pause before all else', () => {
    expect(liveness(stopAt(stateAt(START, 10, ['live']), 77))).toEqual({ state: 'paused', at: 77 });
  });
});

describe('nextTick', () => {
  it('never comes where no age and no countdown is shown', () => {
    const waiting = { ...stateAt(START, null, ['waiting']), model: modelOf([]) };
    expect(nextTick(waiting, true)).toBeNull();
  });

  it('beats once a second, on the second, while seconds are shown', () => {
    expect(nextTick(stateAt(START + 300, 100, ['live']), false)).toBe(700);
    expect(nextTick(stateAt(START + 300, 100, ['live']), true)).toBe(700);
  });

  it('waits for the next minute while only minutes are shown', () => {
    expect(nextTick(stateAt(START + 3_600_000, 65_000, ['live']), true)).toBe(55_000);
  });

  it('counts a lane down where clocks are shown, elsewhere its last minute, and nothing once it is cold', () => {
    const warm = START + 60_000;
    expect(nextTick(stateAt(warm, 70_000, ['live']), true)).toBe(1000);
    expect(nextTick(stateAt(warm, 70_000, ['live']), false)).toBe(50_000);
    const expires = START + 20_000 + 300_000;
    const ahead = (left: number): number | null =>
      nextTick(stateAt(expires - left, 3_600_000, ['live']), false);
    expect([ahead(90_000), ahead(60_000), ahead(1000)]).toEqual([30_000, 1000, 1000]);
    expect(nextTick(stateAt(expires, 3_600_000, ['live']), true)).toBe(3_600_000);
  });

  it('comes no more than twice in a second of a log that is played twice as fast', () => {
    const played = { ...stateAt(START + 800, 100, ['live']), speed: 2 };
    expect([nextTick({ ...played, speed: 1 }, true), nextTick(played, true)]).toEqual([200, 500]);
  });

  it('comes four times in a second of the reader where a log is played so fast that its seconds fly', () => {
    const fast = { ...stateAt(START + 300, 100, ['live']), played: 'replay' as const, speed: 2000 };
    expect(nextTick(fast, true)).toBe(500_000);
    expect(nextTick({ ...fast, speed: 2 }, true)).toBe(700);
    expect(nextTick({ ...fast, speed: 0.5 }, true)).toBe(700);
  });

  it('never comes once a log is over', () => {
    expect(nextTick(stateAt(START + 60_000, 10, ['ended']), true)).toBeNull();
  });

  it('never comes while paused', () => {
    expect(nextTick(stopAt(stateAt(START, 10, ['live']), START), true)).toBeNull();
  });
});
