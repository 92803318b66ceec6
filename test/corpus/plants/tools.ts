import type { Prompt, Tool } from '../sessions/prompt.js';
import type { Random } from '../sessions/random.js';
import { mainLane, withCompany } from '../sessions/session.js';
import { makeSchema, makeTools } from '../sessions/tools.js';
import { prose } from '../sessions/words.js';
import { anyWorld } from '../sessions/world.js';
import { later, onceFrom, type Plant, rings, staged } from './plant.js';

type Edit = (tools: readonly Tool[]) => readonly Tool[];

/** One change of the tool list in the second half of a session. */
function toolPlant(id: string, makeEdit: (rng: Random, tools: readonly Tool[]) => Edit): Plant {
  return {
    id,
    make(rng, seed) {
      const world = anyWorld(rng, seed);
      const main = mainLane(rng, world);
      const edit = makeEdit(rng, world.tools);
      const change = onceFrom(later(rng, main), (prompt: Prompt) => ({
        ...prompt,
        tools: edit(prompt.tools),
      }));
      const { calls, turns } = staged(main, change);
      return { format: world.format, calls: withCompany(rng, world, calls), breaks: rings(turns, [{ id }]) };
    },
  };
}

export const toolPlants: readonly Plant[] = [
  toolPlant('tools-added', (rng, tools) => {
    const added = makeTools(rng, rng.int(1, 4), 800).map(tool => ({ ...tool, name: `mcp_${tool.name}` }));
    const at = rng.chance(0.5) ? tools.length : rng.int(1, tools.length - 1);
    return list => [...list.slice(0, at), ...added, ...list.slice(at)];
  }),
  toolPlant('tools-removed', (rng, tools) => {
    const count = rng.int(1, 4);
    const at = rng.chance(0.3) ? tools.length - count : rng.int(1, tools.length - count - 1);
    return list => list.filter((_, index) => index < at || index >= at + count);
  }),
  toolPlant('tools-reordered', (rng, tools) => {
    const from = rng.int(0, Math.floor(tools.length / 3));
    const names = rng.shuffled(tools.slice(from)).map(({ name }) => name);
    if (names[0] === tools[from]?.name) names.reverse();
    return list => [
      ...list.slice(0, from),
      ...names.flatMap(name => list.filter(tool => tool.name === name)),
    ];
  }),
  toolPlant('tool-changed', (rng, tools) => {
    const index = rng.int(0, tools.length - 1);
    const target = tools[index];
    const inSchema = rng.chance(0.5);
    const words = prose(rng, 120);
    const schema = makeSchema(rng, 600);
    const changed: Partial<Tool> = inSchema
      ? { schema }
      : { description: `${target?.description.slice(0, 40) ?? ''}${words}` };
    return list => list.map((tool, i) => (i === index ? { ...tool, ...changed } : tool));
  }),
];
