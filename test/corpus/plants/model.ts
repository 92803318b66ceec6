import type { ModelId } from '../models.js';
import type { Prompt } from '../sessions/prompt.js';
import { mainLane, withCompany } from '../sessions/session.js';
import { automaticWorld, claudeWorld } from '../sessions/world.js';
import { later, onceFrom, type Plant, rings, staged } from './plant.js';

/** Pairs of one tokenizer, so that the lost tokens count the same on both sides. */
type Pair = readonly [from: ModelId, to: ModelId];
const PAIRS: readonly [Pair, ...Pair[]] = [
  ['claude-sonnet-4-6', 'claude-opus-4-6'],
  ['claude-opus-5', 'claude-sonnet-5'],
  ['claude-opus-5-5', 'claude-sonnet-5-5'],
  ['claude-fable-5-1', 'claude-opus-5'],
];

export const modelChanged: Plant = {
  id: 'model-changed',
  make(rng, seed) {
    const onOpenai = seed % 5 === 4;
    const [from, to] = onOpenai ? (['gpt-5', 'gpt-5.4'] as const) : rng.pick(PAIRS);
    const world = onOpenai
      ? automaticWorld(rng, 0)
      : claudeWorld(rng, { model: from, thinks: false, parameters: { betas: [] } });
    const main = mainLane(rng, world);
    const { calls, turns } = staged(
      main,
      onceFrom(later(rng, main), (prompt: Prompt) => ({ ...prompt, model: to })),
    );
    return {
      format: world.format,
      calls: withCompany(rng, world, calls),
      breaks: rings(turns, [{ id: 'model-changed' }], 'none'),
    };
  },
};

/** Fast mode keeps the tools and loses the rest. */
export const speedChanged: Plant = {
  id: 'model-changed/speed',
  make(rng) {
    const model = rng.pick(['claude-opus-4-8', 'claude-opus-5', 'claude-opus-5-5'] as const);
    const world = claudeWorld(rng, { model });
    const main = mainLane(rng, world);
    const change = onceFrom(later(rng, main), (prompt: Prompt) => ({
      ...prompt,
      parameters: { ...prompt.parameters, speed: 'fast' },
    }));
    const { calls, turns } = staged(main, change);
    return {
      format: world.format,
      calls: withCompany(rng, world, calls),
      breaks: rings(turns, [{ id: 'model-changed' }], 'none'),
    };
  },
};
