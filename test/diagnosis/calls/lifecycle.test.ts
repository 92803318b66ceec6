/** A request is opened, settled and concluded, each once, whatever the log says of it and how often. */
import { describe, expect, test } from 'vitest';
import { createEngine, type Engine } from '../../../src/engine.js';
import { conversation, request, usage } from '../../agent.js';

const MINUTE = 60_000;
const BILL = { read: 0, write: 10_200 };

/** Two requests, the second with other instructions, and what it read. */
function broken(): Engine {
  const engine = createEngine();
  engine.accept(request('a', 1, { body: conversation(1), at: 0 }));
  engine.accept(usage('a', 2, { read: 0, write: 9_000 }));
  engine.accept(request('b', 3, { body: conversation(2, { system: 'Other words.' }), at: MINUTE }));
  engine.accept(usage('b', 4, BILL));
  return engine;
}

const woundOf = (engine: Engine) => engine.model().sessions[0]?.wounds[0];

describe('a request that gets its usage twice', () => {
  test('breaks once and charges its wound once', () => {
    const engine = broken();
    const before = woundOf(engine);
    const events = engine.accept(usage('b', 5, BILL));
    expect(events.map(({ type }) => type)).toEqual(['update']);
    expect(before?.rewritten).toBe(10_200);
    expect(woundOf(engine)).toEqual(before);
  });

  test('is judged by the later one where the two differ, by all that it was compared with', () => {
    const engine = broken();
    const causes = engine.model().requests[1]?.break?.causes;
    const events = engine.accept(usage('b', 5, { read: 0, write: 12_000 }));
    expect(events.map(({ type }) => type)).toEqual(['update']);
    expect(engine.model().requests[1]?.break?.causes).toEqual(causes);
    expect(woundOf(engine)?.rewritten).toBe(12_000);
  });

  test('has no wound any more where the later one shows a hit', () => {
    const engine = broken();
    engine.accept(usage('b', 5, { read: 9_000, write: 1_200 }));
    expect(engine.model().requests[1]?.break).toBeNull();
    expect(engine.model().sessions[0]?.wounds).toEqual([]);
  });

  test('keeps what only the later one says', () => {
    const engine = broken();
    engine.accept({ ...usage('b', 5, BILL), endedAt: 2 * MINUTE });
    expect(engine.model().requests[1]?.endedAt).toBe(2 * MINUTE);
  });

  test('counts once in what is learned of its model', () => {
    const [once, twice] = [broken(), broken()];
    twice.accept(usage('b', 5, BILL));
    for (const engine of [once, twice]) {
      engine.accept(request('c', 6, { body: conversation(3, { system: 'Other words.' }), at: 2 * MINUTE }));
    }
    const next = (engine: Engine) => engine.model().requests[2]?.predicted;
    expect(next(twice)).toEqual(next(once));
  });
});

test('a break that the bytes foretold is told once, and its usage takes its place when it comes late', () => {
  const engine = createEngine();
  engine.accept(request('a', 1, { body: conversation(1), at: 0 }));
  engine.accept(usage('a', 2, { read: 0, write: 9_000 }));
  engine.accept(request('b', 3, { body: conversation(2, { system: 'Other words.' }), at: MINUTE }));
  const foretold = engine.accept(
    request('c', 4, { body: conversation(3, { system: 'Other words.' }), at: 2 * MINUTE }),
  );
  expect(foretold.map(({ type }) => type)).toEqual(['update', 'break', 'request']);
  expect(engine.accept(usage('b', 5, BILL)).map(({ type }) => type)).toEqual(['update']);
  expect(engine.model().requests[1]?.break).toMatchObject({
    predicted: false,
    actualRead: 0,
    causes: [{ id: 'system-changed' }],
  });
  expect(woundOf(engine)).toMatchObject({ requests: [expect.stringContaining('#2')], rewritten: 10_200 });
});

test('a request that failed after all leaves the wound it was foretold to open', () => {
  const engine = createEngine();
  engine.accept(request('a', 1, { body: conversation(1), at: 0 }));
  engine.accept(usage('a', 2, { read: 0, write: 9_000 }));
  engine.accept(request('b', 3, { body: conversation(2, { system: 'Other words.' }), at: MINUTE }));
  engine.accept(request('c', 4, { body: conversation(3, { system: 'Other words.' }), at: 2 * MINUTE }));
  engine.accept({ ...usage('b', 5, BILL), outcome: 'error', status: 529, usage: null });
  expect(engine.model().requests[1]?.break).toBeNull();
  expect(engine.model().sessions[0]?.wounds.flatMap(({ requests }) => requests)).toEqual([]);
});
