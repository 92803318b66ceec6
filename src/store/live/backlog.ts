/** How far what the logs held when we came has been read. */
import type { State } from '../state.js';

export interface Progress {
  /** Bytes. */
  readonly read: number;
  /** Bytes of all there is to read; null: not known. */
  readonly of: number | null;
  readonly requests: number;
  /** Milliseconds, if the rest takes as long as what was read; null: not known, or too early to tell. */
  readonly left: number | null;
}

/** Milliseconds of reading that tell nothing yet of the rest: the program itself has just been loaded. */
const TOO_EARLY = 1_000;

/** null: all that was there is read, or nothing is yet. */
export function progressOf({
  backlog,
  isReading,
  sources,
  model,
  now,
}: Pick<State, 'backlog' | 'isReading' | 'sources' | 'model' | 'now'>): Progress | null {
  const read = sources.reduce((sum, { bytes }) => sum + bytes, 0);
  if (!isReading || read === 0) return null;
  // It may grow meanwhile.
  const of = backlog === null || backlog.bytes === null ? null : Math.max(read, backlog.bytes);
  const spent = backlog === null ? 0 : now - backlog.since;
  const left = of === null || spent < TOO_EARLY ? null : (spent * (of - read)) / read;
  return { read, of, requests: model.unlisted + model.requests.length, left };
}
