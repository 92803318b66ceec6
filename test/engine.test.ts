import { describe, expect, it } from 'vitest';
import { createPrices } from '../src/cache/prices.js';
import type { RequestEntry } from '../src/diagnosis/model.js';
import { createEngine, type Engine } from '../src/engine.js';
import type { LogRecord } from '../src/log/record.js';
import { type Ask, type Bill, conversation, prose, request, SYSTEM, TOOLS, usage } from './agent.js';

const MINUTE = 60_000;

/** Feeds requests with their usage, a line each, in order. */
function watch(...steps: readonly (readonly [Ask, Bill | null])[]): Engine {
  const engine = createEngine();
  steps.forEach(([ask, bill], i) => {
    engine.accept(request(`r${i}`, 2 * i + 1, ask));
    if (bill !== null) engine.accept(usage(`r${i}`, 2 * i + 2, bill));
  });
  return engine;
}

function last(engine: Engine): RequestEntry {
  const entry = engine.model().requests.at(-1);
  if (entry === undefined) throw new Error('no request');
  return entry;
}

describe('engine', () => {
  it('sees no break in a conversation that grows while its marker moves', () => {
    const engine = watch(
      [
        { body: conversation(1), at: 0 },
        { read: 0, write: 9_000 },
      ],
      [
        { body: conversation(2), at: MINUTE },
        { read: 9_000, write: 1_200 },
      ],
      [
        { body: conversation(3), at: 2 * MINUTE },
        { read: 10_200, write: 1_200 },
      ],
    );
    expect(engine.model().totals).toMatchObject({
      requests: 3,
      breaks: 0,
      writeShare: { breaks: 0, growth: 11_400 },
    });
    expect(engine.model().sessions[0]?.lanes).toHaveLength(1);
  });

  it('is not certain of what the first request of a lane reads: the log does not hold what was written before it', () => {
    const engine = watch(
      [
        { body: conversation(1), at: 0 },
        { read: 0, write: 9_000 },
      ],
      [
        { body: conversation(2), at: MINUTE },
        { read: 9_000, write: 1_200 },
      ],
    );
    expect(engine.model().requests.map(({ predicted }) => predicted?.certain)).toEqual([false, true]);
  });

  it('names system-changed with place, extent and lost tokens', () => {
    const system = SYSTEM.replace('system7919 ', 'another line of instructions entirely, at some length ');
    const engine = watch(
      [
        { body: conversation(1), at: 0 },
        { read: 0, write: 9_000 },
      ],
      [
        { body: conversation(2, { system }), at: MINUTE },
        { read: 0, write: 10_300 },
      ],
    );
    expect(last(engine)).toMatchObject({
      changed: ['system'],
      what: 'system-changed',
      break: {
        extent: 'full',
        predicted: false,
        magnitude: 4,
        expectedRead: 9_000,
        actualRead: 0,
        lostTokens: 9_000,
        rewritten: 10_300,
        ringing: true,
        divergence: { section: 'system', path: 'system[0].text', char: 8, byte: 8, line: 3 },
      },
    });
  });

  it('finds the first differing byte of the raw line', () => {
    const system = SYSTEM.replace('system7919 ', 'another ');
    const body = conversation(2, { system });
    const engine = watch(
      [
        { body: conversation(1), at: 0 },
        { read: 0, write: 9_000 },
      ],
      [
        { body, at: MINUTE },
        { read: 0, write: 10_300 },
      ],
    );
    const byte = last(engine).break?.divergence?.lineByte ?? -1;
    expect(JSON.stringify(body).slice(byte, byte + 8)).toBe('another ');
  });

  it('says both causes in prefix order when tools and system changed at once', () => {
    const engine = watch(
      [
        { body: conversation(1), at: 0 },
        { read: 0, write: 9_000 },
      ],
      [
        { body: conversation(2, { tools: TOOLS.slice(1), system: `New. ${SYSTEM}` }), at: MINUTE },
        { read: 0, write: 10_000 },
      ],
    );
    expect(last(engine).break?.causes.map(cause => cause.id)).toEqual(['tools-removed', 'system-changed']);
  });

  it('calls a shortfall with equal bytes, alive and in reach, provider-side', () => {
    const engine = watch(
      [
        { body: conversation(1), at: 0 },
        { read: 0, write: 9_000 },
      ],
      [
        { body: conversation(2), at: MINUTE },
        { read: 0, write: 10_200 },
      ],
    );
    expect(last(engine).break?.causes).toMatchObject([{ id: 'provider-side', confidence: 'certain' }]);
  });

  it('says unknown, not provider-side, where the log has no times', () => {
    const engine = watch(
      [{ body: conversation(1) }, { read: 0, write: 9_000 }],
      [{ body: conversation(2) }, { read: 0, write: 10_200 }],
    );
    expect(last(engine).break?.causes).toMatchObject([{ id: 'unknown', kind: 'times' }]);
  });

  it('does not say that there are no times where it is the breakpoints that are missing', () => {
    const unmarked = (rounds: number): Ask['body'] =>
      JSON.parse(
        JSON.stringify(conversation(rounds), (key, value) => (key === 'cache_control' ? undefined : value)),
      );
    const engine = watch(
      [
        { body: unmarked(1), at: 0 },
        { read: 0, write: 9_000 },
      ],
      [
        { body: unmarked(2), at: MINUTE },
        { read: 9_000, write: 1_200 },
      ],
      [
        { body: unmarked(3), at: 2 * MINUTE },
        { read: 0, write: 11_400 },
      ],
    );
    expect(last(engine).break?.causes).toMatchObject([
      { id: 'unknown', kind: 'breakpoints', summary: expect.stringContaining('no breakpoints') },
    ]);
  });

  it('blames the lifetime only once it has run out, counted from the start of the last use', () => {
    const at = (second: number): Engine =>
      watch(
        [
          { body: conversation(1), at: 0 },
          { read: 0, write: 9_000 },
        ],
        [
          { body: conversation(2), at: second },
          { read: 0, write: 10_200 },
        ],
      );
    expect(last(at(5 * MINUTE - 1)).break?.causes.map(cause => cause.id)).toEqual(['provider-side']);
    expect(last(at(5 * MINUTE)).break?.causes.map(cause => cause.id)).toEqual(['expired']);
  });

  it('joins breaks at one floor to one wound and heals it when a read passes the floor', () => {
    const edited = (round: number): Ask['body'] =>
      conversation(4, { edit: { round, result: '[compacted: removed to free context]' } });
    const engine = watch(
      [
        { body: conversation(3), at: 0 },
        { read: 0, write: 12_000 },
      ],
      [
        { body: edited(0), at: 10_000 },
        { read: 7_500, write: 4_600 },
      ],
      [
        { body: edited(1), at: 20_000 },
        { read: 7_500, write: 4_600 },
      ],
      [
        { body: edited(1), at: 30_000 },
        { read: 12_100, write: 0 },
      ],
    );
    const { wounds } = engine.model().sessions[0] ?? { wounds: [] };
    expect(wounds).toMatchObject([
      { cause: 'history-edited', requests: ['log.jsonl#2', 'log.jsonl#3'], rewritten: 9_200, healed: true },
    ]);
  });

  it('keeps a subagent, a title call and a failed call from becoming a parent', () => {
    const sub = {
      ...conversation(1, { system: prose('helper', 900), tools: [] }),
      messages: [{ role: 'user', content: prose('sub', 200) }],
    };
    const engine = watch(
      [
        { body: conversation(1), at: 0 },
        { read: 0, write: 9_000 },
      ],
      [
        { body: sub, at: 1_000 },
        { read: 0, write: 2_000 },
      ],
      [
        { body: conversation(2), at: 2_000 },
        { read: 0, write: 0, input: 0, output: 0 },
      ],
      [
        { body: conversation(2), at: 3_000 },
        { read: 9_000, write: 1_200 },
      ],
    );
    const { requests, totals } = engine.model();
    expect(totals.breaks).toBe(0);
    expect(requests.map(entry => entry.parent)).toEqual([null, null, 1, 1]);
    expect(requests[2]?.outcome).toBe('aborted');
  });

  it.each([204, 304, 307])('takes an answer with status %i for one that ran no model', status => {
    const engine = createEngine();
    engine.accept(request('a', 1, { body: conversation(1), at: 0 }));
    engine.accept(usage('a', 2, { read: 0, write: 9_000 }));
    engine.accept(request('b', 3, { body: conversation(2, { system: prose('other', 1_500) }), at: 1_000 }));
    engine.accept({ ...usage('b', 4, { read: null, write: null }), usage: null, status });
    engine.accept(request('c', 5, { body: conversation(2), at: 2_000 }));
    engine.accept(usage('c', 6, { read: 9_000, write: 1_200 }));
    const { requests, totals } = engine.model();
    expect(totals.breaks).toBe(0);
    expect(requests.map(entry => entry.parent)).toEqual([null, 1, 1]);
  });

  it('predicts a break before the usage is known, and rings only when it stands', () => {
    const engine = createEngine();
    engine.accept(request('a', 1, { body: conversation(1), at: 0 }));
    engine.accept(usage('a', 2, { read: 0, write: 9_000 }));
    const events = engine.accept(
      request('b', 3, { body: conversation(2, { system: `x${SYSTEM}` }), at: 1_000 }),
    );
    expect(events.map(event => event.type)).toEqual(['request']);
    expect(last(engine)).toMatchObject({
      outcome: 'pending',
      what: '~system-changed',
      break: null,
      predicted: { cacheRead: 0 },
    });
    const verdict = engine.accept(usage('b', 4, { read: 0, write: 10_300 }));
    expect(verdict.map(event => event.type)).toEqual(['update', 'break']);
  });

  it('lets a request without usage stand by its bytes once it is followed up', () => {
    const system = `x${SYSTEM}`;
    const engine = watch(
      [
        { body: conversation(1), at: 0 },
        { read: 0, write: 9_000 },
      ],
      [{ body: conversation(2, { system }), at: 1_000 }, null],
      [{ body: conversation(3, { system }), at: 2_000 }, null],
    );
    const second = engine.model().requests[1];
    expect(second).toMatchObject({ outcome: 'unknown', usage: null, hitRate: null });
    expect(second?.break).toMatchObject({ predicted: true, actualRead: null, rewritten: null, cost: null });
  });

  it('tells the requests of a session that goes on in another log apart', () => {
    const engine = createEngine();
    const put = (log: string, line: number, ask: Ask, bill: Bill): void => {
      const key = `r${line}`;
      engine.accept({ ...request(key, line, ask), origin: { path: log, line } });
      engine.accept({ ...usage(key, line + 1, bill), origin: { path: log, line: line + 1 } });
    };
    put('a', 1, { body: conversation(1), at: 0 }, { read: 0, write: 9_000 });
    put('a', 3, { body: conversation(2), at: MINUTE }, { read: 9_000, write: 1_200 });
    put('b', 1, { body: conversation(2), at: 2 * MINUTE }, { read: 10_200, write: 0 });
    put('b', 3, { body: conversation(3, { system: 'short' }), at: 3 * MINUTE }, { read: 0, write: 9_000 });
    const { requests } = engine.model();
    expect(requests.map(({ label, parent, parentId }) => [label, parent, parentId])).toEqual([
      ['1', null, null],
      ['2', 1, 'a#1'],
      ['2.1', null, 'a#2'],
      ['2.2', 1, 'b#1'],
    ]);
    expect(requests[2]?.what).toBe('same as #2');
  });

  it('counts a line that could not be read and goes on', () => {
    const engine = createEngine();
    const events = engine.accept({
      kind: 'skipped',
      origin: { path: 'log.jsonl', line: 7 },
      bytes: 12,
      reason: 'not JSON',
    });
    expect(events).toEqual([{ type: 'skipped', path: 'log.jsonl', line: 7, reason: 'not JSON' }]);
    expect(engine.model()).toMatchObject({ skippedCount: 1, skipped: [{ line: 7 }] });
  });
});

