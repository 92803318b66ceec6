import type { Key as InkKey } from 'ink';
import type { Action, Context, Key } from './action.js';
import { ACTIONS } from './registry.js';

/** A held key arrives in bursts over a slow link; more characters than this are a paste. */
const BURST = 16;

/** What Ink says of a key press, as the registry writes keys. A paste is no key. */
export function keysOf(input: string, key: InkKey): Key[] {
  // Ink 6 reports escape with meta set: look at it first.
  if (key.escape) return ['esc'];
  if (key.upArrow) return ['up'];
  if (key.downArrow) return ['down'];
  if (key.home) return ['home'];
  if (key.end) return ['end'];
  if (key.pageUp) return ['pageup'];
  if (key.pageDown) return ['pagedown'];
  if (key.tab) return [key.shift ? 'shift-tab' : 'tab'];
  if (key.return) return ['enter'];
  if (key.meta || input === '') return [];
  if (key.ctrl) return [`ctrl-${input}`];
  const characters = [...input];
  const [first = ''] = characters;
  if (characters.length > BURST || characters.some(other => other !== first)) return [];
  return characters.map(character => (character === ' ' ? 'space' : character));
}

export const actionOf = (key: Key): Action | null => ACTIONS.find(({ keys }) => keys.includes(key)) ?? null;

/** Runs what the key means just now; the answer to the key before goes away. */
export function press(key: Key, context: Context): void {
  const action = actionOf(key);
  const { getState, setState } = context.store;
  if (!action?.when(getState())) return;
  if (getState().view.answer !== null) setState(state => ({ view: { ...state.view, answer: null } }));
  action.run(context);
}
