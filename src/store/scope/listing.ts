/** The requests that the table lists: those of the scope that the filter leaves. */
import type { Model, RequestEntry } from '../../diagnosis/model.js';
import type { State } from '../state.js';
import { parseFilter, searchText } from './filter.js';
import { shownModel } from './scope.js';

const lists = new WeakMap<Model, Map<string, readonly RequestEntry[]>>();

export function listed(state: Pick<State, 'model' | 'view'>): readonly RequestEntry[] {
  const model = shownModel(state);
  const { filter } = state.view;
  if (filter === '') return model.requests;
  const known = lists.get(model) ?? new Map<string, readonly RequestEntry[]>();
  lists.set(model, known);
  const found = known.get(filter) ?? listedIn(model, filter);
  known.set(filter, found);
  return found;
}

function listedIn(model: Model, text: string): readonly RequestEntry[] {
  const filter = parseFilter(text);
  return typeof filter === 'string'
    ? model.requests
    : model.requests.filter(request => filter.isListed(request, model));
}

/** The next listed request (or the one before) that a text is found in, round and round; null: none. */
export function found(
  state: Pick<State, 'model' | 'view'>,
  text: string,
  direction: 1 | -1,
  from: 'here' | 'beyond',
): RequestEntry | null {
  const all = listed(state);
  const wanted = text.toLowerCase();
  const here = Math.max(
    0,
    all.findIndex(({ id }) => id === state.view.selected),
  );
  for (let step = from === 'here' ? 0 : 1; step <= all.length; step += 1) {
    const request = all[(here + direction * step + all.length * 2) % all.length];
    if (request !== undefined && searchText(request).includes(wanted)) return request;
  }
  return null;
}
