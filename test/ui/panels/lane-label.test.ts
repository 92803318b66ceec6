import { describe, expect, it } from 'vitest';
import { laneCells, laneLabel } from '../../../src/ui/panels/lane-label.js';
import { lanesCalled as of } from '../fixture.js';

describe('the name of a lane in a list', () => {
  it('keeps the number that tells it from others where it is cut', () => {
    const labels = ['subagent 2', 'subagent 12', 'explorer', 'quay/main', 'main', 'a 2'].map(name =>
      laneLabel(name, 6),
    );
    expect(labels).toEqual(['suba 2', 'sub 12', 'explor', 'quay/m', 'main', 'a 2']);
  });

  it('wants room where there is more than one lane, and more where a session is in the name', () => {
    expect([['s main'], ['s main', 's b'], ['s main', 't main']].map(lanes => laneCells(of(lanes)))).toEqual([
      0, 7, 11,
    ]);
    expect(laneCells(of(['s reader-a', 's reader-b']))).toBe(11);
  });
});