describe('the price of what a break wrote', () => {
  const lost = (ttl: '5m' | '1h'): RequestEntry => {
    const mark = (body: ReturnType<typeof conversation>): ReturnType<typeof conversation> =>
      JSON.parse(JSON.stringify(body).replaceAll('"type":"ephemeral"', `"type":"ephemeral","ttl":"${ttl}"`));
    const engine = createEngine();
    const [one, two] = [mark(conversation(1)), mark(conversation(2, { system: `New. ${SYSTEM}` }))];
    for (const [i, body] of [one, two].entries()) {
      engine.accept(request(`r${i}`, 2 * i + 1, { body, at: i * MINUTE }));
      const record = usage(`r${i}`, 2 * i + 2, { read: 0, write: 9_000 });
      const split = { cacheWrite5m: ttl === '5m' ? 9_000 : 0, cacheWrite1h: ttl === '1h' ? 9_000 : 0 };
      engine.accept({ ...record, usage: record.usage && { ...record.usage, ...split } });
    }
    return last(engine);
  };

  it('is 12.5 times that of a read for five minutes on Sonnet, and 20 times for an hour', () => {
    expect(lost('5m').break?.writePerRead).toBeCloseTo(12.5);
    expect(lost('1h').break?.writePerRead).toBeCloseTo(20);
    expect(lost('5m').rates).toMatchObject({ isOwn: false, source: expect.stringContaining('genai-prices') });
  });

  it('is worked out with the prices that the engine is given', () => {
    const prices = createPrices([
      {
        ...{ model: 'claude-sonnet-4-6', provider: null, since: null, writesBilled: true, source: 'mine:1' },
        card: { input: 1, write5m: 2, write1h: 2, read: 0.5, output: 0 },
      },
    ]);
    const engine = createEngine({ prices });
    engine.accept(request('r', 1, { body: conversation(1), at: 0 }));
    engine.accept(usage('r', 2, { read: 0, write: 1_000_000, input: 0 }));
    expect(last(engine)).toMatchObject({ cost: { amount: 2 }, rates: { isOwn: true, source: 'mine:1' } });
  });
});

