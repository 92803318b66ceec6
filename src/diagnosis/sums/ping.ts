/** What it costs to keep an entry warm by asking for it once more, and when that pays. Nothing here asks. */
import type { LaneWarmth } from '../model.js';

/** US dollars; null: no rate. What the asking itself writes and answers comes on top: a few tokens. */
export interface Ping {
  /** For reading the entry once. */
  readonly cost: number | null;
  /** What the next request costs more, if it comes after the entry has expired. */
  readonly saves: number | null;
  /**
   * The chance of a next request, after the expiry and within a lifetime of the ping, from which on a ping pays: `cost / saves`. 1 or more:
   * never. null: no rate, or nothing to save.
   */
  readonly breakEven: number | null;
  /** Pings in a row for which one cold start pays; null: no rate, or reading is free. */
  readonly most: number | null;
}

export function pingOf({ costWarm, costCold }: Pick<LaneWarmth, 'costWarm' | 'costCold'>): Ping {
  if (costWarm === null || costCold === null)
    return { cost: costWarm, saves: null, breakEven: null, most: null };
  const saves = Math.max(0, costCold - costWarm);
  return {
    cost: costWarm,
    saves,
    breakEven: saves === 0 ? null : costWarm / saves,
    // 11.499999… of 1.15 / 0.1 is no 12, and 19.000000001 no 20.
    most: costWarm === 0 ? null : Math.floor(saves / costWarm + 1e-9),
  };
}
