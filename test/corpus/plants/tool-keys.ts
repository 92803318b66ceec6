import type { PlantedBreak } from '../label.js';
import { bare } from '../sessions/digits.js';
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

/** A map with integers for keys, such as the states of a machine by their number, is filled in another order. */
export const integerKeyOrder: Plant = respelled(
  'key-order/integer-keys',
  [
    ['20', '10', '30'],
    ['10', '20', '30'],
  ].map(keys => Object.fromEntries(keys.map(key => [bare(key), { const: key }]))),
  { id: 'key-order', kind: 'integer-keys' },
  { below: '.properties.action.states', char: 2 },
);

/** A gateway reads the schema and writes it again: `0.0` comes out as `0`. */
export const numberDigits: Plant = respelled(
  'content-form/number',
  [{ default: bare('0.0') }, { default: bare('0') }],
  { id: 'content-form', kind: 'number' },
  { below: '.properties.action.states.default', char: 1 },
);

/** From some request on, a value in the schema of a tool is written in other characters. */
function respelled(
  id: string,
  [before, after]: readonly JsonObject[],
  cause: PlantedBreak['causes'][number],
  place: PlantedBreak['place'],
): Plant {
  return {
    id,
    make(rng, seed) {
      const world = anyWorld(rng, seed);
      const index = rng.int(0, world.tools.length - 1);
      const holding =
        (states: JsonObject | undefined) =>
        (prompt: Prompt): Prompt => ({
          ...prompt,
          tools: prompt.tools.map((tool, i) =>
            i === index ? { ...tool, schema: withStates(tool.schema, states) } : tool,
          ),
        });
      const main = mainLane(rng, world).map(call => ({ ...call, prompt: holding(before)(call.prompt) }));
      const { calls, turns } = staged(main, onceFrom(later(rng, main), holding(after)));
      return {
        format: world.format,
        calls: withCompany(rng, world, calls),
        breaks: rings(turns, [cause], place),
      };
    },
  };
}

function withStates(schema: JsonObject, states: JsonObject = {}): JsonObject {
  const properties = isObject(schema.properties) ? schema.properties : {};
  const action = isObject(properties.action) ? properties.action : {};
  return { ...schema, properties: { ...properties, action: { ...action, states } } };
}

function backwards(value: JsonObject): JsonObject {
  const item = (inner: Json): Json => (isObject(inner) ? backwards(inner) : inner);
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, item(inner)]),
  );
}
