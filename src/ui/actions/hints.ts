import type { State } from '../../store/state.js';
import { type Line, line, quiet, strong } from '../line.js';
import type { Action, Hint } from './action.js';
import { ACTIONS } from './registry.js';

/** Keys of the moment for the footer. Those without which one is lost stand first, so that a narrow screen keeps them. */
export function hints(state: State): Line[] {
  // In the list of scopes letters are what one looks for; its own keys stand in its border.
  if (state.view.cover === 'scopes' || state.view.cover === 'palette') return [];
  const isStopped = state.view.pausedAt !== null;
  const first = isStopped ? FIRST_WHILE_STOPPED : FIRST;
  const place = ({ id }: Action): number => (first.includes(id) ? first.indexOf(id) : first.length);
  return ACTIONS.filter(action => action.when(state))
    .toSorted((a, b) => place(a) - place(b))
    .flatMap(action => {
      const hint = hintOf(action, isStopped);
      return hint === undefined ? [] : [line(strong(hint.keys), quiet(` ${hint.word}`))];
    });
}

/** Ids of actions. */
const FIRST: readonly string[] = ['help', 'quit'];
/** How to go on is what one asks then. */
const FIRST_WHILE_STOPPED: readonly string[] = ['stop', 'step', 'to-break', 'last', ...FIRST];

const hintOf = ({ hint, hintWhileStopped }: Action, isStopped: boolean): Hint | undefined =>
  isStopped ? (hintWhileStopped ?? hint) : hint;
