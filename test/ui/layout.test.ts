import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PANES } from '../../src/store/state.js';
import { type Focus, layout, type PanelId, roomOf, shows } from '../../src/ui/layout.js';

const focus = { focus: 'requests', zoom: null } as const;

describe('layout', () => {
  it('fills every size from 1x1 to 200x60 exactly, with any pane in focus or zoomed', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200 }),
        fc.integer({ min: 1, max: 60 }),
        fc.constantFrom(...PANES),
        fc.option(fc.constantFrom(...PANES)),
        fc.boolean(),
        fc.boolean(),
        fc.integer({ min: 0, max: 9 }),
        (columns, rows, pane, zoom, help, isEmpty, wounds) => {
          const { bands } = layout(columns, rows, {
            focus: pane,
            zoom,
            cover: help ? 'help' : null,
            isEmpty,
            wounds,
          });
          expect(bands.reduce((sum, { height }) => sum + height, 0)).toBe(rows);
          for (const { cells, height } of bands) {
            expect(height).toBeGreaterThan(0);
            expect(cells.reduce((sum, { width }) => sum + width, 0)).toBe(columns);
            for (const { width } of cells) expect(width).toBeGreaterThan(0);
          }
        },
      ),
      { numRuns: 2000 },
    );
  });

  it.each([
    [120, 36, 'wide'],
    [100, 18, 'wide'],
    [99, 24, 'stacked'],
    [60, 18, 'stacked'],
    [59, 18, 'single'],
    [200, 17, 'single'],
    [40, 8, 'single'],
    [39, 60, 'tiny'],
    [200, 7, 'tiny'],
  ] as const)('at %ix%i is %s', (columns, rows, mode) => {
    expect(layout(columns, rows, focus).mode).toBe(mode);
  });

  it('gives the list what longer labels take, so that it keeps its hashes', () => {
    const widthOf = (label: number): number | undefined =>
      roomOf(layout(120, 36, { ...focus, label }), 'requests')?.width;
    expect([widthOf(2), widthOf(3), widthOf(4), widthOf(5), widthOf(9)]).toEqual([59, 59, 60, 61, 62]);
  });

  it('shows list and detail together from 60x18 on, one of them below', () => {
    expect(shows(layout(60, 18, focus), 'diff')).toBe(true);
    expect(shows(layout(100, 18, focus), 'diff')).toBe(true);
    expect(shows(layout(60, 17, focus), 'diff')).toBe(false);
    expect(shows(layout(60, 17, { focus: 'diff', zoom: null }), 'diff')).toBe(true);
  });

  /** Rows of a pane in a terminal of so many columns, by the first height at which it has them. */
  const GROWS: readonly (readonly [string, number, PanelId, Readonly<Record<number, number>>])[] = [
    ['two columns', 120, 'gauge', { 18: 1, 22: 2, 26: 4, 30: 6 }],
    ['two columns', 120, 'breaks', { 18: 2, 20: 3, 28: 5, 30: 7, 50: 8 }],
    ['two columns', 120, 'wounds', { 18: 1, 30: 3, 34: 4, 48: 7 }],
    ['two columns', 120, 'prefix', { 18: 0, 31: 4 }],
    ['one column', 80, 'gauge', { 18: 1, 22: 2, 40: 6 }],
    ['one column', 80, 'breaks', { 18: 2, 22: 3, 40: 7 }],
    ['one column', 80, 'wounds', { 18: 1, 34: 4, 48: 6 }],
    ['one column', 80, 'prefix', { 18: 0, 48: 4 }],
  ];

  it.each(GROWS)(
    '%s: at %i columns `%s` grows where there is room, and not a row before',
    (_, columns, pane, from) => {
      const wounds = pane === 'wounds' ? 9 : 0;
      const heightAt = (rows: number): number =>
        roomOf(layout(columns, rows, { ...focus, wounds }), pane)?.height ?? 0;
      const seen: Record<number, number> = {};
      for (let rows = 18, last = -1; rows <= 60; rows += 1) {
        if (heightAt(rows) === last) continue;
        last = heightAt(rows);
        seen[rows] = last;
      }
      expect(seen).toEqual(from);
    },
  );

  it('leaves the map out where panes that are wanted need its rows', () => {
    const mapAt = (rows: number, wounds: number): number =>
      roomOf(layout(120, rows, { ...focus, wounds }), 'prefix')?.height ?? 0;
    // 15, 14, 15 and 16 rows of panes.
    expect([mapAt(30, 0), mapAt(30, 1), mapAt(33, 1), mapAt(34, 1)]).toEqual([0, 0, 0, 4]);
    // It goes before the height of the chart does.
    const chartAt = (rows: number, wounds: number): number =>
      roomOf(layout(120, rows, { ...focus, wounds }), 'breaks')?.height ?? 0;
    expect([chartAt(30, 0), chartAt(30, 1), chartAt(32, 1)]).toEqual([7, 5, 7]);
    const strip = (wounds: number): number =>
      roomOf(layout(120, 60, { ...focus, wounds }), 'wounds')?.height ?? 0;
    expect([strip(0), strip(1), strip(5), strip(6)]).toEqual([0, 3, 7, 7]);
  });

  it('gives the list its share of the columns, from 59 to 100, and room for lanes from 112 on', () => {
    const list = (columns: number, lanes: number): number | undefined =>
      roomOf(layout(columns, 36, { ...focus, lanes }), 'requests')?.width;
    expect([100, 130, 200, 208, 300].map(columns => list(columns, 0))).toEqual([59, 62, 96, 100, 100]);
    expect([111, 112, 200].map(columns => list(columns, 7))).toEqual([59, 66, 103]);
    expect(roomOf(layout(120, 36, focus), 'clock')?.width).toBe(44);
  });

  it('keeps five rows of the difference in one column, and a share of a high one', () => {
    const detail = (rows: number): number | undefined => roomOf(layout(80, rows, focus), 'diff')?.height;
    expect([18, 23, 24, 39, 47, 60].map(detail)).toEqual([5, 5, 6, 11, 11, 14]);
  });

  const heights = (columns: number, rows: number, change: Partial<Focus>): Record<string, number> => {
    const { bands } = layout(columns, rows, { ...focus, ...change });
    return Object.fromEntries(
      bands.flatMap(({ cells, height }) => cells.map(({ panel }) => [panel, height])),
    );
  };

  it('gives the rows of panes that are not wanted to the list', () => {
    const list = { header: 1, requests: 34, footer: 1 };
    expect(heights(120, 36, { panes: [] })).toEqual(list);
    expect(heights(80, 36, { panes: [] })).toEqual(list);
    expect(heights(120, 36, { panes: ['gauge'] })).toEqual({ ...list, gauge: 6, requests: 28 });
    expect(heights(120, 36, { panes: ['clock'] })).toEqual({ ...list, clock: 6, requests: 28 });
    expect(heights(120, 26, { panes: ['gauge', 'clock'] })).toMatchObject({ gauge: 4, clock: 4 });
    expect(heights(120, 36, { panes: ['prefix'] })).toEqual({ ...list, requests: 30, prefix: 4 });
    // A line alone has no room for both, and a clock is nothing in one line.
    expect(heights(120, 25, { panes: ['gauge', 'clock'] })).toEqual({ ...list, gauge: 2, requests: 21 });
    expect(heights(120, 25, { panes: ['clock'] })).toEqual({ ...list, requests: 23 });
    expect(heights(80, 48, { panes: ['prefix', 'diff'] })).toEqual({
      ...list,
      requests: 27,
      diff: 15,
      prefix: 4,
    });
  });

  it.each([
    ['two columns', 120, 36],
    ['one column', 80, 36],
    ['one pane', 59, 20],
  ] as const)(
    'shows one thing alone in %s: a zoomed pane, what covers, what is said before the first request',
    (_, columns, rows) => {
      const frame = { header: 1, footer: 1 };
      expect(heights(columns, rows, { zoom: 'diff' })).toEqual({ ...frame, gauge: 1, diff: rows - 3 });
      expect(heights(columns, rows, { cover: 'help', isEmpty: true })).toEqual({ ...frame, help: rows - 2 });
      expect(heights(columns, rows, { isEmpty: true })).toEqual({ ...frame, empty: rows - 2 });
      expect(heights(30, 5, { cover: 'help', isEmpty: true })).toEqual({ facts: 5 });
    },
  );
});
