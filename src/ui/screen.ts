/** A state and a size to the lines of a whole screen. Pure: what the tests look at is what is shipped. */

import { shownModel } from '../store/scope/scope.js';
import { digitsOf, openIncidents, worstWounds } from '../store/selectors.js';
import type { PaneId, State } from '../store/state.js';
import { highlighted } from './highlight.js';
import { type Band, type Layout, layout, type PanelId } from './layout.js';
import type { Line } from './line.js';
import { PANELS } from './panels/index.js';
import { laneCells } from './panels/lane-label.js';
import { type Scene, type SceneOptions, sceneOf } from './scene.js';

export interface ScreenPanel {
  readonly width: number;
  readonly lines: readonly Line[];
}

export interface ScreenBand {
  readonly height: number;
  readonly panels: readonly ScreenPanel[];
}

export interface Screen {
  readonly layout: Layout;
  readonly scene: Scene;
  readonly bands: readonly ScreenBand[];
}

export interface ScreenSize {
  readonly columns: number;
  readonly rows: number;
}

export function screenOf(state: State, size: ScreenSize, options: SceneOptions = {}): Screen {
  const plan = planOf(state, size);
  const scene = sceneOf(state, plan.mode, options);
  return { layout: plan, scene, bands: plan.bands.map(band => drawBand(band, scene, state.view.focus)) };
}

/** Where everything stands in this state. */
export function planOf(state: State, { columns, rows }: ScreenSize): Layout {
  const model = shownModel(state);
  return layout(columns, rows, {
    ...state.view,
    panes: state.panes,
    isEmpty: model.requests.length === 0,
    lanes: laneCells(model),
    wounds: worstWounds(model).length + openIncidents(model).length,
    label: digitsOf(model),
  });
}

function drawBand({ height, cells }: Band, scene: Scene, focus: PaneId): ScreenBand {
  return {
    height,
    panels: cells.map(({ panel, width }) => ({
      width,
      lines: lit(PANELS[panel](scene, { width, height, focused: panel === focus }), panel, scene),
    })),
  };
}

const LIT: ReadonlySet<PanelId> = new Set(['requests', 'diff', 'wounds', 'breaks', 'prefix']);

/** What is being looked for is lit up as soon as it is typed. */
function lit(lines: readonly Line[], panel: PanelId, { state }: Scene): readonly Line[] {
  const { input, search } = state.view;
  const text = input?.kind === 'search' ? input.text : search;
  return text === '' || !LIT.has(panel) ? lines : lines.map(of => highlighted(of, text));
}
