/** The seismograph: one stroke per request. */
import type { Model, RequestEntry } from '../diagnosis/model.js';
import { breakOrComing } from './live/coming.js';
import { billed, opensBefore } from './selectors.js';

export interface Stroke {
  readonly id: string;
  readonly label: string;
  readonly at: number | null;
  /** Magnitude of its break; 0: none; null: nothing is known of what it read. */
  readonly height: number | null;
  /** `quiet`: no break. `expected`: a break that the client meant. */
  readonly kind: 'quiet' | 'break' | 'expected';
  /** True for a break that rests on our prediction. */
  readonly predicted: boolean;
  readonly turn: number | null;
  readonly wound: string | null;
  /** Label of the request that opened the wound this break continues; null: none, or this one opened it. */
  readonly continues: string | null;
  /** Cause of a break, as an id. */
  readonly cause: string | null;
}

/** Strokes of the requests from `start` up to, not including, `end`. */
export function strokes(model: Model, start: number, end: number): readonly Stroke[] {
  return model.requests.slice(start, end).map(request => strokeOf(model, request));
}

function strokeOf(model: Model, request: RequestEntry): Stroke {
  const broken = breakOrComing(request);
  return {
    id: request.id,
    label: request.label,
    at: request.at,
    height: broken ? broken.magnitude : isKnown(request) ? 0 : null,
    predicted: broken?.predicted === true,
    kind: broken ? (broken.ringing ? 'break' : 'expected') : 'quiet',
    turn: request.turn,
    wound: broken?.wound ?? null,
    continues: opensBefore(model, request)?.label ?? null,
    cause: broken?.causes[0]?.id ?? null,
  };
}

const isKnown = (request: RequestEntry): boolean => billed(request) !== null || request.predicted !== null;
