import type { Incident } from '../../../diagnosis/incidents/incident.js';
import { requestById, worstWounds } from '../../../store/selectors.js';
import type { Scope } from '../../../store/state.js';
import { count, counted, dollars } from '../../../text/numbers.js';
import { bad, type Line, line, quiet, span, whatFits } from '../../line.js';
import type { Scene } from '../../scene.js';

/** True where every wound of the scope has healed. */
export function isAllHealed({ model }: Scene): boolean {
  const all = worstWounds(model);
  return all.length > 0 && all.every(({ healed }) => healed);
}

/**
 * `SEV1 open   up to 51 pts lost in 2 sessions   since #2   3 breaks   −$1.59   most at …`: as much as fits. Of one that goes
 * beyond the scope no number stands on a screen of the scope.
 */
export function incidentLine(incident: Incident, scene: Scene, cells: number): Line {
  const { state, model, show } = scene;
  const { severity, kind, peak, baseline, onset, reopenedAt, clean, breaks, cost, sites, sessions } =
    incident;
  const since = requestById(model, onset.request)?.label;
  const again = reopenedAt === null ? undefined : requestById(model, reopenedAt.request)?.label;
  const wider = beyond(incident, state.view.scope);
  const closing = `${count(clean.since)} of ${count(clean.needed)} clean requests to close`;
  const sums = [
    span(
      `up to ${(peak * 100).toFixed(0)} pts lost${sessions > 1 ? ` in ${sessions} sessions` : ''}, usual ${(baseline * 100).toFixed(1)}`,
    ),
    span(counted(breaks, 'break')),
    ...(cost === null ? [] : [bad(dollars(-cost))]),
  ];
  const facts = [
    line(
      bad(`SEV${severity} open`),
      isAllHealed(scene) ? `: all healed${wider === null ? `, ${closing}` : ''}` : '',
    ),
    ...(wider === null ? sums.slice(0, 1) : [span(`in ${wider}: s, all tells its points and price`)]),
    ...(since === undefined ? [] : [span(`since #${since}`)]),
    ...(again === undefined ? [] : [span(`back since #${again}`)]),
    ...(wider === null ? sums.slice(1) : []),
    ...(kind === 'own' ? [] : [span(kind === 'provider' ? 'by the provider' : 'unexplained')]),
    ...(wider === null ? sites.slice(0, 1).map(({ site }) => quiet(show(`most at ${site}`))) : []),
    ...(wider === null && !isAllHealed(scene) ? [quiet(closing)] : []),
  ];
  return whatFits(
    facts.map(fact => line(fact)),
    '   ',
    cells,
  );
}

/** `3 sessions`, `2 lanes` of an incident that goes beyond the scope; null: all of it is of the scope. */
function beyond({ sessions, lanes }: Incident, { kind }: Scope): string | null {
  if (kind === 'all') return null;
  if (sessions > 1) return `${sessions} sessions`;
  return kind === 'lane' && lanes > 1 ? `${lanes} lanes` : null;
}
