/** What the panels of one frame share, worked out once. */
import type { Lane, Model, RequestEntry } from '../diagnosis/model.js';
import { shownModel } from '../store/scope/scope.js';
import { type HitRates, hitRates, laneOf, parentOf, selectedRequest } from '../store/selectors.js';
import type { State } from '../store/state.js';
import { shown } from '../text/shown.js';
import type { Mode } from './layout.js';
import type { Line } from './line.js';

export interface Scene {
  readonly state: State;
  /** What of the log is of the scope. Panels draw from this one and no other. */
  readonly model: Model;
  readonly mode: Mode;
  readonly selected: RequestEntry | null;
  readonly parent: RequestEntry | null;
  readonly lane: Lane | null;
  readonly rates: HitRates;
  /** Makes text from a log printable and masks its secrets; all of it passes here, whole. */
  readonly show: (text: string) => string;
}

export interface SceneOptions {
  /** True for a screen that shows printable ASCII only. @default false */
  readonly ascii?: boolean;
}

export function sceneOf(state: State, mode: Mode, options: SceneOptions = {}): Scene {
  const { ascii = false } = options;
  const selected = selectedRequest(state);
  const model = shownModel(state);
  return {
    state,
    model,
    mode,
    selected,
    // It may have gone on from a request of another lane.
    parent: selected && parentOf(state.model, selected),
    lane: selected && laneOf(model, selected),
    rates: hitRates(model),
    show: ascii ? showAscii : showUnicode,
  };
}

// Always the same two functions: what was drawn with one may be kept and drawn again.
const showUnicode = (text: string): string => shown(text);
const showAscii = (text: string): string => shown(text, { ascii: true });

/** Where a panel stands. */
export interface Room {
  readonly width: number;
  readonly height: number;
  readonly focused: boolean;
}

/** Draws exactly `room.height` lines of exactly `room.width` cells. */
export type Panel = (scene: Scene, room: Room) => readonly Line[];
