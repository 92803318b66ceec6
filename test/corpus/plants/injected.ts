import type { PlantedBreak } from '../label.js';
import type { Call, Message, Part, Prompt } from '../sessions/prompt.js';
import type { Random } from '../sessions/random.js';
import { prose } from '../sessions/words.js';
import { claudeWorld } from '../sessions/world.js';
import { heavyLane } from './newest-edited.js';
import type { Plant } from './plant.js';

/** Where the blocks stand that a client puts into each request anew and never keeps. */
type Where = 'behind' | 'in the newest message' | 'in front of the newest message';

/** Breakpoints stand on injected blocks alone: what is written behind them is never read, and the read is frozen. */
export const injectedMarkers: Plant = {
  id: 'breakpoint-volatile/injected',
  make(rng, seed) {
    const where: Where =
      seed % 3 === 0 ? 'behind' : seed % 3 === 1 ? 'in the newest message' : 'in front of the newest message';
    const world = claudeWorld(rng, {
      carriesContext: false,
      form: 'blocks',
      marking: { tools: null, system: '5m', messages: 'last', ttl: '5m' },
      ...(rng.chance(0.3)
        ? { provider: 'bedrock', model: 'claude-sonnet-4-6' as const, format: 'own' as const }
        : {}),
    });
    const lane = heavyLane(rng, world);
    const from = rng.int(2, 3);
    const steady = prose(rng, rng.int(60, 200));
    const count = rng.int(1, 2);
    const calls = lane.map((call, index): Call => {
      if (index < from) return call;
      const blocks = injected(rng, steady, count, index);
      return { ...call, prompt: withInjected(call.prompt, where, blocks) };
    });
    // The first request that carries them still reads all of its parent.
    const breaks = calls.slice(from + 1).map(
      (twin, index): PlantedBreak => ({
        call: twin.id,
        causes: [{ id: 'breakpoint-volatile' }],
        ringing: true,
        twin,
        expectsParent: true,
        place: 'any',
        // What stands in front of the newest message was hardly more than what its parent wrote.
        optional: index === 0 && where === 'in front of the newest message',
      }),
    );
    return { format: world.format, calls, breaks };
  },
};

/** One block that tells a state, and at times one in front of it that is always the same. */
function injected(rng: Random, steady: string, count: number, index: number): readonly Part[] {
  const state = `<context source="git">${index + 1} files changed; ${prose(rng, 120)}</context>`;
  return (count === 1 ? [state] : [`<reminder>${steady}</reminder>`, state]).map(text => ({
    kind: 'raw',
    block: { type: 'text', text, cache_control: { type: 'ephemeral' } },
  }));
}

function withInjected(prompt: Prompt, where: Where, blocks: readonly Part[]): Prompt {
  const { messages } = prompt;
  const newest = messages.at(-1);
  const unmarked: Prompt = { ...prompt, marking: { ...prompt.marking, messages: 'none' } };
  if (newest === undefined) return unmarked;
  if (where === 'in the newest message') {
    const parts = [...newest.parts, ...blocks];
    return { ...unmarked, messages: [...messages.slice(0, -1), { ...newest, parts }] };
  }
  const carrier: Message = { role: 'user', form: 'blocks', parts: blocks };
  const at = where === 'behind' ? messages.length : messages.length - 1;
  return { ...unmarked, messages: [...messages.slice(0, at), carrier, ...messages.slice(at)] };
}
