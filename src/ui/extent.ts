import type { State } from '../store/state.js';
import type { Extent } from './actions/action.js';
import { heightOf, layout } from './layout.js';
import type { ScreenSize } from './screen.js';

/** How much the screen holds of the pane that has the focus. */
export function extentOf(state: State, { columns, rows }: ScreenSize): Extent {
  const plan = layout(columns, rows, state.view);
  const page = Math.max(1, heightOf(plan, state.view.focus) - 3);
  return { page, most: { diff: 0, help: 0 } };
}
