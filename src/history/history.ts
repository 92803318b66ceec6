/** Cells of many logs as one value: what each day, agent, project, model, version, cause and site used and lost. */

import type { RedactedNote } from '../report/redact.js';
import { type Cell, DIMENSIONS, type Dimension, dayOf, sumOf } from './cells.js';
import type { KeptLogs } from './index-file.js';

/** Sums of a row, as far as they are known. */
export interface HistoryRow {
  /** null: not known (an agent that a log does not name). */
  readonly name: string | null;
  readonly requests: number;
  /** Breaks that ring, and misses that nothing explains. */
  readonly breaks: number;
  /** Of them the misses. */
  readonly unexplained: number;
  /** read / (read + write + input) of the requests whose usage is known, 0..1; null: of none is it known. */
  readonly hitRate: number | null;
  /** Requests that ran and are not in it. */
  readonly unknown: number;
  /** US dollars spent; null: no request has a price. */
  readonly cost: number | null;
  /** Requests that are not in it. */
  readonly unpriced: number;
  readonly lostTokens: number;
  /** US dollars that breaks lost; null: none of them has a price, or whether any broke is not known. */
  readonly lost: number | null;
  readonly lostUnpriced: number;
  /** True if a figure of money or loss is in part an estimate. */
  readonly about: boolean;
  /**
   * Seconds that requests that broke waited for the first byte beyond the mean of those of the same model and agent that did not;
   * null: not known, or fewer than 5 of either are.
   */
  readonly secondsLost: number | null;
}

/** `cachequake.history/1`: fields may be added; a changed one raises the number. */
export interface History extends RedactedNote {
  readonly schema: 'cachequake.history/1';
  /** First day that is in it, on the clock of this machine; null: all. */
  readonly since: string | null;
  readonly logs: number;
  /** Of them those that had to be read; the others stood in the index. */
  readonly read: number;
  readonly total: HistoryRow;
  /** By each dimension: days in their order, all else by what it lost. */
  readonly by: Readonly<Record<Dimension, readonly HistoryRow[]>>;
  /** What could not be read, a sentence each. */
  readonly problems: readonly string[];
}

/** @param since milliseconds since 1970: from the day of that moment on; requests without a time are in it only where it is null */
export function historyOf(kept: KeptLogs, read: number, since: number | null): History {
  const first = since === null ? null : dayOf(since);
  const logs = [...kept.values()];
  const cells = logs
    .flatMap(log => log.cells)
    .filter(({ of: { day } }) => first === null || (day !== null && day >= first));
  const waits = waitsOf(cells);
  const by = Object.fromEntries(DIMENSIONS.map(dimension => [dimension, rowsBy(cells, dimension, waits)]));
  return {
    schema: 'cachequake.history/1',
    since: first,
    logs: logs.length,
    read,
    total: rowOf(null, cells, waits),
    by: { ...EMPTY, ...by },
    problems: logs.flatMap(({ problems }) => problems),
  };
}

const EMPTY: History['by'] = {
  day: [],
  agent: [],
  project: [],
  model: [],
  version: [],
  cause: [],
  site: [],
};

function rowsBy(cells: readonly Cell[], dimension: Dimension, waits: Waits): readonly HistoryRow[] {
  const groups = new Map<string | null, Cell[]>();
  for (const cell of cells) {
    const name = cell.of[dimension];
    // A request that did not break has neither.
    if (cell.breaks === 0 && (dimension === 'cause' || dimension === 'site')) continue;
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [cell]);
    else group.push(cell);
  }
  const rows = [...groups].map(([name, own]) => rowOf(name, own, waits));
  if (dimension === 'day') return rows.sort((a, b) => (a.name ?? '').localeCompare(b.name ?? ''));
  return rows.sort(
    (a, b) => (b.lost ?? 0) - (a.lost ?? 0) || b.lostTokens - a.lostTokens || b.requests - a.requests,
  );
}

/** Mean milliseconds to the first byte of requests that did not break, by agent and model. */
type Waits = ReadonlyMap<string, number>;

/** From so many on a mean says something. */
const ENOUGH = 5;

const kindOf = ({ of: { agent, model } }: Cell): string => JSON.stringify([agent, model]);

function waitsOf(cells: readonly Cell[]): Waits {
  const sums = new Map<string, { wait: number; waits: number }>();
  for (const cell of cells) {
    if (cell.breaks > 0) continue;
    const so = sums.get(kindOf(cell)) ?? { wait: 0, waits: 0 };
    sums.set(kindOf(cell), { wait: so.wait + cell.wait, waits: so.waits + cell.waits });
  }
  return new Map(
    [...sums].flatMap(([kind, { wait, waits }]) => (waits < ENOUGH ? [] : [[kind, wait / waits] as const])),
  );
}

function rowOf(name: string | null, cells: readonly Cell[], waits: Waits): HistoryRow {
  const [first, ...others] = cells;
  if (first === undefined) return { ...NOTHING, name };
  const sum = others.reduce(sumOf, first);
  // No break was seen, but not all could be.
  const areLossesKnown = sum.breaks > 0 ? sum.lostUnpriced < sum.breaks : sum.unknown === 0;
  const { requests, breaks, unexplained, unknown, unpriced, lostTokens, lostUnpriced, about } = sum;
  return {
    name,
    requests,
    breaks,
    unexplained,
    hitRate: sum.prompt === 0 ? null : sum.read / sum.prompt,
    unknown,
    cost: unpriced === requests ? null : sum.cost,
    unpriced,
    lostTokens,
    lost: areLossesKnown ? sum.lost : null,
    lostUnpriced,
    about,
    secondsLost: secondsLost(cells, waits),
  };
}

const NOTHING: HistoryRow = {
  name: null,
  requests: 0,
  breaks: 0,
  unexplained: 0,
  hitRate: null,
  unknown: 0,
  cost: null,
  unpriced: 0,
  lostTokens: 0,
  lost: 0,
  lostUnpriced: 0,
  about: false,
  secondsLost: null,
};

function secondsLost(cells: readonly Cell[], waits: Waits): number | null {
  const known = cells.flatMap(cell => {
    const usual = waits.get(kindOf(cell));
    return cell.breaks === 0 || cell.waits === 0 || usual === undefined ? [] : [{ cell, usual }];
  });
  if (known.reduce((all, { cell }) => all + cell.waits, 0) < ENOUGH) return null;
  return known.reduce((all, { cell, usual }) => all + cell.wait - cell.waits * usual, 0) / 1000;
}
