import type { Prompt } from '../sessions/prompt.js';
import { mainLane } from '../sessions/session.js';
import { claudeWorld } from '../sessions/world.js';
import { insertLine, later, onceFrom, type Plant, rings, staged, withSystem } from './plant.js';

/** The log replaces the system text by a placeholder, and the change was in there. */
export const unknown: Plant = {
  id: 'unknown',
  make(rng) {
    const world = claudeWorld(rng, { format: 'openclaw' });
    const main = mainLane(rng, world);
    const edit = (prompt: Prompt): Prompt =>
      withSystem(prompt, text =>
        insertLine(text, 3, 'The gate stays shut until the warden has counted the ropes.'),
      );
    const { calls, turns } = staged(main, onceFrom(later(rng, main), edit));
    return {
      format: 'openclaw',
      calls: calls.map(call => ({ ...call, redacts: 'system' })),
      breaks: rings(turns, [{ id: 'unknown' }], 'none'),
    };
  },
};
