import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PANES } from '../../src/store/state.js';
import { layout, roomOf, shows } from '../../src/ui/layout.js';

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
        (columns, rows, pane, zoom, help, isEmpty) => {
          const { bands } = layout(columns, rows, {
            focus: pane,
            zoom,
            cover: help ? 'help' : null,
            isEmpty,
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
    expect(shows(layout(60, 17, focus), 'diff')).toBe(false);
    expect(shows(layout(60, 17, { focus: 'diff', zoom: null }), 'diff')).toBe(true);
  });
});
