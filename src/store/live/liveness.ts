/** Is anything happening, and for how long do the words on the screen stay true? */
import type { SourceState } from '../../log/record.js';
import { seenAt, shownModel } from '../scope/scope.js';
import { warmLanes } from '../selectors.js';
import type { State } from '../state.js';
import { TOLD_FOR, toldNow } from './messages.js';

/** How long after the last record of the scope a followed log counts as live, milliseconds. */
export const LIVE_FOR = 60_000;
/** Milliseconds before the end of an entry from which on it is said to go cold. */
export const GOES_COLD_IN = 60_000;

export type Liveness =
  | { readonly state: 'live' | 'idle'; readonly age: number }
  | { readonly state: 'paused'; readonly at: number }
  /** `waiting`: no such file. `reading`: what it held when we came. `empty`: it is there, and no line of it is. */
  | { readonly state: 'gone' | 'waiting' | 'reading' | 'empty'; readonly path: string }
  | { readonly state: 'ended' | 'starting' };

/** The one state word of the header. A pause hides all else; a lost file matters only if no other is followed. */
export function liveness(state: State): Liveness {
  const { sources, view, now, isReading } = state;
  const seen = seenAt(state, view.scope);
  if (view.pausedAt !== null) return { state: 'paused', at: view.pausedAt };
  const first = (wanted: SourceState['state']): SourceState | undefined =>
    sources.find(s => s.state === wanted);
  const followed = first('live');
  if (followed && isReading) return { state: 'reading', path: followed.path };
  if (followed && seen !== null) {
    const age = Math.max(0, now - seen);
    return { state: age < LIVE_FOR ? 'live' : 'idle', age };
  }
  const gone = first('gone');
  if (gone && !followed) return { state: 'gone', path: gone.path };
  const waiting = first('waiting');
  if (waiting) return { state: 'waiting', path: waiting.path };
  if (followed) return { state: 'empty', path: followed.path };
  return { state: sources.length > 0 ? 'ended' : 'starting' };
}

/** True if time does not go on on the screen: it is held, or the log is over and nobody knows what came later. */
export function isStopped(state: State): boolean {
  const life = liveness(state).state;
  return life === 'paused' || life === 'ended';
}

/** False where an answer that is still missing will not come: nothing has been written for long, or the log is over. */
export function isAwaited(state: State): boolean {
  const { state: life } = liveness(state);
  return life !== 'idle' && life !== 'ended' && life !== 'gone';
}

/**
 * Milliseconds until an age or a countdown on the screen stops being true; null if none ever does.
 * @param clocks Whether the lanes' clocks are on the screen.
 */
export function nextTick(state: State, clocks: boolean): number | null {
  const { now } = state;
  const life = liveness(state);
  if (isStopped(state)) return null;
  const waits: number[] = [];
  const told = toldNow(state);
  if (told !== null) waits.push(Math.max(1, told.at + TOLD_FOR - now));
  // All that counts seconds does so on the same beat: one frame a second, not one per number.
  const beat = 1000 - (now % 1000);
  if (life.state === 'live') waits.push(beat);
  if (life.state === 'idle') waits.push(untilNext(life.age, life.age < 3_600_000 ? 60_000 : 3_600_000));
  for (const { warm } of warmLanes(shownModel(state))) {
    // What is cold stays so: nothing counts any more. Without clocks only that it goes cold is told.
    const left = warm.expiresAt === null ? 0 : warm.expiresAt - now;
    if (left > 0) waits.push(clocks || left <= GOES_COLD_IN ? beat : left - GOES_COLD_IN);
  }
  if (waits.length === 0) return null;
  // Played so fast that its seconds fly, a log has its clocks drawn four times in a second of the reader's.
  return state.speed > 1 ? Math.max(Math.min(...waits), FAST_BEAT * state.speed) : Math.min(...waits);
}

/** Milliseconds of the reader's time between two ticks of a clock that runs faster than the reader's. */
const FAST_BEAT = 250;

const untilNext = (age: number, step: number): number => step - (age % step);
