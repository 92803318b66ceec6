import type { Calibration, RequestEntry } from '../model.js';

/**
 * How well this log's reads were foreseen: what was predicted when a request left, against what its usage says later.
 * A prediction stays as it was made; nothing that was learned afterwards mends it. That the first of a lane reads nothing is
 * none: what was written before this log began is not known.
 */
export function calibrationOf(requests: readonly RequestEntry[]): Calibration {
  let [predicted, exact, within1, within5] = [0, 0, 0, 0];
  for (const request of requests) {
    const read = request.outcome === 'ok' ? (request.usage?.cacheRead ?? null) : null;
    if (request.predicted === null || read === null) continue;
    if (request.parentId === null && request.predicted.cacheRead === 0) continue;
    const off = Math.abs(request.predicted.cacheRead - read);
    predicted += 1;
    if (off === 0) exact += 1;
    if (off <= 0.01 * read) within1 += 1;
    if (off <= 0.05 * read) within5 += 1;
  }
  return { predicted, exact, within1, within5 };
}

/** Share of the reads that must be foreseen within 5 % for the predictions to be worth their name. */
const FITS_FROM = 0.9;

/** True if the predictions are too often wrong to rely on in this log. */
export const fitsBadly = ({ predicted, within5 }: Calibration): boolean =>
  predicted > 0 && within5 < FITS_FROM * predicted;
