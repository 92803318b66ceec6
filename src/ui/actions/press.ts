import { answer } from '../../store/moves.js';
import type { Action, Context, Key } from './action.js';
import { keyName } from './key-table.js';
import { ACTIONS, TERMINAL_KEYS } from './registry.js';
import { pressInScopes } from './scopes.js';

export const actionOf = (key: Key): Action | null => ACTIONS.find(({ keys }) => keys.includes(key)) ?? null;

/** Runs what the key means just now. The answer to the key before goes away. */
export function press(key: Key, context: Context): void {
  if (context.store.getState().view.cover === 'scopes') {
    pressInScopes(key, context);
    return;
  }
  const action = actionOf(key);
  if (action === null) {
    // The terminal layer answers some by itself.
    if (isOurs(key))
      context.store.setState(state => answer(state, `${keyName(key)} does nothing here: ? lists the keys`));
    return;
  }
  if (!action.when(context.store.getState())) return;
  if (context.store.getState().view.answer !== null) context.store.setState(state => answer(state, null));
  action.run(context);
}

const isOurs = (key: Key): boolean => !TERMINAL_KEYS.some(({ keys }) => keys.includes(key));
