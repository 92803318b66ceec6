import { numberedLogs } from '../../../diagnosis/sums/numbered-logs.js';
import { totalsOf } from '../../../diagnosis/sums/totals.js';
import { FORMATS } from '../../../log/formats/index.js';
import { ACTIVE, type ScopeRow, scopeAt, scopeRows } from '../../../store/scope/scope-rows.js';
import type { ScopeOrder } from '../../../store/state.js';
import { fit, shorten } from '../../../text/fit.js';
import { count, dollars, percent, predicted } from '../../../text/numbers.js';
import { countdown, duration } from '../../../text/times.js';
import {
  bad,
  box,
  good,
  type Line,
  line,
  quiet,
  type Span,
  span,
  strong,
  warn,
  widthOf,
} from '../../line.js';
import type { Panel, Scene } from '../../scene.js';
import { noBreaks, ringingCount } from '../edges/header.js';
import { sessionName } from '../edges/scope-name.js';

/** What the screen can be about: everything, each session, each lane. */
export const scopes: Panel = (scene, { width, height }) => {
  const { state, show } = scene;
  const { filter, order } = state.view.scopes;
  const cells = width - 4;
  const all = scopeRows(state);
  const at = scopeAt(state, all);
  const columns = columnsOf(scene, all, cells);
  const logs = legend(scene);
  const room = Math.max(0, height - 4 - logs.length);
  const start = Math.max(0, Math.min(all.length - room, at - Math.floor(room / 2)));
  const head = line('  ', ...columns.map(({ title, width: of, align }) => quiet(fit(title, of, { align }))));
  const rows = all.slice(start, start + room).map((row, i) => rowLine(row, columns, start + i === at));
  const none = all.length === 0 ? warn('   no scope is called so') : '';
  const typed = filter === '' ? [quiet('type to filter')] : line('filter ', strong(show(filter)), none);
  const keys = [`tab ${ORDER_WORDS[order]}`, 'enter take', 'esc back'].join('   ');
  return box([typed, ...logs, head, ...rows], width, height, {
    title: [strong('Scope')],
    right: [quiet(keys)],
    focused: true,
  });
};

/** What the numbers of several logs stand for; a log that lost money says how much. */
function legend({ state, show }: Scene): readonly Line[] {
  const logs = numberedLogs(state.model).map(({ number, name, requests }) => {
    const { lostToBreaks, lostExact, approximate, ringing } = totalsOf(requests);
    const lost =
      ringing === 0 || lostToBreaks === null
        ? ''
        : ` ${dollars(-lostToBreaks, { approximate, estimate: !lostExact })}`;
    return `${number} ${show(name)}${lost}`;
  });
  return logs.length === 0 ? [] : [line(quiet(`logs   ${logs.join('   ')}`))];
}

const ORDER_WORDS: Readonly<Record<ScopeOrder, string>> = {
  seen: 'by last seen',
  lost: 'by money lost',
  breaks: 'by breaks',
  hit: 'by hit rate',
  name: 'by name',
};

interface Column {
  readonly title: string;
  readonly width: number;
  readonly align: 'left' | 'right';
  cell(row: ScopeRow): Line;
}

function rowLine(row: ScopeRow, columns: readonly Column[], isAt: boolean): Line {
  const cells = columns.map(({ width, align, cell }) => {
    const of = cell(row);
    const gap = ' '.repeat(Math.max(0, width - widthOf(of)));
    return align === 'right' ? line(gap, of) : line(of, gap);
  });
  return line(isAt ? strong('▌') : ' ', ' ', ...cells);
}

