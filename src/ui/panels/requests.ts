import type { RequestEntry } from '../../diagnosis/model.js';
import { writtenBy } from '../../diagnosis/sums/tally.js';
import { SECTIONS } from '../../prompt/prompt.js';
import { breakOrComing, isForetold } from '../../store/live/coming.js';
import { laneName } from '../../store/scope/lane-names.js';
import { listed } from '../../store/scope/listing.js';
import { digitsOf, laneOf } from '../../store/selectors.js';
import { fit } from '../../text/fit.js';
import { compactCount, count, dollars, percent, predicted, UNKNOWN } from '../../text/numbers.js';
import { clockTime, zoneOf } from '../../text/times.js';
import { cellsOf } from '../../text/visible.js';
import {
  bad,
  box,
  good,
  type Line,
  line,
  quiet,
  type Rule,
  type Span,
  span,
  strong,
  warn,
  widthOf,
} from '../line.js';
import type { Panel, Scene } from '../scene.js';
import { laneCells, laneLabel } from './lane-label.js';
import { leastRows, verdictIn, verdictTitle } from './verdict.js';

/** Every request: which section changed, what was read and written, what happened. Below it, why. */
export const requests: Panel = (scene, { width, height, focused }) => {
  const inner = width - 4;
  const verdictRows = verdictRowsOf(scene, inner, height);
  const rows = table(scene, inner, Math.max(0, height - 2 - verdictRows));
  const why: (Line | Rule)[] =
    verdictRows > 0
      ? [{ rule: verdictTitle(scene, width - RULE) }, ...verdictIn(scene, inner, verdictRows - 1)]
      : [];
  return box([...rows, ...why], width, height, {
    title: line(strong('Requests'), ...chips(scene, inner - TITLE - widthOf(position(scene)))),
    right: position(scene),
    focused,
  });
};

/**
 * Rows of the verdict below the table, its rule among them; none where the table is all there is room for. What happened and what
 * to change are worth more than rows of the table, of which so many stay that the explained one has company where there is room.
 */
function verdictRowsOf(scene: Scene, cells: number, height: number): number {
  if (scene.mode === 'single' || height < 8) return 0;
  const usual = height < 13 ? 4 : height < 20 ? 5 : height < 28 ? 8 : 12;
  const most = height - BORDER_AND_HEAD - (height < 10 ? 1 : height < 16 ? 2 : 3);
  return Math.max(usual, Math.min(most, 1 + leastRows(scene, cells)));
}

/** Rows of a pane that are no request: its border and the head of the table. */
const BORDER_AND_HEAD = 3;

/** Cells of a rule that are no title: its corners and blanks. */
const RULE = 6;

/** Cells of the title and the border around it and the position. */
const TITLE = 'Requests'.length + 6;

/** Each term of the filter, so that nobody takes a part for all; those that have no room are counted, and the position stays. */
function chips({ state, show }: Scene, cells: number): Line {
  const all = state.view.filter
    .split(' ')
    .filter(term => term !== '')
    .map(term => line(warn(`  [${show(term)}]`)));
  if (widthOf(all.flat()) <= cells) return all.flat();
  const rest = (shown: number): Line => [warn(`  &+${all.length - shown}`)];
  let shown = all.length - 1;
  while (shown > 0 && widthOf([...all.slice(0, shown).flat(), ...rest(shown)]) > cells) shown -= 1;
  return [...all.slice(0, shown).flat(), ...rest(shown)];
}

function position({ state, model, selected }: Scene): Line {
  const all = listed(state);
  const at = all.findIndex(({ id }) => id === selected?.id);
  const rest = all.length === model.requests.length ? '' : `, ${model.requests.length} in all`;
  const older = model.totals.requests - model.requests.length;
  const letGo = older > 0 ? `, ${count(older)} older in the sums alone` : '';
  return all.length === 0 ? [] : [quiet(`${at < 0 ? UNKNOWN : at + 1} of ${all.length}${rest}${letGo}`)];
}

interface Column {
  readonly title: string;
  readonly width: number;
  readonly align: 'left' | 'right';
  cell(request: RequestEntry): Line;
}

