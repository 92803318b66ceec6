import { describe, expect, test } from 'vitest';
import type { Call, LaneState } from '../../../../src/diagnosis/calls/call.js';
import { createPromptMemory, RECENT } from '../../../../src/diagnosis/lanes/kept/memory.js';
import { createEngine } from '../../../../src/engine.js';
import { isObject, parseJson } from '../../../../src/log/json/json.js';
import { bytesOf, type JsonObject } from '../../../../src/log/record.js';
import { readPrompt } from '../../../../src/prompt/index.js';
import { reportOf } from '../../../../src/report/report.js';
import { textReport } from '../../../../src/report/text.js';
import { conversation, prose, request, usage } from '../../../agent.js';

/** A conversation that shares nothing with the others. */
function other(n: number, rounds: number): JsonObject {
  const tools = [{ name: `t${n}`, description: prose(`d${n}y`, 200) }];
  const body = JSON.stringify(conversation(rounds, { system: prose(`system${n}x`, 800), tools }));
  const own = parseJson(body.replaceAll('task', `q${n}w`).replaceAll('result', `z${n}v`));
  if (!isObject(own)) throw new Error('no body');
  return own;
}

/**
 * Conversations in turn, each heard once, then the first again.
 *
 * @param stands what stands where a line was read; without it, lines are in memory
 */
function play(count: number, promptBytes: number, stands?: (line: Uint8Array) => Uint8Array | null) {
  const engine = createEngine({ promptBytes });
  let line = 0;
  const ask = (n: number, rounds: number, cached: number): void => {
    const key = `c${n}r${rounds}`;
    line += 2;
    const asked = request(key, line, { body: other(n, rounds), at: line * 1_000 });
    const bytes = bytesOf(asked.raw) ?? new Uint8Array();
    const read = (): Uint8Array | null => stands?.(bytes) ?? null;
    const placed = asked.raw === null ? null : { ...asked.raw, bytes: { digest: key, read } };
    engine.accept(stands === undefined ? asked : { ...asked, raw: placed });
    engine.accept(usage(key, line + 1, { read: cached, write: 3_000 }));
  };
  for (let n = 0; n < count; n += 1) ask(n, 1, 0);
  ask(0, 2, 0);
  return engine.model();
}

describe('the memory for prompts', () => {
  test('lets the longest idle lane go, says so, and invents no break for what goes on from it', () => {
    const model = play(20, 60_000);
    expect(model.totals.breaks).toBe(0);
    expect(model.requests.at(-1)).toMatchObject({ parent: null, what: 'first, or no longer compared' });
    const lanes = model.sessions.flatMap(session => session.lanes);
    expect(lanes[0]?.isCompared).toBe(false);
    expect(lanes.at(-2)?.isCompared).toBe(true);
    expect(textReport(reportOf(model, [], '0'), { ascii: false })).toMatch(/lanes are no longer compared/);
  });

  test('lets none go as long as there is room: the same conversation is compared', () => {
    const model = play(20, 10_000_000);
    expect(model.requests.at(-1)?.parent).toBe(1);
    expect(model.totals.breaks).toBe(1);
    expect(model.sessions.flatMap(session => session.lanes).every(({ isCompared }) => isCompared)).toBe(true);
  });

  test('reads a lane again that somebody goes on from', () => {
    const model = play(20, 60_000, line => line);
    const inMemory = play(20, 10_000_000);
    expect(model.requests.at(-1)).toEqual(inMemory.requests.at(-1));
    expect(model.requests.at(-1)).toMatchObject({ parent: 1, break: { extent: 'full' } });
    expect(model.sessions.flatMap(session => session.lanes).every(({ isCompared }) => isCompared)).toBe(true);
  });

  test('does not take what else stands there by now for what was read', () => {
    const changed = (line: Uint8Array): Uint8Array =>
      Buffer.from(Buffer.from(line).toString().replace('q0w', 'q1w'));
    for (const stands of [changed, () => null]) {
      const model = play(20, 60_000, stands);
      expect(model.requests.at(-1)).toMatchObject({ parent: null, what: 'first, or no longer compared' });
      expect(model.sessions.flatMap(session => session.lanes)[0]?.isCompared).toBe(false);
    }
  });

  test('holds no more than it may, whatever the number of lanes', () => {
    const held = (model: ReturnType<typeof play>): number =>
      model.sessions.flatMap(session => session.lanes).filter(({ isCompared }) => isCompared).length;
    expect(held(play(60, 60_000))).toBe(held(play(30, 60_000)));
    expect(held(play(60, 60_000))).toBeLessThan(12);
  });

  test('counts what requests take beside their text: of tiny ones, most is that', () => {
    const engine = createEngine({ promptBytes: 300_000 });
    for (let n = 1; n <= 300; n += 1) {
      const messages = [{ role: 'user', content: `question ${n}` }];
      engine.accept(request(`r${n}`, n, { session: `s${n}`, body: { messages } }));
      engine.accept(usage(`r${n}`, n, { read: 0, write: 0 }));
    }
    const compared = engine.model().sessions.flatMap(({ lanes }) => lanes.filter(lane => lane.isCompared));
    expect(compared.length).toBeGreaterThan(50);
    expect(compared.length).toBeLessThan(150);
  });

  test('leaves a lane that was let go its clock', () => {
    const warmth = (bytes: number) =>
      play(20, bytes, line => line).sessions[0]?.lanes.map(({ warm }) => warm);
    expect(warmth(60_000)).toEqual(warmth(10_000_000));
    expect(warmth(60_000)?.every(warm => warm !== null)).toBe(true);
  });
});

