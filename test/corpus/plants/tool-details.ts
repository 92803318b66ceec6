import type { JsonObject } from '../sessions/json.js';
import type { Prompt, Tool } from '../sessions/prompt.js';
import { mainLane, withCompany } from '../sessions/session.js';
import { prose } from '../sessions/words.js';
import { anyWorld } from '../sessions/world.js';
import { later, ofEach, onceFrom, type Plant, rings, staged } from './plant.js';

/** Tools in another order, and one of them rewritten deep in its description: each has its own place. */
const reorderedAndChanged: Plant = {
  id: 'two/tools-reordered+tool-changed',
  make(rng, seed) {
    const world = anyWorld(rng, seed);
    const main = mainLane(rng, world);
    const target = rng.int(5, world.tools.length - 1);
    const long = prose(rng, 900);
    const kept = long.slice(0, rng.int(300, 800));
    const words = prose(rng, 120);
    const described = world.tools.map((tool, index) =>
      index === target ? { ...tool, description: long } : tool,
    );
    const [a, b] = [rng.int(0, 1), rng.int(2, 4)];
    const changed = described
      .map((_, index) => described[index === a ? b : index === b ? a : index])
      .flatMap((tool, index): Tool[] =>
        tool === undefined ? [] : [index === target ? { ...tool, description: kept + words } : tool],
      );
    const lane = main.map(call => ({ ...call, prompt: { ...call.prompt, tools: described } }));
    const { calls, turns } = staged(
      lane,
      onceFrom(later(rng, lane), (prompt: Prompt) => ({ ...prompt, tools: changed })),
    );
    const name = changed[target]?.name ?? '';
    return {
      format: world.format,
      calls: withCompany(rng, world, calls),
      breaks: rings(turns, [{ id: 'tools-reordered' }, { id: 'tool-changed' }]),
      claims: ofEach(turns, `the place of the change is inside the tool ${name}`, ({ causes }) => {
        const second = causes[1];
        return second?.summary.includes(name) === true && second.path?.includes('description') === true;
      }),
    };
  },
};

/** The schema of a tool lists what is there at the moment, and the list grows: a changed tool each time, never a value. */
const growingEnum: Plant = {
  id: 'tool-changed/growing-enum',
  make(rng, seed) {
    const world = anyWorld(rng, seed);
    const main = mainLane(rng, world);
    const target = rng.int(0, world.tools.length - 1);
    const names = Array.from({ length: 30 }, (_, n) => `${rng.pick(['quay', 'berth', 'pier'])}-${n + 1}`);
    const first = rng.int(3, 6);
    const { calls, turns } = staged(main, {
      stage: index => Math.floor(index / 3),
      apply: (prompt, stage) => ({
        ...prompt,
        tools: prompt.tools.map((tool, index) =>
          index === target ? { ...tool, schema: withEnum(tool.schema, names.slice(0, first + stage)) } : tool,
        ),
      }),
    });
    return {
      format: world.format,
      calls: withCompany(rng, world, calls),
      breaks: rings(turns, [{ id: 'tool-changed' }]),
    };
  },
};

function withEnum(schema: JsonObject, members: readonly string[]): JsonObject {
  const profile = { type: 'string', enum: members, description: 'The place that is meant.' };
  return {
    ...schema,
    properties: { place: profile, ...(typeof schema.properties === 'object' ? schema.properties : {}) },
  };
}

export const toolDetailPlants: readonly Plant[] = [reorderedAndChanged, growingEnum];
