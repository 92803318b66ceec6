import type { State } from '../store/state.js';
import type { Extent } from './actions/action.js';
import { type PanelId, panelAt, roomOf } from './layout.js';
import { clockOverflow } from './panels/clock.js';
import { diffOverflow } from './panels/diff.js';
import { helpOverflow } from './panels/over/help.js';
import { messagesOverflow } from './panels/over/messages.js';
import { blocksOverflow } from './panels/prefix-blocks.js';
import { requestAt } from './panels/requests.js';
import { sceneOf } from './scene.js';
import { planOf, type ScreenSize } from './screen.js';

/** How much the screen holds of the pane that has the focus, and how far panes scroll. */
export function extentOf(state: State, size: ScreenSize): Extent {
  const plan = planOf(state, size);
  const room = (panel: PanelId): { width: number; height: number } =>
    roomOf(plan, panel) ?? { width: 0, height: 0 };
  const front = state.view.cover ? room(state.view.cover) : room(state.view.focus);
  return {
    page: Math.max(1, front.height - 3),
    most: {
      diff: diffOverflow(sceneOf(state, plan.mode), { ...room('diff'), focused: false }),
      help:
        state.view.cover === 'help'
          ? helpOverflow(room('help').width, room('help').height, state.view.focus)
          : 0,
      clock: clockOverflow(sceneOf(state, plan.mode), room('clock').height),
      prefix: blocksOverflow(sceneOf(state, plan.mode), room('prefix').height),
      messages:
        state.view.cover === 'messages'
          ? messagesOverflow(sceneOf(state, plan.mode), room('messages').width, room('messages').height)
          : 0,
    },
    at(column, row) {
      const found = panelAt(plan, column, row);
      if (found === null) return null;
      const isTable = found.panel === 'requests';
      const request = isTable ? requestAt(sceneOf(state, plan.mode), found, found.row) : null;
      return { panel: found.panel, request: request?.id ?? null };
    },
  };
}
