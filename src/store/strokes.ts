/** The seismograph: one stroke per request. */
import type { Model, RequestEntry } from '../diagnosis/model.js';
import { billed, opensBefore } from './selectors.js';

export interface Stroke {
  readonly id: string;
  readonly label: string;
  readonly at: number | null;
  /** log10 of the tokens that did not come from the cache; 0: all came from it; null: not known. */
  readonly height: number | null;
  /** `quiet`: no break. `expected`: a break that the client meant. */
  readonly kind: 'quiet' | 'break' | 'expected';
  /** True while it rests on our prediction. */
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
  const broken = request.break;
  const { height, predicted } = broken
    ? { height: broken.magnitude, predicted: broken.predicted }
    : paidInFull(request);
  return {
    id: request.id,
    label: request.label,
    at: request.at,
    height,
    predicted,
    kind: broken ? (broken.ringing ? 'break' : 'expected') : 'quiet',
    turn: request.turn,
    wound: broken?.wound ?? null,
    continues: opensBefore(model, request)?.label ?? null,
    cause: broken?.causes[0]?.id ?? null,
  };
}

function paidInFull(request: RequestEntry): { height: number | null; predicted: boolean } {
  const known = billed(request);
  if (known) return { height: magnitude(known.total - known.read), predicted: false };
  const guess = request.predicted;
  if (guess) return { height: magnitude(guess.cacheWrite + guess.input), predicted: true };
  return { height: null, predicted: false };
}

const magnitude = (tokens: number): number => (tokens < 1 ? 0 : Math.log10(tokens));
