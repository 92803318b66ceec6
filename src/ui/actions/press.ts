import { answer } from '../../store/moves.js';
import type { Action, Context, Key } from './action.js';
import { pressInInput } from './find.js';
import { keyName } from './key-table.js';
import { pressInPalette } from './palette.js';
import { ACTIONS, TERMINAL_KEYS } from './registry.js';
import { pressInScopes } from './scopes.js';

export const actionOf = (key: Key): Action | null => ACTIONS.find(({ keys }) => keys.includes(key)) ?? null;

/** Runs what the key means just now. The answer to the key before goes away. */
export function press(key: Key, context: Context): void {
  const { cover, input } = context.store.getState().view;
  const elsewhere =
    input !== null
      ? pressInInput
      : cover === 'scopes'
        ? pressInScopes
        : cover === 'palette'
          ? pressInPalette
          : null;
  if (elsewhere !== null) {
    elsewhere(key, context);
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

/** A pasted text is typed where something is typed, its first line; elsewhere nobody meant keys. */
export function paste(text: string, context: Context): void {
  const { cover, input } = context.store.getState().view;
  if (input === null && cover !== 'scopes' && cover !== 'palette') return;
  for (const character of text.split(/[\r\n]/)[0] ?? '')
    press(character === ' ' ? 'space' : character, context);
}

const isOurs = (key: Key): boolean => !TERMINAL_KEYS.some(({ keys }) => keys.includes(key));
