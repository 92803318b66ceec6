/** Whatever comes one after the other (records, sizes, scopes, times), the screen is what a full repaint would draw, and its numbers are the model's. */
import fc from 'fast-check';
import { beforeAll, expect, it, vi } from 'vitest';
import type { Model } from '../../src/diagnosis/model.js';
import { createEngine } from '../../src/engine.js';
import { readLog } from '../../src/log/read.js';
import { comingIn } from '../../src/store/live/coming.js';
import { showScope, stopAt, withData } from '../../src/store/moves.js';
import { modelIn, shownModel } from '../../src/store/scope/scope.js';
import { selectedRequest } from '../../src/store/selectors.js';
import { ALL, type Scope, type State } from '../../src/store/state.js';
import { createStore } from '../../src/store/store.js';
import { type Moment, showMoment } from '../../src/store/timeline.js';
import { compactCount, dollars, percent } from '../../src/text/numbers.js';
import { plain, widthOf } from '../../src/ui/line.js';
import { screenOf } from '../../src/ui/screen.js';
import { FrameWriter } from '../../src/ui/terminal/frame-writer.js';
import { START, source } from './fixture.js';
import { VirtualTerminal } from './terminal/virtual-terminal.js';

/** Three sessions, one of several lanes; an incident goes through two of them. */
const LOGS = ['six-requests', 'message-id', 'healthy-day'].map(
  name => new URL(`../../demo-logs/${name}.jsonl`, import.meta.url).pathname,
);
const moments: Moment[] = [];
const scopes: Scope[] = [ALL];

beforeAll(async () => {
  const engine = createEngine();
  for (const log of LOGS) {
    for await (const record of readLog(log)) {
      engine.accept(record);
      moments.push({ model: engine.model(), now: START + moments.length * 1000, arrivedAt: START });
    }
  }
  expect(engine.model().incidents.some(({ sessions }) => sessions > 1)).toBe(true);
  for (const { id, lanes } of engine.model().sessions) {
    scopes.push({ kind: 'session', session: id });
    for (const lane of lanes) scopes.push({ kind: 'lane', session: id, lane: lane.id });
  }
});

const step = fc.oneof(
  fc.record({ moment: fc.nat(200) }),
  fc.record({ back: fc.nat(200) }),
  fc.record({ go: fc.constant(true) }),
  fc.record({ scope: fc.nat(20) }),
  fc.record({ size: fc.tuple(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 60 })) }),
  fc.record({ pass: fc.integer({ min: 0, max: 600_000 }) }),
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

function taken(state: State, done: Step): State {
  const at = (n: number): Moment =>
    moments[n % moments.length] ?? { model: state.model, now: START, arrivedAt: null };
  if ('moment' in done) {
    // While time is stopped nothing is published.
    if (state.view.pausedAt !== null) return state;
    const { model, now } = at(done.moment);
    return withData(state, { model, sources: [source()], now: Math.max(now, state.now), arrivedAt: now });
  }
  if ('back' in done) {
    const known = new Set(at(done.back).model.requests);
    const newer = (moments.at(-1)?.model.requests ?? []).filter(request => !known.has(request));
    return showMoment(state, { ...at(done.back), changed: [] }, newer);
  }
  if ('go' in done) return stopAt(state, null);
  if ('scope' in done) return showScope(state, scopes[done.scope % scopes.length] ?? null);
  return 'pass' in done ? { ...state, now: state.now + done.pass } : state;
}

/** The text of a frame, each line as wide as the screen; and that it is so. */
function frameOf(state: State, columns: number, rows: number): string[] {
  const { bands } = screenOf(state, { columns, rows });
  const lines = bands.flatMap(({ height, panels }) =>
    Array.from({ length: height }, (_, row) => panels.flatMap(({ lines: of }) => of[row] ?? [])),
  );
  expect(lines).toHaveLength(rows);
  for (const of of lines) expect(widthOf(of)).toBe(columns);
  return lines.map(plain);
}

/** Requests of a scope that the last moment tells otherwise than a model does, or more of. */
function laterIn(scope: Scope, model: Model): number {
  const known = new Set(model.requests);
  const last = moments.at(-1)?.model ?? model;
  return modelIn(last, scope).requests.filter(request => !known.has(request)).length;
}

