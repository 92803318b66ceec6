import { differencesIn } from '../../store/differences.js';
import { clearFinding } from '../../store/finding.js';
import * as moves from '../../store/moves.js';
import { shownModel } from '../../store/scope.js';
import { selectedRequest } from '../../store/selectors.js';
import type { State } from '../../store/state.js';
import type { Action, Context } from './action.js';
import { copyNote, copyPlace } from './copy.js';
import { FIND } from './find.js';
import { HANDS } from './hands.js';
import { TIME } from './time.js';

const always = (): boolean => true;
const hasRequests = ({ model }: State): boolean => model.requests.length > 0;
const isPlain = (state: State): boolean => hasRequests(state) && state.view.cover === null;
const change = ({ store }: Context, move: (state: State) => State): void => store.setState(move);

/** Moves the selection, or the text of the pane that has the focus. */
function moveLines(context: Context, lines: number): void {
  const { most } = context.extent();
  change(context, state => {
    if (state.view.cover === 'messages') return moves.scrollBy(state, 'messages', lines, most.messages);
    if (state.view.cover === 'help') return moves.scrollBy(state, 'help', lines, most.help);
    if (state.view.focus === 'diff') return moves.scrollBy(state, 'diff', lines, most.diff);
    if (state.view.focus === 'clock' && most.clock > 0)
      return moves.scrollBy(state, 'clock', lines, most.clock);
    return moves.moveBy(state, lines);
  });
}

/** Text around the difference; where a log is played, its speed unless the diff has the focus. */
function moreOrLess(context: Context, direction: 1 | -1): void {
  const { played, view } = context.store.getState();
  if (played !== null && view.focus !== 'diff') context.effects.time.speed(direction);
  else change(context, state => moves.changeContext(state, direction));
}

const half = (context: Context): number => Math.max(1, Math.floor(context.extent().page / 2));

/** One step back: out of help, then out of the zoom. False if there is nowhere to go. */
function back(context: Context): boolean {
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

function hasSeveralDifferences(state: State): boolean {
  const request = selectedRequest(state);
  return request !== null && differencesIn(state, request).list.length > 1;
}

/** Every action of the program. A new one is one entry here: input, footer, help and README follow. */
export const ACTIONS: readonly Action[] = [
  {
    id: 'down',
    keys: ['j', 'down'],
    title: 'next request, or scroll down in the diff',
    group: 'Move',
    hint: { keys: 'j/k', word: 'move' },
    when: hasRequests,
    run: context => moveLines(context, 1),
  },
  {
    id: 'up',
    keys: ['k', 'up'],
    title: 'previous request, or scroll up in the diff',
    group: 'Move',
    when: hasRequests,
    run: context => moveLines(context, -1),
  },
  {
    id: 'next-break',
    keys: [']', 'e'],
    title: 'next break',
    group: 'Move',
    hint: { keys: ']/[', word: 'break' },
    when: state => isPlain(state) && shownModel(state).totals.ringing > 0,
    run: context => change(context, state => moves.moveToBreak(state, 1)),
  },
  {
    id: 'previous-break',
    keys: ['[', 'E'],
    title: 'previous break',
    group: 'Move',
    when: state => isPlain(state) && shownModel(state).totals.ringing > 0,
    run: context => change(context, state => moves.moveToBreak(state, -1)),
  },
  {
    id: 'half-page-down',
    keys: ['ctrl+d'],
    title: 'half a page down',
    group: 'Move',
    when: hasRequests,
    run: context => moveLines(context, half(context)),
  },
  {
    id: 'half-page-up',
    keys: ['ctrl+u'],
    title: 'half a page up',
    group: 'Move',
    when: hasRequests,
    run: context => moveLines(context, -half(context)),
  },
  {
    id: 'page-down',
    keys: ['pagedown'],
    title: 'a page down',
    group: 'Move',
    when: hasRequests,
    run: context => moveLines(context, context.extent().page),
  },
  {
    id: 'page-up',
    keys: ['pageup', 'b'],
    title: 'a page up',
    group: 'Move',
    when: hasRequests,
    run: context => moveLines(context, -context.extent().page),
  },
  {
    id: 'first',
    keys: ['g', 'home'],
    title: 'first request',
    group: 'Move',
    when: isPlain,
    run: context => change(context, moves.moveFirst),
  },
  {
    id: 'last',
    keys: ['G', 'end'],
    title: 'now: the newest request, and follow again',
    group: 'Move',
    when: isPlain,
    run: context => {
      context.effects.time.now();
      change(context, moves.moveLast);
    },
  },
  {
    id: 'next-difference',
    keys: ['}'],
    title: 'next difference: in this text, then in others, then parameters',
    group: 'Move',
    when: state => isPlain(state) && hasSeveralDifferences(state),
    run: context => change(context, state => moves.moveToDifference(state, 1)),
  },
  {
    id: 'previous-difference',
    keys: ['{'],
    title: 'previous difference',
    group: 'Move',
    when: state => isPlain(state) && hasSeveralDifferences(state),
    run: context => change(context, state => moves.moveToDifference(state, -1)),
  },
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
  ...FIND,
  ...HANDS,
  ...TIME,
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
  {
    id: 'messages',
    keys: ['L'],
    title: 'show or hide what was said so far: skipped lines, logs that went and came',
    group: 'Program',
    when: always,
    run: context =>
      change(context, state => moves.cover(state, state.view.cover === 'messages' ? null : 'messages')),
  },
  {
    id: 'help',
    keys: ['?', 'h', 'f1'],
    title: 'show or hide this help',
    group: 'Program',
    hint: { keys: '?', word: 'help' },
    when: always,
    run: context => change(context, state => moves.cover(state, state.view.cover === 'help' ? null : 'help')),
  },
  {
    id: 'quit',
    keys: ['q'],
    title: 'quit, or one step back where there is one',
    group: 'Program',
    hint: { keys: 'q', word: 'quit' },
    when: always,
    run: context => {
      if (!back(context)) context.effects.quit();
    },
  },
];

/** Keys that the terminal layer answers itself, before any of ours. */
export const TERMINAL_KEYS: readonly Pick<Action, 'keys' | 'title' | 'group'>[] = [
  { keys: ['ctrl+l'], title: 'paint the screen again', group: 'Program' },
  { keys: ['ctrl+z'], title: 'suspend; `fg` comes back', group: 'Program' },
  { keys: ['ctrl+c'], title: 'quit from anywhere', group: 'Program' },
];
