import type { Call, Ttl } from '../sessions/prompt.js';
import type { Random } from '../sessions/random.js';
import { mainLane, shifted, withCompany } from '../sessions/session.js';
import { anyWorld, claudeWorld, type World } from '../sessions/world.js';
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

/** Calls that generate nothing keep the entry alive while the person is away. */
const keptAlive: Temptation = {
  id: 'kept alive by empty calls',
  make(rng) {
    const world = claudeWorld(rng, { carriesContext: false });
    const lane = mainLane(rng, world);
    const away = rng.int(3, lane.length - 3);
    const before = lane[away - 1];
    if (before === undefined) throw new Error('the session is too short');
    const pings = [1, 2, 3, 4].map((nth): Call => {
      const { prompt } = before;
      const parameters = { ...prompt.parameters, sampling: { max_tokens: 0, stream: false } };
      const ping = shifted(
        { ...before, id: `${before.id}/ping-${nth}`, prompt: { ...prompt, parameters } },
        nth * 240_000,
      );
      return { ...ping, reply: { role: 'assistant', form: 'blocks', parts: [] } };
    });
    const calls = lane.map((call, index) => (index >= away ? shifted(call, 5 * 240_000 - 20_000) : call));
    return { format: world.format, calls: [...calls, ...pings], breaks: [] };
  },
};

/** Nobody wrote down when the requests left. */
const untimed: Temptation = {
  id: 'a log without times',
  make(rng) {
    const world = claudeWorld(rng, { format: 'pairs-untimed' });
    return { format: 'pairs-untimed', calls: withCompany(rng, world, mainLane(rng, world)), breaks: [] };
  },
};

/** Bodies and nothing else: what a break is can only be foreseen. */
const bodiesOnly: Temptation = {
  id: 'a log of bodies only',
  make(rng, seed) {
    const world = anyWorld(rng, seed, { format: 'bodies' });
    const format = world.api === 'gemini' ? 'own' : 'bodies';
    return { format, calls: withCompany(rng, world, mainLane(rng, world)), breaks: [] };
  },
};

export const timeTemptations: readonly Temptation[] = [
  gapsInside('gaps inside five minutes', '5m', [230, 296]),
  gapsInside('gaps inside one hour', '1h', [1_200, 3_560]),
  keptAlive,
  untimed,
  bodiesOnly,
];
