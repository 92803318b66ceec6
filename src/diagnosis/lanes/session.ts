import type { Prompt } from '../../prompt/prompt.js';
import type { Call, LaneState } from '../calls/call.js';
import { NO_FIGURES } from '../hygiene/rule.js';
import type { Cause } from '../model.js';
import { createRoll, type Roll } from '../sums/roll.js';
import { createWounds, type Wounds } from '../sums/wounds.js';
import { noFacts } from './lane-facts.js';
import { createTurns, type Turns } from './turns.js';

/** A session while its log is read. */
export interface SessionState {
  readonly id: string;
  readonly lanes: LaneState[];
  readonly turns: Turns;
  readonly roll: Roll<Call>;
  /** Newest request of each turn the log names: whole-turn usage belongs to it. */
  readonly lastOfTurn: Map<string, Call>;
  /** True from a compaction that the log tells of to the next request of the conversation. */
  isCompacted: boolean;
  openLane(agent: string | null, beside: LaneState | null): LaneState;
  woundsOf(lane: LaneState): Wounds;
}

export function createSession(id: string): SessionState {
  const lanes: LaneState[] = [];
  const wounds = new Map<LaneState, Wounds>();
  return {
    id,
    lanes,
    turns: createTurns(),
    roll: createRoll(),
    lastOfTurn: new Map(),
    isCompacted: false,
    openLane(agent, beside) {
      const roll = createRoll<Call>();
      const lane: LaneState = {
        id: `${id}/${lanes.length + 1}`,
        session: id,
        agent,
        roll,
        calls: roll.list,
        facts: noFacts(),
        recent: [],
        passed: new Set(),
        away: null,
        ending: null,
        isForgotten: false,
        isAfterForgetting: lanes.some(({ isForgotten, away }) => isForgotten || away !== null),
        beside,
        figures: NO_FIGURES,
      };
      lanes.push(lane);
      return lane;
    },
    woundsOf(lane) {
      const known = wounds.get(lane);
      if (known !== undefined) return known;
      const fresh = createWounds(id, lane.id);
      wounds.set(lane, fresh);
      return fresh;
    },
  };
}

const NONE: readonly never[] = [];

/** Causes of the newest breaks of a lane, newest last. */
export function breakHistory(lane: LaneState): readonly Cause[] {
  const { calls } = lane;
  let causes: readonly Cause[] = NONE;
  for (let index = Math.max(0, calls.length - HISTORY); index < calls.length; index += 1) {
    const broken = calls[index]?.broken ?? null;
    if (broken !== null) causes = [...causes, ...broken.causes];
  }
  return causes;
}

/** Requests of a lane looked back on for earlier breaks. */
const HISTORY = 64;

/** The newest prompt of each lane, that of the newest lane first. */
export function newestPrompts(lanes: readonly LaneState[]): readonly Prompt[] {
  return lanes.flatMap(lane => lane.recent.at(-1)?.prompt ?? []).reverse();
}
