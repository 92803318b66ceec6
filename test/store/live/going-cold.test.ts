import { describe, expect, test } from 'vitest';
import type { Lane, LaneWarmth, RequestEntry } from '../../../src/diagnosis/model.js';
import type { EngineEvent } from '../../../src/engine.js';
import { coldSentence } from '../../../src/report/words/going-cold.js';
import { createColdWatch, type GoingCold } from '../../../src/store/live/going-cold.js';
import { request } from '../../ui/fixture.js';
import { fakeTimer } from '../fake-timer.js';

const MINUTE = 60_000;
const START = 1_000_000;

const warmth = (change: Partial<LaneWarmth> = {}): LaneWarmth => ({
  ttl: '5m',
  expiresAt: START + 5 * MINUTE,
  tokens: 84_000,
  exact: true,
  path: 'messages[3].content[0]',
  costWarm: 0.0252,
  costCold: 0.315,
  costApproximate: false,
  ...change,
});

/** A watch over one lane whose entry a test may change. */
function watched(options: { atLeast?: number; warm?: LaneWarmth | null; kind?: Lane['kind'] } = {}) {
  const timer = fakeTimer(START);
  const told: GoingCold[] = [];
  const lane = { warm: options.warm === undefined ? warmth() : options.warm };
  const watch = createColdWatch({ lead: MINUTE, atLeast: options.atLeast ?? 20_000, timer });
  watch.tells(going => told.push(going));
  const lanesOf = (session: string): readonly Lane[] => [
    {
      ...{ id: 's/1', session, kind: options.kind ?? 'main', name: 'main', model: null },
      ...{ requests: [], isCompared: true, warm: lane.warm },
    },
  ];
  const event = (change: Partial<RequestEntry> = {}, type: 'request' | 'update' = 'update'): void => {
    const left = { ...request(1), session: 's', lane: 's/1', ...change };
    const events: Record<typeof type, EngineEvent> = {
      request: { type: 'request', request: left },
      update: { type: 'update', request: left, agent: 'agent', judged: null },
    };
    watch.event(events[type]);
  };
  return { timer, told, lane, watch, event, begin: () => watch.begin({ lanesOf }) };
}

describe('going cold', () => {
  test('is told once, a minute before a large entry expires', () => {
    const { timer, told, event, begin } = watched();
    event();
    begin();
    timer.pass(4 * MINUTE - 1);
    expect(told).toEqual([]);
    timer.pass(1);
    expect(told).toMatchObject([
      { session: 's', lane: 's/1', at: START + 4 * MINUTE, expiresAt: START + 5 * MINUTE, tokens: 84_000 },
    ]);
    timer.pass(60 * MINUTE);
    expect(told).toHaveLength(1);
    expect(timer.pending).toBe(0);
  });

  test('is not told where the next request came in time, but before the new expiry', () => {
    const { timer, told, lane, event, begin } = watched();
    event();
    begin();
    timer.pass(3 * MINUTE);
    lane.warm = warmth({ expiresAt: START + 8 * MINUTE });
    event({ label: '2' });
    timer.pass(4 * MINUTE - 1);
    expect(told).toEqual([]);
    timer.pass(1);
    expect(told).toMatchObject([{ label: '2', at: START + 7 * MINUTE }]);
  });

  test('is not told while an answer is awaited', () => {
    const { timer, told, event, begin } = watched();
    event();
    begin();
    timer.pass(3 * MINUTE);
    event({ outcome: 'pending' }, 'request');
    timer.pass(10 * MINUTE);
    expect(told).toEqual([]);
  });

  test.each([
    ['small', { warm: warmth({ tokens: 19_999 }) }],
    ['without a time', { warm: warmth({ expiresAt: null }) }],
    ['not there', { warm: null }],
    ['of a subagent', { kind: 'subagent' as const }],
    ['cold already', { warm: warmth({ expiresAt: START - 1 }) }],
  ])('is not told of an entry that is %s', (_what, options) => {
    const { timer, told, event, begin } = watched(options);
    event();
    begin();
    timer.pass(10 * MINUTE);
    expect(told).toEqual([]);
    expect(timer.pending).toBe(0);
  });

  test('is told of nothing before what was there is read, nor after the end', () => {
    const { timer, told, watch, event, begin } = watched();
    event();
    timer.pass(4 * MINUTE);
    expect([told.length, timer.pending]).toEqual([0, 0]);
    begin();
    watch.stop();
    timer.pass(MINUTE);
    expect(told).toEqual([]);
  });

  test('holds no more than a thousand lanes', () => {
    const timer = fakeTimer(START);
    const asked = new Set<string>();
    const watch = createColdWatch({ lead: MINUTE, atLeast: 1, timer });
    for (let n = 0; n < 1500; n += 1) {
      const left = { ...request(1), session: `s${n}`, lane: `s${n}/1` };
      watch.event({ type: 'request', request: left });
    }
    watch.begin({
      lanesOf(session) {
        asked.add(session);
        return [];
      },
    });
    timer.pass(1000);
    expect(asked.size).toBe(1000);
    expect(asked.has('s499')).toBe(false);
  });

  test('says what a ping costs and saves, and from when on it pays', () => {
    const { timer, told, event, begin } = watched();
    event();
    begin();
    timer.pass(4 * MINUTE);
    const [going] = told;
    if (going === undefined) throw new Error('nothing was told');
    expect(coldSentence(going)).toBe(
      `84 k tokens go cold in 1:00 (#${going.label}): a ping costs $0.03, a cold start $0.29 more; it pays if a next request by then is likelier than 8.7 %, 11 pings in a row at most`,
    );
    const unpriced = { ...going, ping: { cost: null, saves: null, breakEven: null, most: null } };
    expect(coldSentence(unpriced)).toMatch(/: no rate says what a ping would cost$/);
    const dear = { ...going, ping: { cost: 1, saves: 0.5, breakEven: 2, most: 0 } };
    expect(coldSentence(dear)).toMatch(/\$0\.50 more; a ping does not pay$/);
  });
});
