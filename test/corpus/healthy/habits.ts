import { staged, withSystem } from '../plants/plant.js';
import type { Call, Part } from '../sessions/prompt.js';
import { mainLane, withCompany } from '../sessions/session.js';
import { claudeWorld } from '../sessions/world.js';
import type { Temptation } from './temptation.js';

/** A clock in the system text, but behind the only breakpoint. */
const behindMarker: Temptation = {
  id: 'a clock behind the last breakpoint',
  make(rng) {
    const base = claudeWorld(rng, {
      marking: { tools: null, system: '5m', systemBlock: 0, messages: 'none', ttl: '5m' },
    });
    const world = { ...base, system: [base.system.join('\n\n'), 'The clock of the office.'] };
    const { calls } = staged(mainLane(rng, world), {
      stage: (_, call) => new Date(call.at).toISOString(),
      apply: (prompt, now) => withSystem(prompt, text => `${text} It is ${now}.`),
    });
    return { format: world.format, calls, breaks: [] };
  },
};

/** Sampling, limits and the order of the body's keys are no part of the prompt; nor is the model's own default effort. */
const otherKeys: Temptation = {
  id: 'parameters outside the prompt',
  make(rng) {
    const world = claudeWorld(rng, {
      model: rng.pick(['claude-opus-4-8', 'claude-opus-5', 'claude-sonnet-5'] as const),
    });
    const { calls } = staged(mainLane(rng, world), {
      stage: index => index,
      apply: (prompt, index) => ({
        ...prompt,
        parameters: {
          ...prompt.parameters,
          sampling: { max_tokens: 8_000 + index, temperature: index % 2, stop_sequences: [`end-${index}`] },
          backwards: index % 3 === 1,
          ...(index % 2 === 1 ? { effort: 'high' } : {}),
        },
      }),
    });
    return { format: world.format, calls, breaks: [] };
  },
};

/** A longer or shorter lifetime is asked for; nothing has died in between. */
const otherLifetime: Temptation = {
  id: 'another lifetime without a gap',
  make(rng) {
    const [before, after] = rng.chance(0.5) ? (['5m', '1h'] as const) : (['1h', '5m'] as const);
    const world = claudeWorld(rng, {
      marking: { tools: null, system: before, messages: 'last', ttl: before },
    });
    const main = mainLane(rng, world);
    const { calls } = staged(main, {
      stage: index => (index >= main.length / 2 ? after : before),
      apply: (prompt, ttl) => ({ ...prompt, marking: { ...prompt.marking, system: ttl, ttl } }),
    });
    return { format: world.format, calls, breaks: [] };
  },
};

/** An image from the first message on: the switch never flips. */
const pictures: Temptation = {
  id: 'images from the start',
  make(rng) {
    const world = claudeWorld(rng, { form: 'blocks' });
    const image: Part = { kind: 'image', data: `iVBORw0KGgo${rng.hex(1_500)}` };
    const calls = mainLane(rng, world).map(call => {
      const messages = call.prompt.messages.map((message, index) =>
        index === 0 ? { ...message, parts: [image, ...message.parts] } : message,
      );
      return { ...call, prompt: { ...call.prompt, messages } };
    });
    return { format: world.format, calls: withCompany(rng, world, calls), breaks: [] };
  },
};

/** The provider forgets an entry, but only a few tokens more than the one before it. */
const belowNoise: Temptation = {
  id: 'losses below the noise',
  make(rng) {
    const world = claudeWorld(rng, {
      model: 'claude-sonnet-4-6',
      thinks: false,
      parameters: { betas: [] },
      carriesContext: false,
      marking: { tools: null, system: '5m', messages: 'last', ttl: '5m' },
    });
    const main = mainLane(rng, world, { result: [80, 200], parallel: [1, 1], perTurn: [1, 3] });
    const sizes = main.map(call => JSON.stringify(call.prompt.messages).length);
    const calls = main.map((call, index): Call => {
      const grown = (sizes[index - 1] ?? 0) - (sizes[index - 2] ?? 0);
      return index > 2 && index % 2 === 1 && grown < 850 ? { ...call, evicts: 'newest' } : call;
    });
    return { format: world.format, calls, breaks: [] };
  },
};

export const habitTemptations: readonly Temptation[] = [
  behindMarker,
  otherKeys,
  otherLifetime,
  pictures,
  belowNoise,
];
