import type { Parameters, Prompt } from '../sessions/prompt.js';
import type { Random } from '../sessions/random.js';
import { mainLane, withCompany } from '../sessions/session.js';
import { automaticWorld, claudeWorld, type World } from '../sessions/world.js';
import { later, onceFrom, type Plant, rings, staged } from './plant.js';

type Edit = (parameters: Parameters) => Parameters;

function parameterPlant(name: string, makeWorld: (rng: Random) => World, edit: Edit): Plant {
  return {
    id: `parameters-changed/${name}`,
    make(rng) {
      const world = makeWorld(rng);
      const main = mainLane(rng, world);
      const change = onceFrom(later(rng, main), (prompt: Prompt) => ({
        ...prompt,
        parameters: edit(prompt.parameters),
      }));
      const { calls, turns } = staged(main, change);
      return {
        format: world.format,
        calls: withCompany(rng, world, calls),
        breaks: rings(turns, [{ id: 'parameters-changed', kind: name }], 'none'),
      };
    },
  };
}

/** Headers are in our own record format only. */
function withHeaders(rng: Random): World {
  return claudeWorld(rng, { format: 'own' });
}

/** Models whose effort is rendered with the messages. */
function withEffort(rng: Random): World {
  return claudeWorld(rng, {
    model: rng.pick(['claude-opus-4-8', 'claude-opus-5', 'claude-sonnet-5'] as const),
  });
}

export const parameterPlants: readonly Plant[] = [
  parameterPlant(
    'tool_choice',
    rng => claudeWorld(rng),
    parameters => ({ ...parameters, toolChoice: { type: 'any' } }),
  ),
  parameterPlant(
    'thinking',
    rng => claudeWorld(rng),
    parameters => ({ ...parameters, thinking: { type: 'enabled', budget_tokens: 16_000 } }),
  ),
  parameterPlant('effort', withEffort, parameters => ({ ...parameters, effort: 'low' })),
  parameterPlant(
    'output_format',
    rng => claudeWorld(rng),
    parameters => ({
      ...parameters,
      format: { type: 'json_schema', schema: { type: 'object', properties: { berth: { type: 'integer' } } } },
    }),
  ),
  parameterPlant('betas', withHeaders, parameters => ({ ...parameters, betas: ['context-1m-2025-08-07'] })),
  parameterPlant(
    'reasoning_effort',
    rng => automaticWorld(rng, rng.pick([0, 1])),
    parameters => ({ ...parameters, effort: 'high' }),
  ),
  parameterPlant(
    'verbosity',
    rng => automaticWorld(rng, rng.pick([0, 1])),
    parameters => ({ ...parameters, verbosity: 'low' }),
  ),
  parameterPlant(
    'prompt_cache_key',
    rng => automaticWorld(rng, rng.pick([0, 1])),
    parameters => ({
      ...parameters,
      cacheKey: 'another-key',
    }),
  ),
];
