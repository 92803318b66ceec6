import { TEMPTATIONS } from '../healthy/index.js';
import { type Case, labelled, type Planted } from '../label.js';
import { PLANTS } from '../plants/index.js';
import { createRandom, type Random } from '../sessions/random.js';

/** A row of the table: one kind of mistake, or one temptation. */
export interface Row {
  readonly id: string;
  readonly healthy: boolean;
  readonly make: (rng: Random, seed: number) => Planted;
}

export const ROWS: readonly Row[] = [
  ...PLANTS.map(({ id, make }) => ({ id, make, healthy: false })),
  ...TEMPTATIONS.map(({ id, make }) => ({ id, make, healthy: true })),
];

/** The session of a row for a seed: the same on every machine. */
export function caseOf(row: Row, seed: number): Case {
  const rng = createRandom(`${row.id}/${seed}`);
  return labelled(row.make(rng, seed));
}