/** The numbers that matter most, each recomputed from the model of the scope at that time. */
function expectTrue(state: State, frame: readonly string[]): void {
  const model = shownModel(state);
  expect(model).toBe(modelIn(state.model, state.view.scope));
  const [header = ''] = frame;
  const { ringing, lostToBreaks, lostExact, approximate, hitRate, cacheRead } = model.totals;
  const broken = /✗ (\d+) breaks?/.exec(header)?.[1];
  if (broken !== undefined) expect(Number(broken)).toBe(ringing);
  const coming = comingIn(model);
  const told = /✗~ (\d+) (?:coming|unanswered)/.exec(header)?.[1];
  if (told !== undefined || (header.length >= 80 && frame.length >= 24))
    expect(Number(told ?? 0)).toBe(coming.requests.length);
  const money = /(?<!coming |unanswered )([~≈]*−\$[\d. ]+\d)/.exec(
    header.replace(/(?:coming|unanswered) \S+/, ''),
  )?.[1];
  if (money !== undefined)
    expect(money).toBe(dollars(-(lostToBreaks ?? 0), { approximate, estimate: !lostExact }));
  const text = frame.join('\n');
  const { scope } = state.view;
  const points = /up to (\d+) pts lost/.exec(text)?.[1];
  const whole = model.incidents.filter(({ sessions }) => scope.kind === 'all' || sessions === 1);
  if (points !== undefined) expect(whole.map(({ peak }) => (peak * 100).toFixed(0))).toContain(points);
  const listed = /Requests [^╮]* (?:\d+|·) of (\d+)/.exec(text)?.[1];
  if (listed !== undefined) expect(Number(listed)).toBe(model.requests.length);
  const counted = /(\d+)\/(\d+) (?:▼|‖|not)/.exec(frame.at(-1) ?? '');
  if (counted !== null) {
    expect(Number(counted[2])).toBe(model.requests.length);
    expect(model.requests[Number(counted[1]) - 1]?.id).toBe(selectedRequest(state)?.id);
  }
  const newer = / (\d+) newer: G/.exec(frame.at(-1) ?? '')?.[1];
  if (newer !== undefined) expect(Number(newer)).toBeLessThanOrEqual(laterIn(scope, state.model));
  const rate = /(?:session|lane|all|hit) +~?(<?\d+ %) /.exec(text)?.[1];
  if (rate !== undefined) expect(rate).toBe(percent(hitRate));
  const read = /│ read ~?([\d.]+(?: [kM])?) /.exec(text)?.[1];
  if (read !== undefined) expect(read).toBe(compactCount(cacheRead));
  for (const row of text.matchAll(
    /^│.[✗○! ]~? *(\d+)[ ▸][0-9a-f]{8}.*?(\d[\d ]*\d|\d) +(\d[\d ]*\d|\d) +(\d+ %)/gm,
  )) {
    const request = model.requests.find(({ label }) => label === row[1]);
    expect(request?.hitRate === undefined ? '' : percent(request.hitRate)).toBe(row[4]);
  }
}

it('draws what a full repaint would, of the right size, with the numbers of the model', async () => {
  const start = createStore({ now: START }).getState();
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 10 }), async steps => {
      vi.useFakeTimers();
      let state = start;
      let size: readonly [number, number] = [120, 36];
      const used = new VirtualTerminal(...size);
      const writer = new FrameWriter(used);
      let frame: string[] = [];
      for (const done of steps) {
        if ('size' in done) {
          size = [Math.max(2, done.size[0]), done.size[1]];
          used.resize(...size);
          vi.advanceTimersByTime(60);
        }
        state = taken(state, done);
        frame = frameOf(state, ...size);
        expectTrue(state, frame);
        writer.write(frame.join('\n'));
        vi.advanceTimersByTime(60);
      }
      vi.useRealTimers();
      const fresh = new VirtualTerminal(...size);
      new FrameWriter(fresh).write(frame.join('\n'));
      expect(await used.screen()).toEqual(await fresh.screen());
      expect((await fresh.screen()).map(row => row.trimEnd())).toEqual(frame.map(row => row.trimEnd()));
    }),
    { numRuns: 60 },
  );
}, 60_000);
