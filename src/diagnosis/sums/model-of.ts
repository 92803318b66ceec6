import type { Entries } from '../../cache/entries/entries.js';
import type { Incidents } from '../incidents/incidents.js';
import { laneViews } from '../lanes/lane-view.js';
import type { Register } from '../lanes/register.js';
import type { Model } from '../model.js';
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
      .map(session => ({
        id: session.id,
        lanes: laneViews(session.lanes, entries),
        wounds: session.lanes.flatMap(lane => session.woundsOf(lane).all()),
        totals: session.roll.totals(),
      })),
    incidents: incidents.all(),
    usual: incidents.usual(),
    totals: roll.totals(),
    ...skipped.view(),
  };
}
