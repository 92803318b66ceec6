import type { Planted } from '../label.js';
import type { Random } from '../sessions/random.js';

/** Makes a healthy session that tempts a false alarm. */
export interface Temptation {
  readonly id: string;
  make(rng: Random, seed: number): Planted;
}
