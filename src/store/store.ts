import { createStore as createVanilla, type StoreApi } from 'zustand/vanilla';
import { OPTIONAL_PANES } from '../settings/settings.js';
import { EMPTY_MODEL, FIRST_VIEW, type State } from './state.js';

export type Store = StoreApi<State>;

export interface StoreOptions {
  /** Milliseconds since 1970 at the start. @default 0 */
  readonly now?: number;
  /** Hit rate that the gauge marks, 0..1. @default none */
  readonly target?: number | null;
  /** Panes beside the table of requests. @default all */
  readonly panes?: State['panes'];
  /** What there is to say from the start. @default nothing */
  readonly messages?: readonly string[];
  /** What a log is played as. @default null: it happens */
  readonly played?: State['played'];
  /** How many times faster it is played. @default 1 */
  readonly speed?: number;
}

/** The one store behind the screen. Data enters through a publisher, keys through the moves. */
export function createStore(options: StoreOptions = {}): Store {
  const { now = 0, target = null, panes = OPTIONAL_PANES, messages = [], played = null, speed = 1 } = options;
  return createVanilla<State>(() => ({
    model: EMPTY_MODEL,
    sources: [],
    now,
    arrivedAt: null,
    lastSeen: new Map(),
    isReading: false,
    backlog: null,
    played,
    speed,
    target,
    panes,
    messages: messages.map(text => ({ at: now, text })),
    view: FIRST_VIEW,
  }));
}
