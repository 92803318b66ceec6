/** What the list of logs shows, and where the reader is in it. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { type Findings, type FoundSource, latestOf } from '../../log/find/find.js';

export interface ChooserState {
  /** `null` before the first search has ended. */
  readonly findings: Findings | null;
  /** Path of the log that the reader moved to; `null`: the newest, whichever it is, and of several of one session the most faithful. */
  readonly selected: string | null;
  /** Milliseconds since 1970. */
  readonly now: number;
}

export type ChooserStore = StoreApi<ChooserState>;

export const createChooserStore = (now: number): ChooserStore =>
  createStore<ChooserState>(() => ({ findings: null, selected: null, now }));

export const sourcesOf = ({ findings }: ChooserState): readonly FoundSource[] => findings?.sources ?? [];

/** Where the selected log stands now; the newest (see {@link latestOf}) if it is gone or none was selected. */
export function selectedIndex(state: ChooserState): number {
  const sources = sourcesOf(state);
  const at = sources.findIndex(({ path }) => path === state.selected);
  const latest = latestOf(sources);
  return at >= 0 || latest === null ? Math.max(0, at) : sources.indexOf(latest);
}

export function selectedSource(state: ChooserState): FoundSource | null {
  return sourcesOf(state)[selectedIndex(state)] ?? null;
}

/** Moves by so many rows, at most to the ends. The selected log stays selected when newer ones come. */
export function moveBy(state: ChooserState, rows: number): ChooserState {
  const sources = sourcesOf(state);
  const index = Math.min(sources.length - 1, Math.max(0, selectedIndex(state) + rows));
  return { ...state, selected: sources[index]?.path ?? null };
}

/** To the newest, and to newer ones as they come. */
export const moveFirst = (state: ChooserState): ChooserState => ({ ...state, selected: null });

export const moveLast = (state: ChooserState): ChooserState => moveBy(state, sourcesOf(state).length);
