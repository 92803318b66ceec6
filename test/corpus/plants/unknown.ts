import type { Prompt } from '../sessions/prompt.js';
import { mainLane } from '../sessions/session.js';
import { claudeWorld } from '../sessions/world.js';
import { shifted } from './markers.js';
import { insertLine, later, onceFrom, type Plant, rings, staged, withSystem } from './plant.js';

/** The log replaces the system text by a placeholder, and the change was in there. */
const redacted: Plant = {
  id: 'unknown/redacted',
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

/** The person was away for longer than the entry lives, and the log has no times. */
const untimed: Plant = {
  id: 'unknown/times',
  make(rng) {
    const world = claudeWorld(rng, { format: 'pairs-untimed' });
    const lane = mainLane(rng, world);
    const n = later(rng, lane);
    const twin = lane[n];
    if (twin === undefined) throw new Error('the session is too short');
    const calls = lane.map((call, index) => (index >= n ? shifted(call, 100 * 60_000) : call));
    const causes = [{ id: 'unknown' }];
    return {
      format: 'pairs-untimed',
      calls,
      breaks: [{ call: twin.id, causes, ringing: null, twin, place: 'none' }],
    };
  },
};

/** Bodies without usage: the break can be foreseen, not measured. */
const bodiesOnly: Plant = {
  id: 'system-changed/no-usage',
  make(rng) {
    const world = claudeWorld(rng, { format: 'bodies' });
    const main = mainLane(rng, world);
    const line =
      'The gate stays shut until the warden has counted the ropes, and nobody may pass before that.';
    const edit = (prompt: Prompt): Prompt => withSystem(prompt, text => insertLine(text, 4, line));
    const { calls, turns } = staged(main, onceFrom(later(rng, main), edit));
    return { format: 'bodies', calls, breaks: rings(turns, [{ id: 'system-changed' }]) };
  },
};

export const unknownPlants: readonly Plant[] = [redacted, untimed, bodiesOnly];
