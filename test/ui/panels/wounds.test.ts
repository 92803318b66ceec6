import { describe, expect, it } from 'vitest';
import { withData } from '../../../src/store/moves.js';
import { createStore } from '../../../src/store/store.js';
import { plain } from '../../../src/ui/line.js';
import { wounds } from '../../../src/ui/panels/wounds.js';
import { sceneOf } from '../../../src/ui/scene.js';
import { screenOf } from '../../../src/ui/screen.js';
import { modelOf, START, sixRequestsModel, wound } from '../fixture.js';

const stateOf = (model = sixRequestsModel) =>
  withData(createStore().getState(), { model, sources: [], now: START, arrivedAt: START });
const draw = (model = sixRequestsModel, width = 120, height = 4): string[] =>
  wounds(sceneOf(stateOf(model), 'wide'), { width, height, focused: false }).map(plain);
const { requests } = sixRequestsModel;
const of = (change: Partial<typeof wound>) => ({ ...wound, ...change });

describe('the strip of wounds', () => {
  it('says of a wound whether it is open, where, why, how often, how much, and what to do', () => {
    const [, row = ''] = draw();
    expect(row).toMatch(
      /✗ open +M5\.2 +#5 #6 +messages\[41\] \+1 +history-edited \(compacted\) +2x +287 k +−\$0\.98 +Compact/,
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
    expect(text).toContain('#5 ✗ history-edited (compacted)   −$0.49');
    expect(text).toMatch(/fix: Compact later results/);
    expect(text).toMatch(/✗ open .*−\$0\.98/);
    expect(text).toContain('▌✗  5');
    expect(text).toMatch(/− +59 /);
  });
});
