/** What was known when: the moments of a log that can be gone back to. */
import type { Model } from '../diagnosis/model.js';
import type { State } from './state.js';

/** What was known after one record. */
export interface Moment {
  readonly model: Model;
  /** By the clock of the log, milliseconds since 1970. */
  readonly now: number;
  readonly arrivedAt: number | null;
}

export interface Timeline {
  /** Moments that are kept. */
  readonly length: number;
  add(moment: Moment): void;
  /** From 0, the oldest that is kept; null: there is no such moment. */
  at(index: number): Moment | null;
  /** The first moment behind one in which a break more rings; null: none does. */
  breakBehind(index: number): number | null;
}

/** Requests of all kept moments together: a moment lists all that were known. Some 16 MB. */
const ROOM = 2_000_000;

/** @param room how many requests the kept moments may list together; the oldest moments make room */
export function createTimeline(room: number = ROOM): Timeline {
  const moments: Moment[] = [];
  let listed = 0;
  const ringing = (index: number): number => moments[index]?.model.totals.ringing ?? 0;
  return {
    get length() {
      return moments.length;
    },
    add(moment) {
      moments.push(moment);
      listed += moment.model.requests.length;
      while (listed > room && moments.length > 1) listed -= moments.shift()?.model.requests.length ?? 0;
    },
    at: index => moments[index] ?? null,
    breakBehind(index) {
      for (let i = index + 1; i < moments.length; i += 1) if (ringing(i) > ringing(i - 1)) return i;
      return null;
    },
  };
}

/** Shows what was known at a moment, at the request that it is about. */
export function showMoment(
  state: State,
  { model, now, arrivedAt }: Moment,
  before: Moment | null,
  newer: number,
): State {
  const changed = model.requests.find((request, i) => before?.model.requests[i] !== request);
  const selected = changed?.id ?? state.view.selected;
  const scroll = { ...state.view.scroll, diff: 0 };
  return {
    ...state,
    model,
    now,
    arrivedAt,
    view: { ...state.view, selected, difference: null, scroll, follow: false, pausedAt: now, newer },
  };
}
