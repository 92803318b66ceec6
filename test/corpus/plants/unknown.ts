import type { Prompt } from '../sessions/prompt.js';
import { mainLane, shifted } from '../sessions/session.js';
import { prose } from '../sessions/words.js';
import { automaticWorld, claudeWorld } from '../sessions/world.js';
import { spotsOf, withPart } from './history.js';
import { heavyLane } from './newest-edited.js';
import { insertLine, later, ofEach, onceFrom, type Plant, rings, staged, withSystem } from './plant.js';

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

/**
 * The log replaces long tool results by a placeholder, on any API. What changes in one of them is not in the log; what changes in
 * the instructions is.
 */
const redactedResults: Plant = {
  id: 'unknown/redacted-results',
  make(rng, seed) {
    const world =
      seed % 3 === 0
        ? claudeWorld(rng, { format: 'openclaw', thinks: false, carriesContext: false })
        : automaticWorld(rng, seed % 3 === 1 ? 0 : 4, { format: 'openclaw' });
    const lane = heavyLane(rng, world);
    const n = later(rng, lane);
    const isHidden = rng.chance(0.5);
    const words = prose(rng, 300);
    const [spot] = spotsOf(lane[n - 2]?.prompt.messages ?? [], part => part.kind === 'result');
    const paragraph = rng.int(1, 6);
    const edit = (prompt: Prompt): Prompt =>
      isHidden && spot !== undefined
        ? withPart(prompt, spot, part =>
            part.kind === 'result'
              ? { ...part, content: `${part.content.slice(0, 700)}${words}${part.content.slice(1_000)}` }
              : part,
          )
        : withSystem(prompt, text => insertLine(text, paragraph, words));
    const { calls, turns } = staged(lane, onceFrom(n, edit));
    const redacts = {
      longerThan: 3_500,
      as: rng.pick(['[Oversized diagnostic JSON redacted]', '[Truncated]', `<redacted ${rng.int(2, 9)} kB>`]),
    };
    return {
      format: 'openclaw',
      calls: calls.map(call => ({ ...call, redacts })),
      breaks: isHidden
        ? rings(turns, [{ id: 'unknown', or: ['provider-side'] }], 'none').map(broken => ({
            ...broken,
            ringing: null,
          }))
        : rings(turns, [{ id: 'system-changed' }]),
      claims: isHidden
        ? ofEach(turns, 'nothing is said to be the same where the log has a placeholder', ({ causes }) =>
            causes.every(({ id }) => id === 'unknown'),
          )
        : [],
    };
  },
};

export const unknownPlants: readonly Plant[] = [redacted, redactedResults, untimed, bodiesOnly];
