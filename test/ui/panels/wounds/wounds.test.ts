import { describe, expect, it } from 'vitest';
import type { Incident } from '../../../../src/diagnosis/incidents/incident.js';
import type { Model } from '../../../../src/diagnosis/model.js';
import { withData } from '../../../../src/store/moves.js';
import type { Scope } from '../../../../src/store/state.js';
import { createStore } from '../../../../src/store/store.js';
import { plain } from '../../../../src/ui/line.js';
import { header } from '../../../../src/ui/panels/edges/header.js';
import { gauge } from '../../../../src/ui/panels/gauge.js';
import { wounds } from '../../../../src/ui/panels/wounds/wounds.js';
import { sceneOf } from '../../../../src/ui/scene.js';
import { screenOf } from '../../../../src/ui/screen.js';
import { modelOf, START, sixRequestsModel, wound } from '../../fixture.js';

const stateOf = (model = sixRequestsModel) =>
  withData(createStore().getState(), { model, sources: [], now: START, arrivedAt: START });
const draw = (model = sixRequestsModel, width = 120, height = 4): string[] =>
  wounds(sceneOf(stateOf(model), 'wide'), { width, height, focused: false }).map(plain);
const { requests } = sixRequestsModel;
const incident = (change: Partial<Incident> = {}): Incident => ({
  ...{ id: 'agent@2', key: 'agent', kind: 'own', openedBy: 'lane', severity: 1, severityAtOpening: 2 },
  ...{
    points: 0.43,
    peak: 0.51,
    baseline: 0.005,
    clean: { since: 0, needed: 50 },
    ...{ reopened: 0, reopenedAt: null },
    agents: ['agent'],
    models: [],
    sessions: 1,
    lanes: 1,
  },
  onset: { request: requests[1]?.id ?? '', at: START },
  openedAt: { request: requests[5]?.id ?? '', at: START },
  closedAt: null,
  ...{ breaks: 3, lostTokens: 461_780, cost: 1.59, cameIn: [] },
  sites: [
    { site: 'history-edited in main', cause: 'history-edited', breaks: 2, tokens: 285_074, cost: 0.98 },
  ],
  ...change,
});
const hurt = (...incidents: Incident[]): Model => ({ ...sixRequestsModel, incidents });
const headOf = (model: Model, scope: Scope = { kind: 'all' }): string =>
  header(sceneOf({ ...stateOf(model), view: { ...stateOf(model).view, scope } }, 'wide'), {
    width: 120,
    height: 1,
    focused: false,
  })
    .map(plain)
    .join();
const of = (change: Partial<typeof wound>) => ({ ...wound, ...change });

