/** Search, filter, and the palette. */

import { cover } from '../../store/moves.js';
import {
  closeInput,
  goToFound,
  openInput,
  takeInput,
  toggleBreaksOnly,
  typeInput,
} from '../../store/scope/finding.js';
import type { State } from '../../store/state.js';
import { type Action, type Context, change, isPlain, type Key } from './action.js';

export const FIND: readonly Action[] = [
  {
    id: 'search',
    keys: ['/'],
    title: 'search in paths, causes, names and excerpts',
    group: 'Find',
    hint: { keys: '/', word: 'find' },
    when: isPlain,
    run: context => change(context, state => openInput(state, 'search')),
  },
  {
    id: 'next-found',
    keys: ['n'],
    title: 'next request that the search finds',
    group: 'Find',
    when: state => isPlain(state) && state.view.search !== '',
    run: context => change(context, state => goToFound(state, 1)),
  },
  {
    id: 'previous-found',
    keys: ['N'],
    title: 'previous request that the search finds',
    group: 'Find',
    when: state => isPlain(state) && state.view.search !== '',
    run: context => change(context, state => goToFound(state, -1)),
  },
  {
    id: 'filter',
    keys: ['&'],
    title: 'list only some: cause:tools-* lane:main lost>10k hit<50 turn:3 is:open, or any word',
    group: 'Find',
    hint: { keys: '&', word: 'filter' },
    when: isPlain,
    run: context => change(context, state => openInput(state, 'filter')),
  },
  {
    id: 'breaks-only',
    keys: ['B'],
    title: 'list the breaks only, or all again',
    group: 'Find',
    when: isPlain,
    run: context => change(context, toggleBreaksOnly),
  },
  {
    id: 'palette',
    keys: [':', 'ctrl+p'],
    title: 'find any action, session, lane or file by a few letters',
    group: 'Find',
    hint: { keys: ':', word: 'all commands' },
    when: ({ view }) => view.cover === null,
    run: context =>
      change(context, state =>
        cover({ ...state, view: { ...state.view, palette: { text: '', at: 0 } } }, 'palette'),
      ),
  },
];

const EDITS: Readonly<Record<Key, (state: State) => State>> = {
  return: takeInput,
  escape: closeInput,
  backspace: state =>
    state.view.input?.text === '' ? closeInput(state) : typeInput(state, text => text.slice(0, -1)),
  'ctrl+u': state => typeInput(state, () => ''),
  'ctrl+w': state => typeInput(state, text => text.replace(/\S*\s*$/, '')),
  space: state => typeInput(state, text => `${text} `),
};

/** Keys while a line is typed. */
export function pressInInput(key: Key, context: Context): void {
  const edit = EDITS[key];
  if (edit) change(context, edit);
  else if ([...key].length === 1) change(context, state => typeInput(state, text => text + key));
}
