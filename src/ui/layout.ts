/** Which panel stands where at a terminal size. Pure; every size from 1x1 has an answer. */
import { OPTIONAL_PANES, type OptionalPane } from '../settings/settings.js';
import type { Cover, PaneId } from '../store/state.js';

export type PanelId =
  | 'header'
  | 'gauge'
  | 'clock'
  | 'wounds'
  | 'breaks'
  | 'requests'
  | 'diff'
  | 'prefix'
  | 'footer'
  | 'facts'
  | Cover
  | 'empty';

export interface PanelCell {
  readonly panel: PanelId;
  readonly width: number;
}

/** Panels side by side; their widths add up to the columns of the terminal. */
export interface Band {
  readonly height: number;
  readonly cells: readonly PanelCell[];
}

/** `wide`: two columns. `stacked`: one. `single`: one pane at a time, Tab changes it. `tiny`: bare facts. */
export type Mode = 'wide' | 'stacked' | 'single' | 'tiny';

export interface Layout {
  readonly mode: Mode;
  readonly bands: readonly Band[];
}

export interface Focus {
  readonly focus: PaneId;
  readonly zoom: PaneId | null;
  /** What covers the panes. @default nothing */
  readonly cover?: Cover | null;
  /** Cells that the table needs to name lanes. @default 0 */
  readonly lanes?: number;
  /** Panes that are wanted beside the table of requests. @default all */
  readonly panes?: readonly OptionalPane[];
  /** Wounds that want a line each. @default 0 */
  readonly wounds?: number;
  /** Cells of the column of numbers: the table keeps its hashes beside `2.15` and `1000`. @default 3 */
  readonly label?: number;
  /** True before the first request. @default false */
  readonly isEmpty?: boolean;
}

export function layout(columns: number, rows: number, focus: Focus): Layout {
  const mode = modeOf(columns, rows);
  const cover = mode === 'tiny' ? null : (focus.cover ?? (focus.isEmpty ? 'empty' : null));
  const bands = cover ? covered(columns, rows, cover) : BANDS[mode](columns, rows, focus);
  return { mode, bands: bands.filter(({ height }) => height > 0) };
}

/** Limits: below 8 rows or 40 columns a table has no room; two columns need 100; a list and a detail need 18 rows. */
function modeOf(columns: number, rows: number): Mode {
  if (columns < 40 || rows < 8) return 'tiny';
  if (columns < 60 || rows < 18) return 'single';
  return columns < 100 ? 'stacked' : 'wide';
}

type Arrange = (columns: number, rows: number, focus: Focus) => Band[];

const BANDS: Readonly<Record<Mode, Arrange>> = { wide, stacked, single, tiny };

function wide(columns: number, rows: number, focus: Focus): Band[] {
  const band = bandsOf(columns);
  if (focus.zoom) return zoomed(columns, rows, focus.zoom);
  const has = wantedOf(focus);
  const top = rows >= 30 ? 6 : rows >= 26 ? 4 : rows >= 22 ? 2 : 1;
  const gauge = has('gauge') || (has('clock') && top > 2) ? top : 0;
  const strip = woundRows(focus, rows >= 48 ? 5 : rows >= 34 ? 2 : rows >= 30 ? 1 : 0);
  const breaks = !has('breaks')
    ? 0
    : rows >= 50
      ? 8
      : rows >= 32 || (rows >= 30 && strip === 0)
        ? 7
        : rows >= 28
          ? 5
          : rows >= 20
            ? 3
            : 2;
  const panes = rows - 2 - gauge - strip - breaks;
  // The verdict stays: the map goes before it, then the height of the chart.
  const prefix = has('prefix') && rows >= 30 && panes >= 16 ? 4 : 0;
  const lanes = columns >= 112 ? (focus.lanes ?? 0) : 0;
  const label = Math.min(3, Math.max(0, (focus.label ?? 3) - 3));
  const left = Math.min(100, Math.max(59 + label, Math.round(columns * 0.48))) + lanes;
  return [
    band(1, 'header'),
    topBand(gauge, columns, has),
    band(strip, 'wounds'),
    band(breaks, 'breaks'),
    has('diff')
      ? sideBySide(panes - prefix, left, 'requests', columns - left, 'diff')
      : band(panes - prefix, 'requests'),
    band(prefix, 'prefix'),
    band(1, 'footer'),
  ];
}