describe('a request that is let go', () => {
  const laneOf = (): LaneState =>
    ({
      recent: [],
      calls: [],
      away: null,
      isForgotten: false,
    }) satisfies Partial<LaneState> as unknown as LaneState;
  const callIn = (lane: LaneState, n: number, settled = true): Call => {
    const prompt = readPrompt(request(`r${n}`, n, { body: other(n, 1) }));
    const held = { prompt, cache: { scope: { dropped: null } }, evidence: {} };
    return { id: `r${n}`, lane, settled, usage: null, ...held } as unknown as Call;
  };
  const heldBy = ({ prompt, cache, evidence }: Call): readonly string[] =>
    Object.entries({ prompt, cache, evidence }).flatMap(([name, value]) => (value === null ? [] : [name]));
  const lines = { of: () => null, drop: () => undefined };

  test('holds nothing more of what it was read from, once its lane has newer ones', () => {
    const memory = createPromptMemory(lines);
    const lane = laneOf();
    const calls = Array.from({ length: RECENT + 2 }, (_, n) => callIn(lane, n));
    for (const call of calls) memory.keep(call);
    expect(calls.slice(0, 3).map(heldBy)).toEqual([[], [], ['prompt', 'cache', 'evidence']]);
    expect(lane.recent).toEqual(calls.slice(2));
  });

  test('has a line that may be looked up as long as a request that is kept may have gone on from it', () => {
    const dropped: string[] = [];
    const memory = createPromptMemory({ of: () => null, drop: id => void dropped.push(id) });
    const calls: Call[] = [];
    const lane: LaneState = { ...laneOf(), calls };
    for (let n = 0; n < 2 * RECENT + 2; n += 1) {
      const call = callIn(lane, n);
      calls.push(call);
      memory.keep(call);
    }
    expect(dropped).toEqual(['r0', 'r1']);
  });

  test('keeps what it was compared with as long as its usage is to come', () => {
    const memory = createPromptMemory(lines);
    const lane = laneOf();
    const calls = Array.from({ length: RECENT + 1 }, (_, n) => callIn(lane, n, false));
    for (const call of calls) memory.keep(call);
    expect(heldBy(calls[0] as Call)).toEqual(['evidence']);
  });

  test('holds nothing of a lane that gave way to others', () => {
    const memory = createPromptMemory(lines, 1);
    const [idle, next] = [laneOf(), laneOf()];
    const calls = [callIn(idle, 0), callIn(idle, 1), callIn(next, 2)];
    for (const call of calls) memory.keep(call);
    expect(calls.map(heldBy)).toEqual([[], [], ['prompt', 'cache', 'evidence']]);
    expect(idle).toMatchObject({ recent: [], isForgotten: true });
  });
});
