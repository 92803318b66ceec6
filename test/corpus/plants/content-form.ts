import type { Message, Prompt } from '../sessions/prompt.js';
import { mainLane, withCompany } from '../sessions/session.js';
import { prose } from '../sessions/words.js';
import { automaticWorld, claudeWorld } from '../sessions/world.js';
import { spotsOf, withPart } from './history.js';
import { heavyLane } from './newest-edited.js';
import { later, onceFrom, type Plant, rings, staged } from './plant.js';

/** A string became a list of one text block, on a provider that tells the two apart. */
export const contentForm: Plant = {
  id: 'content-form',
  make(rng, seed) {
    const onClaude = seed % 2 === 1;
    const world = onClaude
      ? claudeWorld(rng, { model: 'claude-fable-5-1' })
      : automaticWorld(rng, seed % 4 === 0 ? 0 : 2);
    const lane = mainLane(rng, world, { calls: rng.int(11, 15) });
    // Fable 5.1 hashes a replayed system message by its form; user and assistant turns are alike on all Claude models.
    const note: Message = {
      role: 'system',
      form: 'string',
      parts: [{ kind: 'text', text: prose(rng, 300) }],
    };
    const main = onClaude
      ? lane.map(call => ({
          ...call,
          prompt: { ...call.prompt, messages: noted(call.prompt.messages, note) },
        }))
      : lane;
    const role = onClaude ? 'system' : 'user';
    const edit = (prompt: Prompt): Prompt => ({
      ...prompt,
      messages: prompt.messages.map(message =>
        message.role === role ? { ...message, form: 'blocks' } : message,
      ),
    });
    const { calls, turns } = staged(main, onceFrom(later(rng, main), edit));
    return {
      format: world.format,
      calls: withCompany(rng, world, calls),
      breaks: rings(turns, [{ id: 'content-form' }], 'any'),
    };
  },
};

/** The note stands behind the first question, from the second request on: it is never the last message, which is marked. */
function noted([first, ...rest]: readonly Message[], note: Message): readonly Message[] {
  if (first === undefined) return [];
  return rest.length === 0 ? [first] : [first, note, ...rest];
}

/**
 * A result becomes a list of one text block: the newest one, which carries the breakpoint, or an older one. The bytes of a result are
 * compared as they are.
 */
export const resultForm: Plant = {
  id: 'content-form/result',
  make(rng, seed) {
    const world =
      seed % 3 === 2
        ? automaticWorld(rng, seed % 2 === 0 ? 0 : 2)
        : claudeWorld(rng, { carriesContext: false });
    const lane = heavyLane(rng, world);
    const n = later(rng, lane);
    const results = spotsOf(lane[n - 1]?.prompt.messages ?? [], part => part.kind === 'result');
    const spot = results.at(rng.chance(0.6) ? -1 : -2);
    if (spot === undefined) throw new Error('the session has no tool result');
    const edit = (prompt: Prompt): Prompt =>
      withPart(prompt, spot, part => (part.kind === 'result' ? { ...part, form: 'blocks' } : part));
    const { calls, turns } = staged(lane, onceFrom(n, edit));
    return {
      format: world.format,
      calls: withCompany(rng, world, calls),
      breaks: rings(turns, [{ id: 'content-form' }], 'any'),
    };
  },
};
