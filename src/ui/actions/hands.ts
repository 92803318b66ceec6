/** Compares any two requests, and opens logs and bodies in the reader's editor. */

import { differenceShown, differencesIn } from '../../store/differences.js';
import { answer, markOrUnmark, showAgainst } from '../../store/moves.js';
import { requestById, selectedRequest } from '../../store/selectors.js';
import type { State } from '../../store/state.js';
import type { Action, Context } from './action.js';

const hasSelected = (state: State): boolean => state.view.cover === null && selectedRequest(state) !== null;

/** What lies further up is the older one, whichever of them is marked. */
function compare({ store, effects }: Context): void {
  const state = store.getState();
  const [marked, selected] = [requestById(state.model, state.view.mark), selectedRequest(state)];
  if (marked === null || selected === null) return;
  if (marked.id === selected.id) {
    store.setState(now => answer(now, 'this one is marked: move to another, then compare'));
    return;
  }
  const pair = { older: marked.id, newer: selected.id };
  store.setState(now => showAgainst(now, { ...pair, differences: null }));
  void effects.compare(marked, selected).then(differences => {
    // The reader may have gone on meanwhile.
    if (store.getState().view.against?.newer === pair.newer)
      store.setState(now => showAgainst(now, { ...pair, differences }));
  });
}

function openLine({ store, effects }: Context): void {
  const state = store.getState();
  const request = selectedRequest(state);
  if (request === null) return;
  const at = differenceShown(differencesIn(state, request), state.view)?.shown.place;
  effects.open(at ?? { path: request.path, line: request.line });
}

function openBody({ store, effects }: Context): void {
  const state = store.getState();
  const request = selectedRequest(state);
  if (request === null) return;
  const shown = differenceShown(differencesIn(state, request), state.view)?.shown;
  // What was taken out stands in the request before.
  const path = shown === undefined || shown.how === 'removed' ? null : shown.path;
  void effects.openBody(request, path).then(problem => {
    if (problem !== null) store.setState(now => answer(now, problem));
  });
}

export const HANDS: readonly Action[] = [
  {
    id: 'mark',
    keys: ['m'],
    title: 'mark this request, to compare another with it; or take the mark away',
    group: 'Look',
    hint: { keys: 'm', word: 'mark' },
    when: hasSelected,
    run: ({ store }) => store.setState(markOrUnmark),
  },
  {
    id: 'compare',
    keys: ["'"],
    title: 'compare this request with the marked one, of whichever lane',
    group: 'Look',
    when: state => hasSelected(state) && state.view.mark !== null,
    run: compare,
  },
  {
    id: 'open',
    keys: ['o'],
    title: 'open the log in your editor, at the line of the difference',
    group: 'Look',
    hint: { keys: 'o', word: 'open' },
    when: hasSelected,
    run: openLine,
  },
  {
    id: 'open-body',
    keys: ['O'],
    title: 'open the body of the request in your editor, pretty-printed, at the difference',
    group: 'Look',
    when: hasSelected,
    run: openBody,
  },
];
