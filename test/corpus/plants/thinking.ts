import { factsOf } from '../models.js';
import type { Message, Part, Prompt } from '../sessions/prompt.js';
import type { Random } from '../sessions/random.js';
import { mainLane, withCompany } from '../sessions/session.js';
import { prose } from '../sessions/words.js';
import { claudeWorld, type World } from '../sessions/world.js';
import { longLane, turnStarts } from './history.js';
import { later, onceFrom, type Plant, rings, staged } from './plant.js';

function thinkingWorld(rng: Random, model: World['model']): World {
  return claudeWorld(rng, {
    model,
    thinks: true,
    carriesContext: false,
    parameters: { betas: [], thinking: { type: 'enabled', budget_tokens: 8000 } },
  });
}

/** The client strips or rewrites the thinking that it sends back. */
const onReplay: Plant = {
  id: 'thinking-dropped/replay',
  make(rng) {
    const world = thinkingWorld(
      rng,
      rng.pick(['claude-opus-5', 'claude-sonnet-4-6', 'claude-opus-4-8'] as const),
    );
    const main = longLane(rng, world);
    const n = later(rng, main);
    const old = main[n - 1]?.prompt.messages.length ?? 0;
    const strips = rng.chance(0.6);
    const words = prose(rng, 160);
    const change = (part: Part): Part[] => {
      if (part.kind !== 'thinking') return [part];
      return strips ? [] : [{ ...part, text: words, signature: `${part.signature.slice(0, -8)}deadbeef` }];
    };
    const edit = (prompt: Prompt): Prompt => ({
      ...prompt,
      messages: prompt.messages.map(
        (message, index): Message =>
          index < old ? { ...message, parts: message.parts.flatMap(change) } : message,
      ),
    });
    const { calls, turns } = staged(main, onceFrom(n, edit));
    return {
      format: world.format,
      calls: withCompany(rng, world, calls),
      breaks: rings(turns, [{ id: 'thinking-dropped' }]),
    };
  },
};

/** The model itself drops the thinking of earlier turns: no byte of the client differs. */
const byModel: Plant = {
  id: 'thinking-dropped/model',
  make(rng) {
    const world = thinkingWorld(rng, rng.pick(['claude-sonnet-4-5', 'claude-haiku-4-5'] as const));
    if (factsOf(world.model).keepsThinking) throw new Error('this model keeps its thinking');
    const main = mainLane(rng, world, { calls: 14, perTurn: [4, 5], result: [2_500, 6_000] });
    const breaks = turnStarts(main)
      .slice(1)
      .flatMap(index => {
        const call = main[index];
        if (call === undefined) return [];
        const causes = [{ id: 'thinking-dropped' }];
        return [
          {
            call: call.id,
            causes,
            ringing: true,
            twin: call,
            expectsParent: true,
            place: 'any' as const,
          },
        ];
      });
    return { format: world.format, calls: main, breaks };
  },
};

export const thinkingPlants: readonly Plant[] = [onReplay, byModel];
