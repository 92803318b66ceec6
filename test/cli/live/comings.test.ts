import { describe, expect, test } from 'vitest';
import { createComings } from '../../../src/cli/live/comings.js';
import type { RequestEntry } from '../../../src/diagnosis/model.js';
import type { EngineEvent } from '../../../src/engine.js';
import { fakeTimer } from '../../store/fake-timer.js';
import { broke, request, usage } from '../../ui/fixture.js';

const NOW = 1_000_000;
const coming = (n: number, at: number | null = NOW): RequestEntry =>
  request(n, { at, outcome: 'pending', usage: null, break: null, foreseen: broke({ predicted: true }) });
const left = (entry: RequestEntry): EngineEvent => ({ type: 'request', request: entry });
const answered = (entry: RequestEntry): EngineEvent => ({
  type: 'update',
  agent: 'agent',
  judged: null,
  request: { ...entry, outcome: 'ok', usage: usage(1000, 10) },
});

function setUp(...before: readonly EngineEvent[]) {
  const timer = fakeTimer(NOW);
  const told: number[] = [];
  const comings = createComings(timer, ({ n }) => told.push(n));
  before.forEach(comings.event);
  comings.caughtUp();
  return { timer, told, comings };
}

describe('breaks that are coming', () => {
  test('are told once, when their request has left and nothing is billed', () => {
    const { timer, told, comings } = setUp();
    comings.event(left(coming(5)));
    timer.pass(50);
    expect(told).toEqual([5]);
    comings.event(answered(coming(5)));
    timer.pass(1000);
    expect(told).toEqual([5]);
  });

  test('are not told of requests that stand in a log with their answers', () => {
    const { timer, told, comings } = setUp(left(coming(1)), answered(coming(1)));
    comings.event(left(coming(2)));
    timer.pass(10);
    comings.event(answered(coming(2)));
    timer.pass(1000);
    expect(told).toEqual([]);
  });

  test('of what was there before are told only where the request left just now', () => {
    const { timer, told } = setUp(
      left(coming(1, NOW - 60_000)),
      left(coming(2, null)),
      left(coming(3, NOW - 2000)),
    );
    timer.pass(50);
    expect(told).toEqual([3]);
  });

  test('are told of no request that foretells none', () => {
    const { timer, told, comings } = setUp();
    comings.event(left({ ...coming(5), foreseen: null }));
    timer.pass(1000);
    expect(told).toEqual([]);
  });

  test('are not told any more when it is over', () => {
    const { timer, told, comings } = setUp();
    comings.event(left(coming(5)));
    comings.stop();
    timer.pass(1000);
    expect(told).toEqual([]);
  });
});
