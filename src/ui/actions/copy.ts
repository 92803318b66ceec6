/** What leaves through the clipboard of the terminal. */
import { differenceShown, differencesIn } from '../../store/differences.js';
import * as moves from '../../store/moves.js';
import { selectedRequest } from '../../store/selectors.js';
import { shown } from '../../text/shown.js';
import type { Context } from './action.js';
import { noteOf } from './note.js';

/** Where the difference is. */
export function copyPlace(context: Context): void {
  const state = context.store.getState();
  const request = selectedRequest(state);
  if (!request) return;
  const at = differenceShown(differencesIn(state, request), state.view)?.shown;
  // What is pasted into a shell or an editor must be as harmless as what is shown.
  const place = shown(
    at
      ? `${at.place.path}:${at.place.line}${at.place.byte === null ? '' : `:${at.place.byte}`} ${at.path} char ${at.char}`
      : `${request.path}:${request.line}`,
  );
  const isCopied = context.effects.copy(place);
  context.store.setState(now =>
    moves.answer(now, isCopied ? `to the clipboard: ${place}` : `this terminal takes no copies: ${place}`),
  );
}

/** The break as a Markdown note. */
export function copyNote(context: Context): void {
  const state = context.store.getState();
  const request = selectedRequest(state);
  const note = request && noteOf(request, state.view);
  if (!request || note === null) return;
  const isCopied = context.effects.copy(note);
  const said = isCopied ? `to the clipboard: a note of #${request.label}` : 'this terminal takes no copies';
  context.store.setState(now => moves.answer(now, said));
}
