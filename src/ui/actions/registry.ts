import * as moves from '../../store/moves.js';
import { type Action, always, change } from './action.js';
import { FIND } from './find.js';
import { HANDS } from './hands.js';
import { back, DIFF, PANES } from './look.js';
import { MOVE } from './move.js';
import { TIME } from './time.js';

const PROGRAM: readonly Action[] = [
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

/** Every action of the program, in the order of footer and help. A new one is one entry in its group: input and README follow. */
export const ACTIONS: readonly Action[] = [
  ...MOVE,
  ...PANES,
  ...FIND,
  ...HANDS,
  ...TIME,
  ...DIFF,
  ...PROGRAM,
];

/** Keys that the terminal layer answers itself, before any of ours. */
export const TERMINAL_KEYS: readonly Pick<Action, 'keys' | 'title' | 'group'>[] = [
  { keys: ['ctrl+l'], title: 'paint the screen again', group: 'Program' },
  { keys: ['ctrl+z'], title: 'suspend; `fg` comes back', group: 'Program' },
  { keys: ['ctrl+c'], title: 'quit from anywhere', group: 'Program' },
];
