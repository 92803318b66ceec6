import type { Entries } from '../../cache/entries/entries.js';
import type { Incidents } from '../incidents/incidents.js';
import { laneViews } from '../lanes/lane-view.js';
import type { Register } from '../lanes/register.js';
import type { SessionState } from '../lanes/session.js';
import type { Model, Session } from '../model.js';
import type { SkippedLines } from './skipped-lines.js';

/** What is known now, as one immutable value. Sums of what has not changed are those of the last one. */
export function modelOf(
  { roll, sessions }: Register,
  entries: Entries,
  incidents: Pick<Incidents, 'all' | 'usual'>,
  skipped: SkippedLines,
): Model {
  return {
    requests: roll.entries(),
    unlisted: roll.folded(),
    // A session of which no request is listed is in the sums of all.
    sessions: [...sessions.values()]
      .filter(session => session.roll.list.length > 0 || session.roll.folded() === 0)
      .map(session => sessionOf(session, entries)),
    incidents: incidents.all(),
    usual: incidents.usual(),
    totals: roll.totals(),
    ...skipped.view(),
  };
}

/** The same value as long as nothing changed. Wounds change with the requests of their session. */
function sessionOf(session: SessionState, entries: Entries): Session {
  const changes = session.roll.changes();
  const lanes = laneViews(session.lanes, entries);
  const known = seen.get(session);
  if (known?.changes === changes && known.view.lanes === lanes) return known.view;
  const view = {
    id: session.id,
    lanes,
    wounds: session.lanes.flatMap(lane => session.woundsOf(lane).all()),
    totals: session.roll.totals(),
  };
  seen.set(session, { changes, view });
  return view;
}

const seen = new WeakMap<SessionState, { readonly changes: number; readonly view: Session }>();
