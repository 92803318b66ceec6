import type { State } from '../../store/state.js';
import { type Line, line, quiet, strong } from '../line.js';
import { ACTIONS } from './registry.js';

/** Keys of the moment for the footer; help and quit stand first, so that a narrow screen keeps them. */
export function hints(state: State): Line[] {
  // In the list of scopes letters are what one looks for; its own keys stand in its border.
  if (state.view.cover === 'scopes' || state.view.cover === 'palette') return [];
  const active = ACTIONS.filter(action => action.hint && action.when(state));
  const first = (id: string): number => (id === 'help' ? 0 : id === 'quit' ? 1 : 2);
  return [...active]
    .sort((a, b) => first(a.id) - first(b.id))
    .map(({ hint }) => line(strong(hint?.keys ?? ''), quiet(` ${hint?.word ?? ''}`)));
}
