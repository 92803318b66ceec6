import type { Calibration, RequestEntry, Totals } from '../model.js';
import { addTo, emptyTally, toldOf } from './tally.js';

/** Sums over requests; every figure can be recomputed from the rows of the table by hand. Unknown is in no sum as 0. */
export function totalsOf(requests: Iterable<RequestEntry>): Totals {
  const tally = emptyTally();
  for (const request of requests) addTo(tally, request);
  return toldOf(tally);
}

/** True if it is known of every request that ran whether it broke. */
export const areBreaksKnown = ({ judged, unjudged, withoutUsage }: Totals): boolean =>
  unjudged === 0 && (judged > 0 || withoutUsage === 0);

/** False where nobody knows what breaks lost: some rest on bytes alone, or whether any request broke is not known. */
export const isLossKnown = (totals: Totals): boolean =>
  totals.lostToBreaks !== null || (totals.predicted === 0 && (totals.breaks > 0 || areBreaksKnown(totals)));

/** True if it is known that nothing was ever cached: a finding, not health. */
export const isNeverCached = (totals: Totals): boolean =>
  areBreaksKnown(totals) && totals.judged > 1 && totals.cacheRead === 0 && (totals.cacheWrite ?? 0) === 0;

/** Share of the reads that must be foreseen within 5 % for the predictions to be worth their name. */
const FITS_FROM = 0.9;

/** True if the predictions are too often wrong to rely on in this log. */
export const fitsBadly = ({ predicted, within5 }: Calibration): boolean =>
  predicted > 0 && within5 < FITS_FROM * predicted;
