import { shifted } from '../plants/markers.js';
import type { Call, Ttl } from '../sessions/prompt.js';
import type { Random } from '../sessions/random.js';
import { mainLane } from '../sessions/session.js';
import { claudeWorld, type World } from '../sessions/world.js';
import type { Temptation } from './temptation.js';

/** A pause that ends just before the entry would have died. */
function gapsInside(id: string, ttl: Ttl, seconds: readonly [number, number]): Temptation {
  return {
    id,
    make(rng) {
      const world: World = claudeWorld(rng, { marking: { tools: null, system: ttl, messages: 'last', ttl } });
      return { format: world.format, calls: stretched(rng, mainLane(rng, world), seconds), breaks: [] };
    },
  };
}

/** Every third pause lasts this long, from start to start. */
function stretched(rng: Random, lane: readonly Call[], seconds: readonly [number, number]): Call[] {
  let delay = 0;
  return lane.map((call, index) => {
    const before = lane[index - 1];
    if (before !== undefined && index % 3 === 0) delay += rng.int(...seconds) * 1_000 - (call.at - before.at);
    return shifted(call, delay);
  });
}

export const timeTemptations: readonly Temptation[] = [
  gapsInside('gaps inside five minutes', '5m', [230, 296]),
  gapsInside('gaps inside one hour', '1h', [1_200, 3_560]),
];