function table(scene: Scene, cells: number, rows: number): Line[] {
  const columns = columnsOf(scene, cells);
  const head = line('  ', ...columns.map(({ title, width, align }) => quiet(fit(title, width, { align }))));
  const body = pageOf(scene, rows - 1).map(request => rowOf(scene, request, columns));
  return Array.from({ length: rows }, (_, i) => (i === 0 ? head : (body[i - 1] ?? [])));
}

/** The request in a row of the pane; null: none is there. */
export function requestAt(
  scene: Scene,
  { width, height }: { readonly width: number; readonly height: number },
  row: number,
): RequestEntry | null {
  const rows = height - BORDER_AND_HEAD - verdictRowsOf(scene, width - 4, height);
  return row < 2 ? null : (pageOf(scene, rows)[row - 2] ?? null);
}

/** The requests that stand in so many rows. */
function pageOf(scene: Scene, rows: number): readonly RequestEntry[] {
  const all = listed(scene.state);
  const place = all.findIndex(({ id }) => id === scene.selected?.id);
  const at = place < 0 ? null : place;
  const start = windowStart(all.length, rows, at, scene.state.view.follow);
  const page = all.slice(start, start + Math.max(0, rows));
  // While the newest rows stay in sight, the explained one stays in sight above them.
  const pinned = at !== null && at < start && page.length > 1 ? all[at] : undefined;
  return pinned === undefined ? page : [pinned, ...page.slice(1)];
}

/** First row shown: the newest rows while following, else the page around the selected one. */
export function windowStart(count: number, rows: number, selected: number | null, follow: boolean): number {
  const last = Math.max(0, count - rows);
  if (follow || selected === null) return last;
  return Math.min(last, Math.max(0, selected - Math.floor(rows / 2)));
}

function rowOf(scene: Scene, request: RequestEntry, columns: readonly Column[]): Line {
  const isSelected = request.id === scene.selected?.id;
  const cells = columns.map(column => {
    const cell = column.cell(request);
    const gap = ' '.repeat(Math.max(0, column.width - widthOf(cell)));
    return column.align === 'right' ? line(gap, cell) : line(cell, gap);
  });
  const row = line(...cells);
  const isMarked = request.id === scene.state.view.mark;
  return line(
    isSelected ? strong('▌') : isMarked ? warn('m') : ' ',
    markOf(request),
    isSelected ? bolder(row) : row,
  );
}

/** The selected row is bold where it has no tone of its own; its `▌` says it without colour. */
const bolder = (of: Line): Line => of.map(piece => (piece.tone ? piece : strong(piece.text)));

function markOf(request: RequestEntry): Span {
  const broken = breakOrComing(request);
  if (broken) return broken.ringing ? bad('✗') : warn('○');
  if (request.outcome === 'error' || request.outcome === 'aborted') return warn('!');
  return span(' ');
}

/** Columns by need: numbers first, then hashes, what happened, price, input, time; each only where it fits. */
function columnsOf(scene: Scene, cells: number): Column[] {
  const { model } = scene;
  const digits = digitsOf(model);
  const lanes = laneCells(model);
  let left = cells - 2;
  const take = (width: number, isWanted = true): boolean => {
    if (!isWanted || width > left) return false;
    left -= width;
    return true;
  };
  const has = {
    number: take(digits),
    hit: take(6),
    write: take(8),
    // Two cells before it: `1 044 175 662` reads as one number.
    read: take(9),
    lane: take(lanes, lanes > 0),
    hashes: take(3 * 9),
    changed: false,
    price: take(9, left >= 9 + 16),
    input: take(8, left >= 8 + 16),
    time: take(10, left >= 10 + 20),
  };
  const laneWidth = !has.lane ? 0 : lanes === 7 && has.hashes && take(4, left >= 4 + 12) ? 11 : lanes;
  has.changed = !has.hashes && take(10);
  const what = left >= 12 ? left : 0;
  const all: (Column | false)[] = [
    has.number && { title: '#', width: digits, align: 'right', cell: r => numberCell(r, digits) },
    has.time && {
      title: `  ${zoneOf(scene.state.now)}`,
      width: 10,
      align: 'left',
      cell: r => line('  ', clockTime(r.at)),
    },
    has.lane && {
      title: ' lane',
      width: laneWidth,
      align: 'left',
      cell: r => line(' ', laneLabel(laneOfRow(scene, r), laneWidth - 1)),
    },
    ...SECTIONS.map(
      (section): Column | false =>
        has.hashes && {
          title: ` ${section}`,
          width: 9,
          align: 'left',
          cell: r =>
            r.changed.includes(section)
              ? [bad(`▸${scene.show(r.hashes[section] ?? UNKNOWN)}`)]
              : [quiet(` ${scene.show(r.hashes[section] ?? UNKNOWN)}`)],
        },
    ),
    has.write && { title: 'write', width: 8, align: 'right', cell: r => tokens(r, 'cacheWrite', 'write') },
    has.read && { title: 'read', width: 9, align: 'right', cell: r => tokens(r, 'cacheRead', 'read') },
    has.input && { title: 'input', width: 8, align: 'right', cell: r => tokens(r, 'input', 'input') },
    has.hit && { title: 'hit', width: 6, align: 'right', cell: hit },
    has.price && { title: 'price', width: 9, align: 'right', cell: price },
    has.changed && { title: '  changed', width: 10, align: 'left', cell: changedSection },
    what > 0 && {
      title: '  what happened',
      width: what,
      align: 'left',
      cell: r => line('  ', fit(scene.show(whatHappened(r)), what - 2)),
    },
  ];
  return all.filter(column => column !== false);
}

