/** What was known when: the moments of a log that can be gone back to. */
import type { Model, RequestEntry } from '../diagnosis/model.js';
import { isIn, modelIn } from './scope/scope.js';
import type { Scope, State } from './state.js';

/** What was known after one record. */
export interface Moment {
  readonly model: Model;
  /** By the clock of the log, milliseconds since 1970. */
  readonly now: number;
  readonly arrivedAt: number | null;
}

/** A moment that is kept, and the requests of which something became known in it. */
interface KeptMoment extends Moment {
  readonly changed: readonly RequestEntry[];
}

export interface Timeline {
  /** Moments that are kept. */
  readonly length: number;
  add(moment: Moment): void;
  /** From 0, the oldest that is kept; null: there is no such moment. */
  at(index: number): KeptMoment | null;
  /** Requests of which something became known behind a moment, as often as it did. */
  changedBehind(index: number): readonly RequestEntry[];
  /** The first moment behind one in which a break more rings in a scope; null: none does. */
  breakBehind(index: number, scope: Scope): number | null;
}

/** Requests of all kept moments together: a moment lists all that were known. Some 16 MB. */
const ROOM = 2_000_000;

/** @param room how many requests the kept moments may list together; the oldest moments make room */
export function createTimeline(room: number = ROOM): Timeline {
  const moments: KeptMoment[] = [];
  let listed = 0;
  const ringing = (index: number, scope: Scope): number => {
    const moment = moments[index];
    return moment === undefined ? 0 : modelIn(moment.model, scope).totals.ringing;
  };
  return {
    get length() {
      return moments.length;
    },
    add(moment) {
      moments.push({ ...moment, changed: changedIn(moment.model, moments.at(-1)?.model) });
      listed += moment.model.requests.length;
      while (listed > room && moments.length > 1) listed -= moments.shift()?.model.requests.length ?? 0;
    },
    at: index => moments[index] ?? null,
    changedBehind: index => moments.slice(index + 1).flatMap(({ changed }) => changed),
    breakBehind(index, scope) {
      for (let i = index + 1; i < moments.length; i += 1)
        if (ringing(i, scope) > ringing(i - 1, scope)) return i;
      return null;
    },
  };
}

/** Entries are new objects whenever something more is known of a request. */
function changedIn(model: Model, before: Model | undefined): readonly RequestEntry[] {
  const letGo = model.unlisted - (before?.unlisted ?? 0);
  return model.requests.filter((request, i) => request !== before?.requests[i + letGo]);
}

/** Shows what was known at a moment, at the request of the scope that it is about. */
export function showMoment(
  state: State,
  { model, now, arrivedAt, changed }: KeptMoment,
  newer: readonly RequestEntry[],
): State {
  const selected = changed.find(request => isIn(state.view.scope, request))?.id ?? state.view.selected;
  const scroll = { ...state.view.scroll, diff: 0 };
  return {
    ...state,
    model,
    now,
    arrivedAt,
    view: { ...state.view, selected, difference: null, scroll, follow: false, pausedAt: now, newer },
  };
}
