import { describe, expect, it } from 'vitest';
import { labelled } from './label.js';
import { PLANTS } from './plants/index.js';
import { createRandom } from './sessions/random.js';

describe('plants', () => {
  for (const plant of PLANTS) {
    it(`${plant.id}: each seed gives a session that really loses tokens, the same one every time`, () => {
      for (let seed = 0; seed < 2; seed += 1) {
        const make = (): ReturnType<typeof labelled> =>
          labelled(plant.make(createRandom(`${plant.id}/${seed}`), seed));
        const result = make();
        expect(result.labels.length).toBeGreaterThan(0);
        if (seed === 0) expect(make()).toEqual(result);
      }
    });
  }
});
