/** What leaves through the clipboard of the terminal. */
import { basename } from 'node:path';
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
  const path = at?.place.path ?? request.path;
  const rest = at
    ? `:${at.place.line}${at.place.byte === null ? '' : `:${at.place.byte}`} ${at.path} char ${at.char}`
    : `:${request.line}`;
  // What is pasted into a shell or an editor must be as harmless as what is shown.
  const place = shown(`${path}${rest}`);
  const isCopied = context.effects.copy(place);
  // The footer has little room, and the reader knows the folder.
  const said = isCopied
    ? `to the clipboard: ${shown(`${basename(path)}${rest}`)}`
    : `this terminal takes no copies: ${place}`;
  context.store.setState(now => moves.answer(now, said));
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
