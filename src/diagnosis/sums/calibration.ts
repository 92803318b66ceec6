import type { Calibration } from '../model.js';

/** Share of the reads that must be foreseen within 5 % for the predictions to be worth their name. */
const FITS_FROM = 0.9;

/** True if the predictions are too often wrong to rely on in this log. */
export const fitsBadly = ({ predicted, within5 }: Calibration): boolean =>
  predicted > 0 && within5 < FITS_FROM * predicted;