/** Its number; behind the `✗` of a break that is foretold stands a `~`. */
function numberCell(request: RequestEntry, digits: number): Line {
  const mark = isForetold(request) ? '~' : ' ';
  return line(warn(mark), request.label.padStart(digits - 1));
}

/** What it cost, as billed; nothing is foretold of it. */
function price({ cost, usage }: RequestEntry): Line {
  if (cost === null) return [quiet(usage === null ? UNKNOWN : dollars(null))];
  return line(dollars(cost.amount, { approximate: cost.approximate }));
}

/** The first section that changed and how many more did, where there is no room for hashes. */
function changedSection({ changed }: RequestEntry): Line {
  const [first, ...others] = SECTIONS.filter(section => changed.includes(section));
  return first ? [bad(` ▸${first}${others.length > 0 ? `+${others.length}` : ''}`)] : [];
}

function laneOfRow({ model, show }: Scene, request: RequestEntry): string {
  const lane = laneOf(model, request);
  return show(lane === null ? request.lane : laneName(model, lane));
}

function tokens(
  request: RequestEntry,
  key: 'cacheWrite' | 'cacheRead' | 'input',
  as: 'write' | 'read' | 'input',
): Line {
  if (request.usage) {
    const text = numberText(key === 'cacheWrite' ? writtenBy(request) : request.usage[key]);
    return request.break?.ringing && as === 'write' ? [bad(text)] : [span(text)];
  }
  const guess = request.predicted;
  if (!guess || hasFailed(request)) return [quiet(UNKNOWN)];
  const text = predicted(numberText(guess[key]));
  // A cell stays between it and the hash before it.
  return [quiet(cellsOf(text) <= 7 ? text : predicted(compactCount(guess[key])))];
}

/** In full where seven digits do; an input of a million is `1.05 M`. */
function numberText(value: number | null): string {
  const text = count(value);
  return cellsOf(text) <= 7 ? text : compactCount(value);
}

function hit(request: RequestEntry): Line {
  if (request.hitRate !== null) {
    const text = percent(request.hitRate);
    return request.break?.ringing ? [bad(text)] : [good(text)];
  }
  const guess = request.predicted;
  const all = guess ? guess.cacheRead + guess.cacheWrite + guess.input : 0;
  if (!guess || all === 0 || hasFailed(request)) return [quiet(UNKNOWN)];
  return [quiet(predicted(percent(guess.cacheRead / all).replace(' ', '')))];
}

const hasFailed = ({ outcome }: RequestEntry): boolean => outcome === 'error' || outcome === 'aborted';

function whatHappened(request: RequestEntry): string {
  if (request.outcome === 'error') {
    return `failed${request.status === null ? '' : ` (${request.status})`}${request.error ? `: ${request.error}` : ''}`;
  }
  if (request.outcome === 'aborted') return 'aborted';
  if (request.outcome === 'pending') return `${request.what}, running`;
  return request.what;
}
