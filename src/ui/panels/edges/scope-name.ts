import { laneName } from '../../../store/scope/lane-names.js';
import { modelIn } from '../../../store/scope/scope.js';
import type { Scope, State } from '../../../store/state.js';
import { shorten } from '../../../text/fit.js';
import { type Line, line, quiet, strong } from '../../line.js';
import type { Scene } from '../../scene.js';

/** `quayside:harbour-ops ▸ main`, `all 3 sessions`: what everything on the screen is about. */
export function scopeName({ model, view }: Pick<State, 'model' | 'view'>, show: Scene['show']): Line {
  const { scope } = view;
  if (scope.kind === 'all') {
    const { length } = model.sessions;
    return line(strong('all'), length === 1 ? '' : quiet(` ${length} sessions`));
  }
  const session = strong(sessionName(scope.session, show));
  if (scope.kind === 'session') {
    const lanes = model.sessions.find(({ id }) => id === scope.session)?.lanes ?? [];
    return line(session, lanes.length > 1 ? quiet(` ${lanes.length} lanes`) : '');
  }
  return line(session, ' ▸ ', strong(shorten(show(laneNameOf(model, scope)), 20)));
}

function laneNameOf(model: State['model'], scope: Extract<Scope, { kind: 'lane' }>): string {
  const lane = model.sessions
    .find(({ id }) => id === scope.session)
    ?.lanes.find(({ id }) => id === scope.lane);
  return lane === undefined ? scope.lane : laneName(modelIn(model, { ...scope, kind: 'session' }), lane);
}

/** A log that names no sessions is one, under its path: its end tells more than its start. */
export function sessionName(id: string, show: Scene['show'], cells = 24): string {
  return shorten(show(id), cells, { cut: id.includes('/') ? 'start' : 'end' });
}
