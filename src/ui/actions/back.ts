import * as moves from '../../store/moves.js';
import { clearFinding } from '../../store/scope/finding.js';
import { type Context, change } from './action.js';

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
