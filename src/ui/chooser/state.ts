/** What the list of logs shows, and where the reader is in it. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Findings, FoundSource } from '../../log/find/find.js';

export interface ChooserState {
  /** `null` before the first search has ended. */
  readonly findings: Findings | null;
  /** Path of the log that the reader moved to; `null`: the newest, whichever it is. */
  readonly selected: string | null;
  /** Milliseconds since 1970. */
  readonly now: number;
}

export type ChooserStore = StoreApi<ChooserState>;

export const createChooserStore = (now: number): ChooserStore =>
  createStore<ChooserState>(() => ({ findings: null, selected: null, now }));

export const sourcesOf = ({ findings }: ChooserState): readonly FoundSource[] => findings?.sources ?? [];

/** Where the selected log stands now; the newest if it is gone. */
export function selectedIndex(state: ChooserState): number {
  return Math.max(
    0,
    sourcesOf(state).findIndex(({ path }) => path === state.selected),
  );
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
