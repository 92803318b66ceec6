import { createStore as createVanilla, type StoreApi } from 'zustand/vanilla';
import { EMPTY_MODEL, FIRST_VIEW, type State } from './state.js';

export type Store = StoreApi<State>;

export interface StoreOptions {
  /** Milliseconds since 1970 at the start. @default 0 */
  readonly now?: number;
  /** Hit rate that the gauge marks, 0..1. @default 0.95 */
  readonly target?: number;
}

/** The one store behind the screen. Data enters through a publisher, keys through the moves. */
export function createStore(options: StoreOptions = {}): Store {
  const { now = 0, target = 0.95 } = options;
  return createVanilla<State>(() => ({
    model: EMPTY_MODEL,
    sources: [],
    now,
    arrivedAt: null,
    lastSeen: new Map(),
    isReading: false,
    target,
    view: FIRST_VIEW,
  }));
}