describe('usage that is told more than once', () => {
  const break1: Bill = { read: 0, write: 9_600 };
  const twice = (again: Bill): { readonly engine: Engine; readonly rung: readonly string[] } => {
    const engine = createEngine();
    const accept = (...records: readonly LogRecord[]): readonly string[] =>
      records.flatMap(record => engine.accept(record)).map(({ type }) => type);
    accept(request('a', 1, { body: conversation(1), at: 0 }), usage('a', 2, { read: 0, write: 9_000 }));
    const body = conversation(2, { system: `New. ${SYSTEM}` });
    const rung = accept(request('b', 3, { body, at: MINUTE }), usage('b', 4, break1), usage('b', 5, again));
    return { engine, rung };
  };

  it('rings once and charges its wound once', () => {
    const { engine, rung } = twice(break1);
    expect(rung).toEqual(['request', 'update', 'break', 'update']);
    expect(engine.model().sessions[0]?.wounds).toMatchObject([{ rewritten: 9_600, lostTokens: 9_000 }]);
  });

  it('takes what the later one adds, and keeps what only the first one knew', () => {
    const { engine } = twice({ ...break1, output: 2_500, input: null });
    expect(last(engine).usage).toMatchObject({ input: 3, cacheWrite: 9_600, output: 2_500 });
  });

  it('judges again where it says something else of the prompt', () => {
    const { engine, rung } = twice({ read: 0, write: 9_700 });
    expect(rung.filter(type => type === 'break')).toHaveLength(1);
    expect(last(engine).break?.causes).toMatchObject([{ id: 'system-changed' }]);
    expect(engine.model().sessions[0]?.wounds).toMatchObject([{ rewritten: 9_700 }]);
  });

  it('takes a break back that the later one refutes, with its wound', () => {
    const { engine } = twice({ read: 9_000, write: 600 });
    expect(last(engine).break).toBeNull();
    expect(engine.model().sessions[0]?.wounds).toEqual([]);
  });

  it('does not take the error of a run for that of its last answer', () => {
    const engine = createEngine();
    engine.accept(request('a', 1, { body: conversation(1), at: 0 }));
    engine.accept(usage('a', 2, { read: 0, write: 9_000 }));
    engine.accept({ ...usage('a', 3, break1), usage: null, outcome: 'error', error: '529 overloaded' });
    expect(last(engine)).toMatchObject({
      outcome: 'ok',
      usage: { cacheWrite: 9_000 },
      error: '529 overloaded',
    });
  });
});
