import type { LaneState } from '../calls/call.js';
import type { Placement } from './lanes.js';
import type { SessionState } from './session.js';

/**
 * The lane of a request; opened for it where it belongs to none. Calls of one turn under the same instructions share a lane. One of
 * them that is gone on from was no such call but the beginning of a conversation: it takes a lane of its own, and is followed there.
 */
export function laneFor(placement: Placement, agent: string | null, session: SessionState): LaneState {
  const { lane, parent, relation, beside } = placement;
  if (lane === null) return session.openLane(agent, beside);
  const isOfCalls = lane.calls.length > 1 && lane.calls.every(call => call.relation === 'first');
  if (!isOfCalls || parent === null || parent.lane !== lane || relation !== 'extends') return lane;
  const own = session.openLane(lane.agent, lane.beside);
  for (const list of ['calls', 'recent'] as const) {
    const index = lane[list].indexOf(parent);
    if (index < 0) continue;
    lane[list].splice(index, 1);
    own[list].push(parent);
  }
  parent.lane = own;
  return own;
}
