/** The list of scopes: what can be looked at, with what matters of each. */
import type { Lane, Session, Totals } from '../../diagnosis/model.js';
import { ALL, type Scope, type ScopeOrder, type State } from '../state.js';
import { laneName } from './lane-names.js';
import { laneScope, modelIn, scopeKey, seenAt, sessionScope } from './scope.js';

export interface ScopeRow {
  readonly key: string;
  /** null: whichever session is active. */
  readonly scope: Scope | null;
  /** A session's id, a lane's name. */
  readonly name: string;
  /** True for a lane under its session. */
  readonly isLane: boolean;
  /** Programs that sent its requests, as far as the log names them, the one seen last in front; of a lane that is no main loop, what it is. */
  readonly agents: readonly string[];
  /** Format of the log of its newest request (`log/formats`). */
  readonly format: string | null;
  readonly model: string | null;
  readonly sessions: number;
  readonly lanes: number;
  readonly totals: Totals;
  /** When the last entry of it expires, milliseconds since 1970; null: none has a clock. */
  readonly expiresAt: number | null;
  readonly seenAt: number | null;
}

/** Key of the row that leaves the choice to the program. */
export const ACTIVE = 'active';

/** The rows that the filter leaves; none where nothing is called so. First those for everything, then sessions in the chosen order, each with its lanes. */
export function scopeRows(state: State): readonly ScopeRow[] {
  const { filter, order } = state.view.scopes;
  const wanted = filter.trim().toLowerCase();
  const sort = ORDERS[order];
  const sessions = state.model.sessions
    .map(session => ({
      row: sessionRow(state, session),
      // A session of one lane is that lane.
      lanes: session.lanes.length > 1 ? session.lanes.map(lane => laneRow(state, lane)) : [],
    }))
    .sort((a, b) => sort(a.row, b.row));
  const all = rowOf(state, ALL, state.model.sessions);
  const general = [{ ...all, scope: null, key: ACTIVE, name: 'the active session' }, all];
  return [
    ...general.filter(({ name }) => name.toLowerCase().includes(wanted)),
    ...sessions.flatMap(({ row, lanes }) =>
      [row, ...lanes.sort(sort)].filter(each => matches(row, each, wanted)),
    ),
  ];
}

/** Where the reader is among them; the first row if the marked one is filtered away. */
export function scopeAt(state: State, rows: readonly ScopeRow[]): number {
  const found = rows.findIndex(({ key }) => key === state.view.scopes.at);
  return Math.max(0, found);
}

/** A lane is found by its own words and by its session's; a session is kept above a lane that is found. */
function matches(session: ScopeRow, row: ScopeRow, wanted: string): boolean {
  const words = [session.name, row.name, ...row.agents, row.format, row.model].filter(word => word !== null);
  return wanted === '' || words.some(word => word.toLowerCase().includes(wanted));
}

type Order = (a: ScopeRow, b: ScopeRow) => number;

/** The most urgent first; what is not known last. */
const ORDERS: Readonly<Record<ScopeOrder, Order>> = {
  seen: by(row => -(row.seenAt ?? 0)),
  lost: by(({ totals }) => -(totals.lostToBreaks ?? -1)),
  breaks: by(({ totals }) => -totals.ringing),
  hit: by(({ totals }) => totals.hitRate ?? 2),
  name: (a, b) => a.name.localeCompare(b.name),
};

function by(value: (row: ScopeRow) => number): Order {
  return (a, b) => value(a) - value(b);
}

function sessionRow(state: State, session: Session): ScopeRow {
  return { ...rowOf(state, sessionScope(session), [session]), name: session.id };
}

function laneRow(state: State, lane: Lane): ScopeRow {
  const scope = laneScope(lane);
  const within = modelIn(state.model, { kind: 'session', session: lane.session });
  return {
    ...rowOf(state, scope, modelIn(state.model, scope).sessions),
    name: laneName(within, lane),
    isLane: true,
    agents: lane.kind === 'main' ? [] : [lane.kind],
  };
}

function rowOf(state: State, scope: Scope, sessions: readonly Session[]): ScopeRow {
  const { requests, totals } = modelIn(state.model, scope);
  const newest = requests.at(-1);
  const lanes = sessions.flatMap(session => session.lanes);
  const expiries = lanes.flatMap(({ warm }) => warm?.expiresAt ?? []);
  return {
    key: scopeKey(scope),
    scope,
    name: 'all',
    isLane: false,
    agents: [...new Set(requests.flatMap(({ client }) => client?.name ?? []).toReversed())],
    format: state.sources.find(({ path }) => path === newest?.path || path === newest?.log)?.format ?? null,
    model: newest?.model ?? null,
    sessions: sessions.length,
    lanes: lanes.length,
    totals,
    expiresAt: expiries.length === 0 ? null : Math.max(...expiries),
    seenAt: seenAt(state, scope),
  };
}
