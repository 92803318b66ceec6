/** What the panes show, and what of it is copied. */
import * as moves from '../../store/moves.js';
import { clearFinding } from '../../store/scope/finding.js';
import { selectedRequest } from '../../store/selectors.js';
import { type Action, type Context, change, isPlain } from './action.js';
import { copyNote, copyPlace } from './copy.js';

/** Panes: which has the focus, the whole screen, and what it is about. */
export const PANES: readonly Action[] = [
  {
    id: 'next-pane',
    keys: ['tab'],
    title: 'next pane',
    group: 'Look',
    hint: { keys: 'tab', word: 'pane' },
    when: isPlain,
    run: context => change(context, state => moves.nextPane(state, 1)),
  },
  {
    id: 'previous-pane',
    keys: ['shift+tab'],
    title: 'previous pane',
    group: 'Look',
    when: isPlain,
    run: context => change(context, state => moves.nextPane(state, -1)),
  },
  {
    id: 'zoom',
    keys: ['return'],
    title: 'give the pane the whole screen',
    group: 'Look',
    hint: { keys: 'enter', word: 'zoom' },
    when: state => isPlain(state) && state.view.zoom === null,
    run: context => change(context, state => moves.zoom(state, state.view.focus)),
  },
  {
    id: 'back',
    keys: ['escape'],
    title: 'one step back: out of help, of the zoom, of a comparison, of a search, of a filter',
    group: 'Look',
    hint: { keys: 'esc', word: 'back' },
    when: ({ view }) =>
      view.cover !== null ||
      view.zoom !== null ||
      view.against !== null ||
      view.search !== '' ||
      view.filter !== '',
    run: context => void back(context),
  },
  {
    id: 'scope',
    keys: ['s'],
    title: 'choose what the screen is about: all, a session, a lane',
    group: 'Look',
    hint: { keys: 's', word: 'scope' },
    when: isPlain,
    run: context => change(context, moves.openScopes),
  },
  {
    id: 'follow',
    keys: ['f'],
    title: 'follow the newest break, else the newest request; or stop',
    group: 'Look',
    hint: { keys: 'f', word: 'follow' },
    when: isPlain,
    run: context => change(context, moves.toggleFollow),
  },
];

/** Forms of the diff, and what is taken of it. */
export const DIFF: readonly Action[] = [
  {
    id: 'diff-text',
    keys: ['1'],
    title: 'diff as text',
    group: 'Look',
    hint: { keys: '1/2/3', word: 'diff view' },
    when: isPlain,
    run: context => change(context, state => moves.showDiff(state, 'text')),
  },
  {
    id: 'diff-hex',
    keys: ['2'],
    title: 'diff as bytes',
    group: 'Look',
    when: isPlain,
    run: context => change(context, state => moves.showDiff(state, 'hex')),
  },
  {
    id: 'diff-structure',
    keys: ['3'],
    title: 'diff as structure: where in the request it is',
    group: 'Look',
    when: isPlain,
    run: context => change(context, state => moves.showDiff(state, 'structure')),
  },
  {
    id: 'more-context',
    keys: ['+'],
    title: 'more text around the difference; faster, where a log is played and the diff has no focus',
    group: 'Look',
    when: isPlain,
    run: context => moreOrLess(context, 1),
  },
  {
    id: 'less-context',
    keys: ['-'],
    title: 'less text, or slower',
    group: 'Look',
    when: isPlain,
    run: context => moreOrLess(context, -1),
  },
  {
    id: 'copy',
    keys: ['y'],
    title: 'copy where the difference is: file, line, path, character',
    group: 'Look',
    hint: { keys: 'y', word: 'copy' },
    when: isPlain,
    run: copyPlace,
  },
  {
    id: 'copy-note',
    keys: ['Y'],
    title: 'copy the break as a Markdown note for an issue',
    group: 'Look',
    when: state => isPlain(state) && selectedRequest(state)?.break != null,
    run: copyNote,
  },
];

/** Text around the difference; where a log is played, its speed unless the diff has the focus. */
function moreOrLess(context: Context, direction: 1 | -1): void {
  const { played, view } = context.store.getState();
  if (played !== null && view.focus !== 'diff') context.effects.time.speed(direction);
  else change(context, state => moves.changeContext(state, direction));
}

/** One step back: out of help, then out of the zoom. False if there is nowhere to go. */
export function back(context: Context): boolean {
  const { cover, zoom, against } = context.store.getState().view;
  if (cover) change(context, state => moves.cover(state, null));
  else if (zoom) change(context, state => moves.zoom(state, null));
  else if (against) change(context, state => moves.showAgainst(state, null));
  else return clear(context);
  return true;
}

function clear(context: Context): boolean {
  const cleared = clearFinding(context.store.getState());
  if (cleared === null) return false;
  change(context, () => cleared);
  return true;
}
