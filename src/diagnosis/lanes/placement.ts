import type { RequestRecord } from '../../log/record.js';
import type { Prompt } from '../../prompt/prompt.js';
import type { Call, LaneState } from '../calls/call.js';
import { type Placement, place } from './lanes.js';

/** The request that one goes on from, where that is not the one before it. */
export interface Followed {
  readonly call: Call;
  /** The lanes of its session. */
  readonly lanes: readonly LaneState[];
}

/**
 * Where a request belongs: by what it says, else by the agent that its log names.
 *
 * @param lanes of its session
 * @param followed null: its log names none
 */
export function placementOf(
  record: RequestRecord,
  prompt: Prompt | null,
  lanes: readonly LaneState[],
  followed: Followed | null,
): Placement {
  const lane = lanes.find(known => known.agent === record.agent && known.beside === null) ?? null;
  if (record.purpose !== 'generate') return { lane: null, parent: null, relation: 'first', beside: lane };
  // A resumed session has lanes of its own: the one that it was copied from may go on, too.
  const isFirst = followed !== null && lanes.length === 0;
  if (prompt !== null) {
    if (!isFirst) return place(prompt, record, lanes);
    return { ...place(prompt, record, followed.lanes), lane: null, beside: null };
  }
  const parent = isFirst ? followed.call : parentIn(lane, record, followed);
  return { lane, parent, relation: parent === null ? 'first' : 'extends', beside: null };
}

/** A request that sends only what is new goes on from the one whose answer it names. */
export function placementBehind(followed: Followed | null): Placement {
  if (followed === null) return { lane: null, parent: null, relation: 'first', beside: null };
  const { call } = followed;
  return { lane: call.lane, parent: call, relation: 'extends', beside: null };
}

/** Of a request without a prompt: the one that its log names, else the one before it in its lane. */
function parentIn(
  lane: LaneState | null,
  { follows }: RequestRecord,
  followed: Followed | null,
): Call | null {
  if (lane === null || follows === null) return null;
  const named = followed !== null && lane.recent.includes(followed.call) ? followed.call : null;
  return named ?? lane.recent.at(-1) ?? null;
}
