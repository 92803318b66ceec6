import type { ExpectedCause } from '../label.js';
import type { Prompt } from '../sessions/prompt.js';
import type { Random } from '../sessions/random.js';
import { withCompany } from '../sessions/session.js';
import { makeTools } from '../sessions/tools.js';
import { prose } from '../sessions/words.js';
import { claudeWorld } from '../sessions/world.js';
import { longLane, spotsOf, withPart } from './history.js';
import { insertLine, later, onceFrom, type Plant, rings, staged, withSystem } from './plant.js';

interface Half {
  readonly cause: ExpectedCause;
  readonly edit: (rng: Random) => (prompt: Prompt) => Prompt;
}

const toolAdded: Half = {
  cause: { id: 'tools-added' },
  edit: rng => {
    const added = makeTools(rng, 1, 700).map(tool => ({ ...tool, name: `mcp_${tool.name}` }));
    return prompt => ({ ...prompt, tools: [...prompt.tools, ...added] });
  },
};

const toolRewritten: Half = {
  cause: { id: 'tool-changed' },
  edit: rng => {
    const words = prose(rng, 120);
    return prompt => ({
      ...prompt,
      tools: prompt.tools.map((tool, index) => (index === 2 ? { ...tool, description: words } : tool)),
    });
  },
};

const systemRewritten: Half = {
  cause: { id: 'system-changed' },
  edit: rng => {
    const words = prose(rng, 200);
    return prompt => withSystem(prompt, text => insertLine(text, 5, words));
  },
};

const choiceForced: Half = {
  cause: { id: 'parameters-changed', kind: 'tool_choice' },
  edit: () => prompt => ({ ...prompt, parameters: { ...prompt.parameters, toolChoice: { type: 'any' } } }),
};

const resultCompacted: Half = {
  cause: { id: 'history-edited', kind: 'compacted' },
  edit: () => prompt => {
    const [spot] = spotsOf(prompt.messages, part => part.kind === 'result');
    if (spot === undefined) return prompt;
    return withPart(prompt, spot, part =>
      part.kind === 'result'
        ? { ...part, content: '[compacted: tool output removed to free context]' }
        : part,
    );
  },
};

/** Two mistakes in one request; the causes in prefix order. */
function two(first: Half, second: Half): Plant {
  return {
    id: `two/${first.cause.id}+${second.cause.id}`,
    make(rng) {
      const world = claudeWorld(rng);
      const main = longLane(rng, world);
      const one = first.edit(rng);
      const other = second.edit(rng);
      const { calls, turns } = staged(
        main,
        onceFrom(later(rng, main), prompt => other(one(prompt))),
      );
      const place = [first, second].every(({ cause }) => cause.id === 'parameters-changed') ? 'none' : 'diff';
      return {
        format: world.format,
        calls: withCompany(rng, world, calls),
        breaks: rings(turns, [first.cause, second.cause], place),
      };
    },
  };
}

export const pairPlants: readonly Plant[] = [
  two(toolAdded, systemRewritten),
  two(toolRewritten, systemRewritten),
  two(systemRewritten, resultCompacted),
  two(choiceForced, resultCompacted),
];
