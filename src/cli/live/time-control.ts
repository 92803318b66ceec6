/** Stops and goes, steps and scrubs: one way for a log that is played and for one that is followed. */
import { answer, stopAt } from '../../store/moves.js';
import { shownModel } from '../../store/scope/scope.js';
import type { Store } from '../../store/store.js';
import { showMoment, type Timeline } from '../../store/timeline.js';
import type { TimeControl } from '../../ui/actions/action.js';
import type { Playing } from './feed.js';

/** Speeds that `+` and `-` go through. */
const SPEEDS = [0.25, 0.5, 1, 2, 4, 8, 16, 64];

/**
 * The reader's hands on the time of the screen. Stopping stops what is shown, and a log that is only played; a log that is followed is
 * read on, and what came meanwhile is counted.
 */
export function createTimeControl(
  store: Store,
  timeline: Timeline,
  playing: Playing | null,
): TimeControl & { arrived(): void } {
  /** Index of the moment on the screen; null: the newest, as it comes. */
  let at: number | null = null;

  const last = (): number => timeline.length - 1;

  function show(index: number): void {
    const moment = timeline.at(index);
    if (moment === null) return;
    at = index;
    playing?.stop();
    store.setState(state => showMoment(state, moment, timeline.changedBehind(index)));
  }

  const say = (text: string): void => store.setState(state => answer(state, text));

  /** The next moment: one that is kept, else the next one of a log that is played. */
  function forward(): boolean {
    const from = at ?? last();
    if (from >= last() && playing?.step() !== true) return false;
    show(Math.min(from + 1, last()));
    return true;
  }

  function go(): void {
    at = null;
    store.setState(state => stopAt(state, null));
    playing?.go();
  }

  return {
    stop() {
      if (at !== null || store.getState().view.pausedAt !== null) return go();
      if (last() >= 0) return show(last());
      const { now } = store.getState();
      store.setState(state => stopAt(state, now));
    },
    now: go,
    step() {
      if (!forward()) say('nothing newer');
    },
    back() {
      const from = at ?? last();
      if (from <= 0)
        return say('nothing older is kept: what the log held before was there when it was opened');
      show(from - 1);
    },
    toBreak() {
      const from = at ?? last();
      const known = timeline.breakBehind(from, store.getState().view.scope);
      if (known !== null) return show(known);
      const ringing = (): number => shownModel(store.getState()).totals.ringing;
      const rang = ringing();
      show(last());
      while (forward()) if (ringing() > rang) return;
      say('no further break so far');
    },
    speed(direction) {
      if (playing === null) return;
      const current = SPEEDS.findIndex(speed => speed >= playing.speed());
      const next = SPEEDS[Math.min(SPEEDS.length - 1, Math.max(0, current + direction))] ?? 1;
      playing.setSpeed(next);
      store.setState({ speed: next });
    },
    arrived() {
      if (at === null) return;
      const newer = timeline.changedBehind(at);
      store.setState(state => ({ ...state, view: { ...state.view, newer } }));
    },
  };
}
