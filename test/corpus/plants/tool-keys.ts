import type { Json, JsonObject } from '../sessions/json.js';
import { isObject } from '../sessions/json.js';
import type { Prompt } from '../sessions/prompt.js';
import { mainLane, withCompany } from '../sessions/session.js';
import { anyWorld } from '../sessions/world.js';
import { later, onceFrom, type Plant, rings, staged } from './plant.js';

/** The keys of a tool schema in another order: a map that forgot how it was filled. */
export const schemaKeyOrder: Plant = {
  id: 'key-order/schema',
  make(rng, seed) {
    const world = anyWorld(rng, seed);
    const main = mainLane(rng, world);
    const index = rng.int(0, world.tools.length - 1);
    const edit = (prompt: Prompt): Prompt => ({
      ...prompt,
      tools: prompt.tools.map((tool, i) =>
        i === index ? { ...tool, schema: backwards(tool.schema) } : tool,
      ),
    });
    const { calls, turns } = staged(main, onceFrom(later(rng, main), edit));
    return {
      format: world.format,
      calls: withCompany(rng, world, calls),
      breaks: rings(turns, [{ id: 'key-order' }]),
    };
  },
};

function backwards(value: JsonObject): JsonObject {
  const item = (inner: Json): Json => (isObject(inner) ? backwards(inner) : inner);
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, item(inner)]),
  );
}
