/** The wheel and clicks, where the reader asked for them. What they do, keys do as well. */
import { focusPane, select } from '../../store/moves.js';
import { PANES } from '../../store/state.js';
import type { MouseAction } from '../terminal/mouse.js';
import { type Context, change } from './action.js';
import { moveLines } from './move.js';
import { press } from './press.js';

/** Lines of text that a notch of the wheel moves; of a list it is one row. */
const NOTCH = 3;

export function point({ kind, column, row }: MouseAction, context: Context): void {
  const { cover, input } = context.store.getState().view;
  if (input !== null) return;
  const direction = kind === 'wheel-down' ? 1 : -1;
  const at = context.extent().at(column, row);
  const pane = PANES.find(each => each === at?.panel) ?? null;
  if (kind !== 'click') {
    if (cover === 'scopes' || cover === 'palette') press(direction > 0 ? 'down' : 'up', context);
    else
      moveLines(
        context,
        cover !== null || pane === 'diff' ? direction * NOTCH : direction,
        pane ?? 'requests',
      );
    return;
  }
  if (cover !== null || pane === null) return;
  change(context, state => focusPane(state, pane));
  const request = at?.request ?? null;
  if (request !== null) change(context, state => select(state, request));
}
