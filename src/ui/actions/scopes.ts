/** Keys of the list of scopes: letters filter, so only named keys move and take. */
import { cover, inScopes, showScope } from '../../store/moves.js';
import { scopeAt, scopeRows } from '../../store/scope/scope-rows.js';
import { SCOPE_ORDERS, type State } from '../../store/state.js';
import type { Context, Key } from './action.js';

type Move = (state: State, page: number) => State;

const KEYS: Readonly<Record<Key, Move>> = {
  escape: state => cover(state, null),
  return: take,
  tab: state => inScopes(state, { order: nextOrder(state) }),
  down: state => moveBy(state, 1),
  'ctrl+n': state => moveBy(state, 1),
  up: state => moveBy(state, -1),
  'ctrl+p': state => moveBy(state, -1),
  pagedown: (state, page) => moveBy(state, page),
  pageup: (state, page) => moveBy(state, -page),
  home: state => moveBy(state, Number.NEGATIVE_INFINITY),
  end: state => moveBy(state, Number.POSITIVE_INFINITY),
  backspace: state => inScopes(state, { filter: state.view.scopes.filter.slice(0, -1) }),
  'ctrl+u': state => inScopes(state, { filter: '' }),
  space: state => type(state, ' '),
};

export function pressInScopes(key: Key, { store, extent }: Context): void {
  const move = KEYS[key];
  const { page } = extent();
  if (move) store.setState(state => move(state, page));
  else if ([...key].length === 1) store.setState(state => type(state, key));
}

const type = (state: State, text: string): State =>
  inScopes(state, { filter: state.view.scopes.filter + text });

function moveBy(state: State, steps: number): State {
  const rows = scopeRows(state);
  const at = Math.min(rows.length - 1, Math.max(0, scopeAt(state, rows) + steps));
  return inScopes(state, { at: rows[at]?.key ?? '' });
}

function take(state: State): State {
  const rows = scopeRows(state);
  const row = rows[scopeAt(state, rows)];
  // Where the filter leaves nothing, there is nothing to take.
  return row === undefined ? state : showScope(state, row.scope);
}

function nextOrder({ view }: State): State['view']['scopes']['order'] {
  const at = SCOPE_ORDERS.indexOf(view.scopes.order);
  return SCOPE_ORDERS[(at + 1) % SCOPE_ORDERS.length] ?? 'seen';
}
