import { describe, expect, it } from 'vitest';
import type { Model, Session } from '../../src/diagnosis/model.js';
import { modelIn, sessionScope } from '../../src/store/scope/scope.js';
import {
  breakPlace,
  hitRates,
  opensBefore,
  parentOf,
  promptSize,
  requestById,
  warmLanes,
  worstWounds,
} from '../../src/store/selectors.js';
import { broke, modelOf, PATH, request, START, sixRequestsModel, usage } from '../ui/fixture.js';

function sessionIn(model: { sessions: readonly Session[] }, at = 0): Session {
  const session = model.sessions[at];
  if (!session) throw new Error(`no session ${at}`);
  return session;
}

it('counts a break among those that ring, and no other request', () => {
  const [first, second, , , fifth] = sixRequestsModel.requests;
  if (!first || !second || !fifth) throw new Error('the fixture has six requests');
  expect([first, second, fifth].map(each => breakPlace(sixRequestsModel, each))).toEqual([
    { place: null, of: 3 },
    { place: 1, of: 3 },
    { place: 2, of: 3 },
  ]);
});

it('measures a coming break by what it is foretold to write, as it will be measured once it is billed', () => {
  const foretold = { cacheRead: 0, cacheWrite: 178_000, input: 3, certain: true };
  const coming = request(7, {
    ...{ outcome: 'pending', usage: null, break: null, predicted: foretold },
    foreseen: broke({ predicted: true, rewritten: null, lostTokens: 176_000 }),
  });
  expect(worstWounds(modelOf([coming]))).toMatchObject([
    { isComing: true, toWrite: 178_000, lostTokens: 176_000 },
  ]);
});

describe('hitRates', () => {
  it('counts the six requests as by hand: 608 066 of 1 077 155 tokens, turn 2 without the first request', () => {
    const rates = hitRates(sixRequestsModel);
    expect(rates.all).toBe(608_066 / 1_077_155);
    expect(rates.turn).toBe((0 + 178_577 + 180_519 + 36_654 + 36_654) / (1_077_155 - 176_706));
    expect(rates.turnNumber).toBe(2);
    expect(rates.last).toBe(36_654 / (36_654 + 144_448));
    expect(rates.lastLabel).toBe('6');
  });

  it('tells of no turn where several sessions have theirs', () => {
    const other = modelOf([request(1), request(2, { session: 'other', parent: null })]);
    expect([hitRates(other).turn, hitRates(other).turnNumber]).toEqual([null, null]);
  });

  it('counts turns of the main lane, whatever a subagent sends in between', () => {
    const model = modelOf([
      request(1, { turn: 4, usage: usage(900, 100) }),
      request(2, { turn: 1, lane: 'sub', parent: null, usage: usage(0, 100) }),
      request(3, { turn: 4, lane: 'sub', usage: usage(0, 100) }),
    ]);
    expect([hitRates(model).turn, hitRates(model).turnNumber]).toEqual([0.9, 4]);
  });

  it('tells of no turn where several lanes without a main one are in different ones', () => {
    const lanes = (turn: number): Model =>
      modelOf([request(1, { turn: 2, lane: 'x' }), request(2, { turn, lane: 'y' })]);
    expect([1, 2].map(turn => hitRates(lanes(turn)).turnNumber)).toEqual([null, 2]);
  });

  it('says what the session would have without its breaks, and since when they cost', () => {
    const rates = hitRates(sixRequestsModel);
    // Of the 144 406 that #5 lost, its own prompt held 142 537.
    const lost = 176_706 + 142_537 + (179_191 - 36_654);
    expect(rates.attainable).toBe((608_066 + lost) / 1_077_155);
    expect(rates.since).toBe('2');
  });

  it('reads a cold start as no loss', () => {
    const model = modelOf([request(1, { usage: usage(0, 900) }), request(2, { usage: usage(900, 100) })]);
    const rates = hitRates(model);
    expect(rates.all).toBe(900 / 1900);
    expect(rates.attainable).toBe(rates.all);
    expect(rates.since).toBeNull();
  });

  it('blames no expected rebuild', () => {
    const [, , , , broken] = sixRequestsModel.requests;
    const expected = broken?.break && {
      ...broken.break,
      ringing: false,
      causes: broken.break.causes.map(cause => ({ ...cause, expected: true })),
    };
    const model = modelOf([request(1, { usage: usage(0, 900), break: expected ?? null })]);
    const rates = hitRates(model);
    expect(rates.attainable).toBe(0);
    expect(rates.since).toBeNull();
  });

  it('leaves requests out whose usage is not known', () => {
    const model = modelOf([
      request(1, { usage: usage(800, 200) }),
      request(2, { usage: null, hitRate: null }),
    ]);
    const rates = hitRates(model);
    expect(rates.all).toBe(0.8);
    expect(rates.lastLabel).toBe('1');
  });

  it('is unknown, not 0, without any usage', () => {
    const model = modelOf([request(1, { usage: null, hitRate: null })]);
    const rates = hitRates(model);
    expect(rates.all).toBeNull();
    expect(rates.last).toBeNull();
    expect(rates.attainable).toBeNull();
  });

  it('keeps sessions apart', () => {
    const model = modelOf([
      request(1, { usage: usage(500, 500) }),
      request(2, { session: 'other', usage: usage(0, 10) }),
    ]);
    expect(hitRates(modelIn(model, sessionScope(sessionIn(model)))).all).toBe(0.5);
    expect(hitRates(modelIn(model, sessionScope(sessionIn(model, 1)))).all).toBe(0);
  });
});

describe('requests, parents and wounds', () => {
  it('finds a parent by its number in the same source', () => {
    const other = request(1, { id: '/other.jsonl#1', path: '/other.jsonl' });
    const model = modelOf([other, request(1), request(2)]);
    const second = requestById(model, `${PATH}#2`);
    expect(second && parentOf(model, second)?.id).toBe(`${PATH}#1`);
  });

  it('finds each of many by its id, old or new, and none that is not there', () => {
    const numbers = Array.from({ length: 200 }, (_, index) => index + 1);
    const model = modelOf(numbers.map(n => request(n)));
    const found = numbers.map(n => requestById(model, `${PATH}#${n}`)?.n ?? null);
    expect(found).toEqual(numbers);
    expect(requestById(model, `${PATH}#201`)).toBeNull();
  });

  it('knows the request that opened a wound', () => {
    const [, , , , fifth, sixth] = sixRequestsModel.requests;
    expect(fifth && opensBefore(sixRequestsModel, fifth)).toBeNull();
    expect(sixth && opensBefore(sixRequestsModel, sixth)?.n).toBe(5);
  });

  it('falls back to the prediction for the size of a prompt, and says so', () => {
    const guess = { cacheRead: 100, cacheWrite: 20, input: 3, certain: true };
    expect(promptSize(request(1, { usage: null, predicted: guess }))).toEqual({
      tokens: 123,
      predicted: true,
    });
    expect(promptSize(request(1, { usage: null, predicted: null }))).toBeNull();
    expect(promptSize(request(1, { usage: usage(7, 2, 1) }))).toEqual({ tokens: 10, predicted: false });
  });
});

describe('warmLanes', () => {
  it('puts the main loop first, then the lane used last', () => {
    const model = modelOf([
      request(1, { lane: 'a', at: START }),
      request(2, { lane: 'b', at: START + 10_000 }),
      request(3, { lane: 'main', at: START + 5_000 }),
    ]);
    expect(warmLanes(model).map(({ name }) => name)).toEqual(['main', 'b', 'a']);
  });
});
