import type { Entries } from '../../cache/entries.js';
import type { Incident } from '../incidents/incident.js';
import { laneViews } from '../lanes/lane-view.js';
import type { Register } from '../lanes/register.js';
import type { SessionState } from '../lanes/session.js';
import type { Model, Skipped, Totals } from '../model.js';
import { totalsOf } from './totals.js';

/** What is known now, as one immutable value. Sums of sessions in which nothing has changed are those of the last one. */
export function modelOf(
  { calls, sessions }: Register,
  entries: Entries,
  incidents: readonly Incident[],
  skipped: { readonly kept: readonly Skipped[]; readonly count: number },
): Model {
  const requests = calls.flatMap(({ entry }) => entry ?? []);
  return {
    requests,
    sessions: [...sessions.values()].map(session => ({
      id: session.id,
      lanes: laneViews(session.lanes, entries),
      wounds: session.lanes.flatMap(lane => session.woundsOf(lane).all()),
      totals: totalsIn(session),
    })),
    incidents,
    totals: totalsOf(requests),
    skipped: [...skipped.kept],
    skippedCount: skipped.count,
  };
}

function totalsIn(session: SessionState): Totals {
  session.totals ??= totalsOf(session.calls.flatMap(({ entry }) => entry ?? []));
  return session.totals;
}
