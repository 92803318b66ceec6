/** What `cachequake check` is asked to hold. */

export interface Limits {
  /** Share 0..1 that the hit rate must reach; null: no such budget. */
  readonly minHitRate: number | null;
  /** Share of the attainable hit rate that the hit rate must reach. */
  readonly minOfAttainable: number | null;
  /** Breaks that may ring. */
  readonly maxBreaks: number | null;
  /** Tokens that breaks which ring may lose. */
  readonly maxLostTokens: number | null;
  /** US dollars that they may lose. */
  readonly maxLost: number | null;
  /** Causes (`tool-changed`, `history-edited (compacted)`) and sites that no break may have. */
  readonly never: readonly string[];
  readonly baseline: EarlierReport | null;
  readonly tolerance: Tolerance;
  /** Requests that could read from the cache and of which the outcome is known: with fewer there is no verdict. */
  readonly minRequests: number;
  /** Share of the requests that may be unknown where a budget is said to be held. */
  readonly maxUnknown: number;
}

/** Figures of an earlier report. */
export interface EarlierReport {
  readonly path: string;
  readonly hitRate: number | null;
  readonly ringing: number;
  readonly lostTokens: number;
}

/** How far a figure may be worse than in the baseline. */
export interface Tolerance {
  /** Share that the hit rate may fall by: 0.02 is two points. */
  readonly points: number;
  /** Breaks more. */
  readonly breaks: number;
  /** Share of the lost tokens more. */
  readonly lost: number;
}

export const TOLERANCE: Tolerance = { points: 0.02, breaks: 0, lost: 0.1 };

export const isNone = (limits: Limits): boolean =>
  limits.never.length === 0 &&
  [
    limits.minHitRate,
    limits.minOfAttainable,
    limits.maxBreaks,
    limits.maxLostTokens,
    limits.maxLost,
    limits.baseline,
  ].every(limit => limit === null);
