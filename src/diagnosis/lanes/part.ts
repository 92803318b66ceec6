import type { LaneState } from '../calls/call.js';
import { addFacts, isOfCalls, removeFacts } from './lane-facts.js';
import type { Placement } from './lanes.js';
import type { SessionState } from './session.js';

/**
 * The lane of a request; opened for it where it belongs to none. Calls of one turn under the same instructions share a lane. One of
 * them that is gone on from was no such call but the beginning of a conversation: it takes a lane of its own, and is followed there.
 */
export function laneFor(placement: Placement, agent: string | null, session: SessionState): LaneState {
  const { lane, parent, relation, beside } = placement;
  if (lane === null) return session.openLane(agent, beside);
  if (
    lane.facts.requests < 2 ||
    !isOfCalls(lane) ||
    parent === null ||
    parent.lane !== lane ||
    relation !== 'extends'
  )
    return lane;
  const own = session.openLane(lane.agent, lane.beside);
  if (lane.roll.take(parent)) {
    removeFacts(lane.facts, parent, lane.calls);
    own.roll.add(parent);
    addFacts(own.facts, parent);
  }
  const index = lane.recent.indexOf(parent);
  if (index >= 0) own.recent.push(...lane.recent.splice(index, 1));
  parent.lane = own;
  return own;
}
