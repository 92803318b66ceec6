import { progressOf } from '../../../store/live/backlog.js';
import type { State } from '../../../store/state.js';
import { bytes, counted, percent, predicted } from '../../../text/numbers.js';
import { duration } from '../../../text/times.js';

/** Cells of a screen from which on requests, and sizes in full, are told. */
const NARROW = 80;
const WIDE = 110;

/**
 * How far a log that is being read has come: `312.0 MB of 1.0 GB, 1 204 requests, ~12s left`; `31 %, ~12s left`. null: nothing of it is
 * read yet.
 *
 * @param width cells of the screen
 */
export function progressWords(state: State, width: number): string | null {
  const progress = progressOf(state);
  if (progress === null) return null;
  const { read, of, requests, left } = progress;
  const size = of === null ? bytes(read) : `${bytes(read)} of ${bytes(of)}`;
  const words = [
    of !== null && width < WIDE ? percent(read / of) : size,
    ...(width < NARROW ? [] : [counted(requests, 'request')]),
    ...(left === null ? [] : [`${predicted(duration(left))} left`]),
  ];
  return words.join(', ');
}
