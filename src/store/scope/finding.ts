/** What typing a search or a filter does to the state. Pure. */

import { answer, select } from '../moves.js';
import type { Input, State, View } from '../state.js';
import { parseFilter } from './filter.js';
import { found, listed } from './listing.js';

const withView = (state: State, change: Partial<View>): State => ({
  ...state,
  view: { ...state.view, ...change },
});

/** Opens the line that a search or a filter is typed into; a filter begins with what it is. */
export const openInput = (state: State, kind: Input['kind']): State =>
  withView(state, { answer: null, input: { kind, text: kind === 'filter' ? state.view.filter : '' } });

export const closeInput = (state: State): State => withView(state, { input: null });

export const typeInput = (state: State, change: (text: string) => string): State =>
  state.view.input === null
    ? state
    : withView(state, { input: { ...state.view.input, text: change(state.view.input.text) } });

/** Takes what was typed. A filter that cannot be understood stays open, and the footer says why. */
export function takeInput(state: State): State {
  const { input } = state.view;
  if (input === null) return state;
  return input.kind === 'search' ? search(closeInput(state), input.text) : filterBy(state, input.text);
}

function search(state: State, text: string): State {
  const next = withView(state, { search: text });
  return text === '' ? next : goToFound(next, 1, 'here');
}

/** To the next request that the search finds, or the one before. */
export function goToFound(state: State, direction: 1 | -1, from: 'here' | 'beyond' = 'beyond'): State {
  const { search: text } = state.view;
  const request = found(state, text, direction, from);
  return request === null ? answer(state, `not found: ${text}`) : select(state, request.id);
}

/** Lists only what a filter leaves, and selects one of it. */
export function filterBy(state: State, text: string): State {
  const filter = text.trim();
  if (typeof parseFilter(filter) === 'string') return state;
  const next = withView(state, { filter, input: null });
  const all = listed(next);
  if (filter !== '' && all.length === 0)
    return answer(closeInput(state), `no request of the scope is like this: ${filter}`);
  if (all.some(({ id }) => id === next.view.selected)) return next;
  return select(next, all.at(-1)?.id ?? null);
}

export const BREAKS_ONLY = 'is:break';

/** Puts the breaks alone in the list, beside what else the filter asks for, or takes that back. */
export function toggleBreaksOnly(state: State): State {
  const terms = state.view.filter.split(' ').filter(term => term !== '');
  const others = terms.filter(term => term !== BREAKS_ONLY);
  return filterBy(state, (others.length < terms.length ? others : [...terms, BREAKS_ONLY]).join(' '));
}

/** One step back: the search, then the filter. Null where there is neither. */
export function clearFinding(state: State): State | null {
  if (state.view.search !== '') return withView(state, { search: '' });
  return state.view.filter === '' ? null : withView(state, { filter: '' });
}