/** Columns by need, each only where it fits: name, breaks, hit rate, money, last seen, time left, agent, model, size, log. */
function columnsOf(scene: Scene, rows: readonly ScopeRow[], cells: number): Column[] {
  const { state, show } = scene;
  let left = cells - 2 - NAME;
  const take = (width: number): boolean => {
    if (width > left) return false;
    left -= width;
    return true;
  };
  const has = {
    breaks: take(20),
    hit: take(8),
    lost: take(10),
    seen: take(7),
    clock: take(12),
    agent: rows.some(({ agents }) => agents.length > 0) && take(13),
    model: take(20),
    size: take(12),
    log: take(24),
  };
  const name = NAME + Math.min(20, left);
  const all: (Column | false)[] = [
    { title: 'scope', width: name, align: 'left', cell: row => nameCell(row, name - 1, show) },
    has.log && { title: 'log', width: 24, align: 'left', cell: row => plainCell(titleOf(row.format), 23) },
    has.agent && { title: 'agent', width: 13, align: 'left', cell: row => plainCell(show(agentOf(row)), 12) },
    has.model && {
      title: 'model',
      width: 20,
      align: 'left',
      cell: row => plainCell(show(row.model ?? ''), 19),
    },
    has.size && { title: 'size', width: 12, align: 'left', cell: row => line(sizeOf(row)) },
    has.hit && { title: 'hit', width: 8, align: 'right', cell: row => line(hitOf(row)) },
    has.breaks && {
      title: '   breaks',
      width: 20,
      align: 'left',
      cell: row => line('   ', breaksOf(row, state)),
    },
    has.lost && { title: 'lost', width: 10, align: 'right', cell: row => line(lostOf(row)) },
    has.clock && { title: 'cache', width: 12, align: 'right', cell: row => line(clockOf(row, state.now)) },
    has.seen && { title: 'seen', width: 7, align: 'right', cell: row => line(seenOf(row, state.now)) },
  ];
  return all.filter(column => column !== false);
}

const NAME = 24;

const plainCell = (text: string, cells: number): Line => [span(shorten(text, cells))];

function nameCell(row: ScopeRow, cells: number, show: Scene['show']): Line {
  if (row.isLane) return line('  ', shorten(show(row.name), cells - 2));
  if (row.key === ACTIVE) return line(shorten(row.name, cells));
  return [strong(sessionName(row.name, show, cells))];
}

const titleOf = (format: string | null): string => FORMATS.find(({ id }) => id === format)?.title ?? '';

function agentOf({ key, agents }: ScopeRow): string {
  const [first = '', ...others] = agents;
  if (key === ACTIVE) return 'follows it';
  return others.length === 0 ? first : `${agents.length} agents`;
}

function sizeOf(row: ScopeRow): string {
  if (row.key === ACTIVE) return '';
  const some = (n: number, what: string): string => `${count(n)} ${what}${n === 1 ? '' : 's'}`;
  if (row.scope?.kind === 'all') return some(row.sessions, 'session');
  return row.isLane || row.lanes < 2 ? some(row.totals.requests, 'request') : some(row.lanes, 'lane');
}

function hitOf({ key, totals }: ScopeRow): string {
  if (key === ACTIVE) return '';
  const rate = percent(totals.hitRate);
  return totals.hitRateExact ? rate : predicted(rate);
}

function breaksOf({ key, totals }: ScopeRow, state: Scene['state']): Span {
  if (key === ACTIVE || totals.requests === 0) return span('');
  if (totals.ringing > 0) return bad(`✗ ${ringingCount(totals)}`);
  // The whole words of the header have no room here.
  return totals.unexplained > 0
    ? warn(`○ ${count(totals.unexplained)} unexplained`)
    : noBreaks(totals, state);
}

function lostOf({ key, totals }: ScopeRow): Span {
  const { lostToBreaks, lostExact, approximate, ringing, unexplained } = totals;
  if (key === ACTIVE || ringing + unexplained === 0 || lostToBreaks === null) return span('');
  return bad(dollars(-lostToBreaks, { approximate, estimate: !lostExact }));
}

function clockOf({ key, expiresAt }: ScopeRow, now: number): Span {
  if (key === ACTIVE || expiresAt === null) return span('');
  const left = expiresAt - now;
  if (left <= 0) return quiet('cold');
  return left < 60_000 ? warn(`${countdown(left)} left`) : good(`${countdown(left)} left`);
}

function seenOf({ key, seenAt }: ScopeRow, now: number): Span {
  if (key === ACTIVE || seenAt === null) return span('');
  const age = now - seenAt;
  return quiet(age < 1000 ? 'now' : duration(age));
}