type Wanted = (pane: OptionalPane) => boolean;

const wantedOf =
  ({ panes = OPTIONAL_PANES }: Focus): Wanted =>
  pane =>
    panes.includes(pane);

/** Rate and clock beside each other where both are wanted and have room; a clock alone needs a box. */
function topBand(height: number, columns: number, has: Wanted): Band {
  if (height > 2 && has('gauge') && has('clock'))
    return sideBySide(height, columns - CLOCK, 'gauge', CLOCK, 'clock');
  return bandsOf(columns)(height, has('gauge') ? 'gauge' : 'clock');
}

/** A line per wound, in a box where there is room for one; without a box the worst alone. */
function woundRows(focus: Focus, most: number): number {
  const { wounds = 0 } = focus;
  if (wounds === 0 || !wantedOf(focus)('wounds')) return 0;
  return most === 0 ? 1 : Math.min(wounds, most) + 2;
}

function zoomed(columns: number, rows: number, pane: PaneId): Band[] {
  const band = bandsOf(columns);
  return [band(1, 'header'), band(1, 'gauge'), band(rows - 3, pane), band(1, 'footer')];
}

/** Columns of the cache clock. */
const CLOCK = 44;

function stacked(columns: number, rows: number, focus: Focus): Band[] {
  const band = bandsOf(columns);
  if (focus.zoom) return zoomed(columns, rows, focus.zoom);
  const has = wantedOf(focus);
  const gauge = !has('gauge') ? 0 : rows >= 40 ? 6 : rows >= 22 ? 2 : 1;
  const strip = woundRows(focus, rows >= 48 ? 4 : rows >= 34 ? 2 : 0);
  // Where the strip tells of the breaks, the chart's labels give way to a row of the table.
  const breaks = !has('breaks') ? 0 : rows >= 40 ? 7 : rows >= 22 ? 3 : strip > 0 ? 1 : 2;
  const prefix = has('prefix') && rows >= 48 ? 4 : 0;
  const panes = rows - 2 - gauge - strip - breaks - prefix;
  const diff = has('diff') ? Math.max(5, Math.floor(panes * 0.36)) : 0;
  return [
    band(1, 'header'),
    band(gauge, 'gauge'),
    band(strip, 'wounds'),
    band(breaks, 'breaks'),
    band(panes - diff, 'requests'),
    band(diff, 'diff'),
    band(prefix, 'prefix'),
    band(1, 'footer'),
  ];
}

function single(columns: number, rows: number, focus: Focus): Band[] {
  return zoomed(columns, rows, focus.zoom ?? focus.focus);
}

/** One thing on the whole screen, under the header. */
function covered(columns: number, rows: number, panel: PanelId): Band[] {
  const band = bandsOf(columns);
  return [band(1, 'header'), band(rows - 2, panel), band(1, 'footer')];
}

function tiny(columns: number, rows: number): Band[] {
  return [bandsOf(columns)(rows, 'facts')];
}

const bandsOf =
  (columns: number) =>
  (height: number, panel: PanelId): Band => ({ height, cells: [{ panel, width: columns }] });

const sideBySide = (height: number, left: number, a: PanelId, right: number, b: PanelId): Band => ({
  height,
  cells: [
    { panel: a, width: left },
    { panel: b, width: right },
  ],
});

/** True if a panel is on the screen. */
export const shows = (of: Layout, panel: PanelId): boolean =>
  of.bands.some(({ cells }) => cells.some(cell => cell.panel === panel));

/** The room of a panel; null where it is not on the screen. */
export function roomOf(
  of: Layout,
  panel: PanelId,
): { readonly width: number; readonly height: number } | null {
  for (const { height, cells } of of.bands) {
    const cell = cells.find(each => each.panel === panel);
    if (cell) return { width: cell.width, height };
  }
  return null;
}

/** The panel at a cell, its room, and the row within it; null: beyond the screen. */
export function panelAt(
  of: Layout,
  column: number,
  row: number,
): { readonly panel: PanelId; readonly width: number; readonly height: number; readonly row: number } | null {
  let top = 0;
  for (const { height, cells } of of.bands) {
    let left = 0;
    for (const { panel, width } of cells) {
      if (row >= top && row < top + height && column >= left && column < left + width)
        return { panel, width, height, row: row - top };
      left += width;
    }
    top += height;
  }
  return null;
}