describe('the strip of wounds', () => {
  it('says of a wound whether it is open, where, why, how often, how much, and what to do', () => {
    const [, row = ''] = draw();
    expect(row).toMatch(
      /✗ open +M5\.2 +#5 #6 +messages\[41\] \+1 +history-edited \(compacted\) +2x +287 k +−\$0\.98 +Compact/,
    );
  });

  it('is led by the open incidents, the worst first, and the header says how bad it is', () => {
    const model = hurt(
      incident({ id: 'b', severity: 3 }),
      incident(),
      incident({ id: 'c', closedAt: { request: requests[5]?.id ?? '', at: START } }),
    );
    const rows = draw(model, 120, 6).slice(1, 5);
    expect(rows[0]).toMatch(
      /SEV1 open {3}up to 51 pts lost, usual 0\.5 {3}since #2 {3}3 breaks {3}−\$1\.59 {3}most at history-edited in main/,
    );
    expect(rows[1]).toContain('SEV3 open');
    const back = incident({ reopened: 1, reopenedAt: { request: requests[4]?.id ?? '', at: START } });
    expect(draw(hurt(back), 120, 6)[1]).toContain('since #2   back since #5   3 breaks');
    expect(rows[2]).toContain('✗ open');
    expect(draw(model)[0]).toContain('2 incidents');
    // One row is of the worst wound.
    expect(draw(model, 120, 3)[1]).toMatch(/SEV1 ✗ open .*history-edited/);
    expect(headOf(model)).toMatch(/! SEV1 {3}✗ 3 breaks/);
    expect(headOf(sixRequestsModel)).not.toContain('SEV');
  });

  it('says where no incident is open because as much is lost as usual, and so does the gauge', () => {
    const usual = {
      agent: 'agent',
      model: 'opus',
      baseline: 0.38,
      points: 0.43,
      against: 'more',
      typical: 100_000,
      prompt: 100_000,
      sessions: [requests[0]?.session ?? ''],
    } as const;
    const model = { ...sixRequestsModel, usual: [usual] };
    expect(draw(model)[0]).toMatch(
      /─ agent usually loses 38\.0 points: 43\.0 now, more, and no incident yet {3}1 open of 1 ─╮$/,
    );
    expect(draw(sixRequestsModel)[0]).not.toContain('usual');
    for (const height of [1, 2, 6]) {
      const lines = gauge(sceneOf(stateOf(model), 'wide'), { width: 80, height, focused: false }).map(plain);
      expect(lines.join('\n')).toMatch(/▼ 43 pts by breaks( since #2)?, usual 38/);
    }
    expect(stateOf(model).messages.at(-1)?.text).toContain('agent usually loses 38.0 points');
  });

  it('says nothing of an incident of another session', () => {
    const other = requests.map(request => ({ ...request, id: `o${request.id}`, session: 'other' }));
    const model = {
      ...modelOf([...requests, ...other], { wounds: [wound] }),
      incidents: [
        incident({
          onset: { request: other[1]?.id ?? '', at: START },
          openedAt: { request: other[5]?.id ?? '', at: START },
        }),
      ],
    };
    const session = requests[0]?.session ?? '';
    expect(model.sessions.length).toBe(2);
    expect(headOf(model)).toContain('SEV1');
    expect(headOf(model, { kind: 'session', session })).not.toContain('SEV1');
    expect(headOf(model, { kind: 'session', session: 'other' })).toContain('SEV1');
  });

  it('shows no number of an incident that goes beyond the scope, and says where it is told', () => {
    const wide = hurt(incident({ sessions: 2, lanes: 3 }));
    const lineIn = (scope: Scope): string => {
      const state = stateOf(wide);
      const scene = sceneOf({ ...state, view: { ...state.view, scope } }, 'wide');
      return wounds(scene, { width: 120, height: 6, focused: false }).map(plain)[1] ?? '';
    };
    const session = requests[0]?.session ?? '';
    expect(lineIn({ kind: 'all' })).toMatch(
      /SEV1 open {3}up to 51 pts lost in 2 sessions, usual 0\.5 {3}since #2 {3}3 breaks {3}−\$1\.59/,
    );
    expect(lineIn({ kind: 'session', session })).toMatch(
      /SEV1 open {3}in 2 sessions: s, all tells its points and price {3}since #2 +│/,
    );
  });

  it('puts open wounds first, the dearest of them at the top', () => {
    const three = [
      of({ id: 'a', healed: true, cost: 9 }),
      of({ id: 'b', cost: 1, requests: [requests[1]?.id ?? ''] }),
      of({ id: 'c', cost: 2, requests: [requests[4]?.id ?? ''] }),
    ];
    const rows = draw(modelOf(requests, { wounds: three }), 120, 5).slice(1, 4);
    expect(rows.map(row => /−\$\d\.\d\d/.exec(row)?.[0])).toEqual(['−$2.00', '−$1.00', '−$9.00']);
    expect(rows[2]).toContain('✗ healed');
  });

  it('tells the magnitude by what was lost where a cache counts no writes', () => {
    const [, row = ''] = draw(modelOf(requests, { wounds: [of({ rewritten: 0 })] }));
    expect(row).toMatch(/✗ open +M5\.2 /);
  });

  it('holds all of a wound in one line down to 80 columns, and all but the fix down to 60', () => {
    const more = of({ id: 'b', healed: true, requests: [requests[1]?.id ?? ''] });
    const model = { ...modelOf(requests, { wounds: [wound, more] }), incidents: [incident()] };
    const told = ' ✗ open M5.2 messages[41] +1 history-edited 2x 287 k −$0.98';
    expect(draw(modelOf(requests, { wounds: [wound] }), 80, 1)[0]).toBe(`${told} Compact later resu… `);
    expect(draw(model, 60, 1)[0]).toBe(' ✗ open M5.2 messages[41] history-edited 2x 287 k −$0.98 +1 ');
    expect(draw(model, 80, 1)[0]).toMatch(
      / ✗ open M5\.2 messages\[41\] history-edited 2x 287 k −\$0\.98 Compact.*… \+1 more $/,
    );
    // A wide one has columns, and how bad an incident is.
    expect(draw(model, 116, 1)[0]).toMatch(/SEV1 ✗ open +M5\.2 .* \+1 more/);
  });

  it('says of an open incident whose wounds have healed why it is not closed', () => {
    const healed = of({ healed: true });
    const late = {
      ...modelOf(requests, { wounds: [healed] }),
      incidents: [incident({ clean: { since: 12, needed: 50 } })],
    };
    for (const [columns, rows] of [
      [120, 6],
      [120, 3],
      [80, 1],
      [60, 1],
    ] as const)
      expect(draw(late, columns, rows).join('\n')).toContain(
        'SEV1 open: all healed, 12 of 50 clean requests to close',
      );
    const open = { ...late, ...modelOf(requests, { wounds: [wound] }), incidents: late.incidents };
    expect(draw(open, 120, 6).join('\n')).not.toContain('healed, 12');
  });

  it('tells the first and the last request of a wound in full, in logs that are numbered, too', () => {
    const labelled = requests.map(each => ({ ...each, label: `2.${each.n + 9}` }));
    const three = of({ requests: [1, 4, 5].map(i => requests[i]?.id ?? '') });
    expect(draw(modelOf(labelled, { wounds: [three] }))[1]).toMatch(/ #2\.11…#2\.15 /);
  });

  it('says in the border how many have healed', () => {
    const healed = (n: number): string =>
      draw(
        modelOf(requests, { wounds: Array.from({ length: n }, (_, i) => of({ id: `${i}`, healed: true })) }),
        120,
        5,
      )[0] ?? '';
    expect([healed(1), healed(2)]).toEqual([
      expect.stringMatching(/─ 1 healed ─╮$/),
      expect.stringContaining('all 2 healed'),
    ]);
  });

  it('counts those it has no line for', () => {
    const many = Array.from({ length: 7 }, (_, i) => of({ id: `w${i}` }));
    const rows = draw(modelOf(requests, { wounds: many }), 120, 4);
    expect(rows[0]).toContain('7 open of 7');
    expect(rows[2]).toContain('and 6 more');
    expect(draw(modelOf(requests, { wounds: many }), 80, 1)[0]).toContain('+6 more');
  });

  it('marks what is estimated, and what has no price', () => {
    expect(draw(modelOf(requests, { wounds: [of({ costExact: false })] }))[1]).toContain('~−$0.98');
    expect(draw(modelOf(requests, { wounds: [of({ costApproximate: true })] }))[1]).toContain('≈−$0.98');
    expect(draw(modelOf(requests, { wounds: [of({ cost: null })] }))[1]).toMatch(/287 k +· /);
  });
});

describe('cause, price and fix of the explained break', () => {
  it.each([
    [200, 60],
    [120, 36],
    [120, 30],
    [100, 30],
    [100, 24],
    [80, 24],
    [60, 20],
  ])('stand on the screen without a key at %ix%i', (columns, rows) => {
    const text = screenOf(stateOf(), { columns, rows })
      .bands.flatMap(({ panels }) => panels.flatMap(({ lines }) => lines.map(plain)))
      .join('\n');
    expect(text).toContain('#6 ✗ history-edited (compacted)   −$0.49');
    expect(text).toMatch(/fix: Compact later results/);
    expect(text).toMatch(/✗ open .*−\$0\.98/);
    expect(text).toContain('▌✗  6');
    expect(text).toMatch(/− +59 /);
  });
});
