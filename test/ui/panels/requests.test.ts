import { describe, expect, it } from 'vitest';
import * as moves from '../../../src/store/moves.js';
import type { State } from '../../../src/store/state.js';
import { createStore } from '../../../src/store/store.js';
import { plain } from '../../../src/ui/line.js';
import { requests } from '../../../src/ui/panels/requests.js';
import { sceneOf } from '../../../src/ui/scene.js';
import { modelOf, request, START, sixRequestsModel } from '../fixture.js';

const rows = (state: State): string[] =>
  requests(sceneOf(state, 'wide'), { width: 60, height: 14, focused: true }).map(plain);
const marked = (state: State): string[] => rows(state).filter(row => row.includes('▌'));

describe('the table while following', () => {
  const later = Array.from({ length: 40 }, (_, i) => request(i + 7));
  const model = modelOf([...sixRequestsModel.requests, ...later]);
  const data = { model, sources: [], now: START, arrivedAt: START };
  const state = moves.withData(createStore().getState(), data);

  it('pins the explained request above the newest ones', () => {
    expect(marked(state)).toHaveLength(1);
    expect(rows(state)[2]).toMatch(/▌✗ +6 /);
    expect(rows(state).some(row => /^│ +46 /.test(row))).toBe(true);
  });

  it('goes on from the pinned request, which stays in sight', () => {
    const next = moves.moveBy(state, 1);
    expect(marked(next)[0]).toMatch(/▌ +7 /);
    expect(rows(next).some(row => /✗ +6 /.test(row))).toBe(true);
  });
});

it('tells the price of each request where there is room, and what has none', () => {
  const wide = modelOf([
    ...sixRequestsModel.requests,
    request(7, { usage: null, hitRate: null, cost: null, outcome: 'pending' }),
    request(8, { cost: null }),
  ]);
  const state = moves.withData(createStore().getState(), {
    model: wide,
    sources: [],
    now: START,
    arrivedAt: START,
  });
  const rowsAt = (width: number): string[] =>
    requests(sceneOf(state, 'wide'), { width, height: 30, focused: true }).map(plain);
  const [, head = '', ...rows] = rowsAt(96);
  const end = head.indexOf(' price ') + ' price'.length;
  expect(rows.slice(0, 8).map(row => row.slice(end - 8, end).trim())).toEqual([
    ...['$0.06', '$0.67', '$0.06', '$0.06', '$0.55', '$0.55', '·', 'n/a'],
  ]);
  expect(rowsAt(60)[1]).not.toContain('price');
});

it('keeps the position beside more chips than its title holds, and counts those left out', () => {
  const state = createStore().getState();
  const filter = 'hit<50 cause:history-edited model:claude-sonnet-4-6 lost>10k';
  const data = { model: sixRequestsModel, sources: [], now: START, arrivedAt: START };
  const filtered = moves.withData({ ...state, view: { ...state.view, filter } }, data);
  expect(rows(filtered)[0]).toMatch(/Requests {2}\[hit<50\] {2}&\+3 ─+ \S+ of \d+, 6 in all ─╮$/);
});
