import type { ExpectedCause, Planted } from '../label.js';
import type { Prompt } from '../sessions/prompt.js';
import type { Random } from '../sessions/random.js';
import { withCompany } from '../sessions/session.js';
import { makeTools } from '../sessions/tools.js';
import { prose, sentence } from '../sessions/words.js';
import { anyWorld, automaticWorld, claudeWorld, type World } from '../sessions/world.js';
import { heavyLane } from './newest-edited.js';
import { insertLine, type Plant, rings, staged, withSystem } from './plant.js';

interface Return {
  readonly id: string;
  readonly there: ExpectedCause;
  readonly back: ExpectedCause;
  readonly world: (rng: Random, seed: number) => World;
  readonly edit: (rng: Random, world: World) => (prompt: Prompt) => Prompt;
  readonly hasPlace: boolean;
}

/** Something changes and, some requests later, is as it was: an entry from before is read, and what came since is lost. */
function returning({ id, there, back, world: makeWorld, edit, hasPlace }: Return): Plant {
  return {
    id,
    make(rng, seed): Planted {
      const world = makeWorld(rng, seed);
      const lane = heavyLane(rng, world);
      const from = rng.int(3, 4);
      const to = from + rng.int(3, 4);
      const change = edit(rng, world);
      const { calls, turns } = staged(lane, {
        stage: index => (index >= from && index < to ? 1 : 0),
        apply: (prompt, stage) => (stage === 1 ? change(prompt) : prompt),
      });
      const place = hasPlace ? 'diff' : 'none';
      return {
        format: world.format,
        calls: withCompany(rng, world, calls),
        breaks: [...rings(turns.slice(0, 1), [there], place), ...rings(turns.slice(1), [back], place)],
      };
    },
  };
}

const withTools = (rng: Random, count: number) => {
  const added = makeTools(rng, count, 800).map(tool => ({ ...tool, name: `mcp_${tool.name}` }));
  return (prompt: Prompt): Prompt => ({ ...prompt, tools: [...prompt.tools, ...added] });
};

const toolset = returning({
  id: 'tools-removed/back',
  there: { id: 'tools-added' },
  back: { id: 'tools-removed' },
  world: anyWorld,
  edit: rng => withTools(rng, rng.int(1, 4)),
  hasPlace: true,
});

const betas = returning({
  id: 'parameters-changed/betas-back',
  there: { id: 'parameters-changed', kind: 'betas' },
  back: { id: 'parameters-changed', or: ['unknown'] },
  world: rng => claudeWorld(rng, { format: 'own' }),
  edit: rng => {
    const beta = rng.pick([
      'context-1m-2025-08-07',
      'fine-grained-tool-streaming-2025-05-14',
      `trial-${rng.hex(6)}`,
    ]);
    return prompt => ({ ...prompt, parameters: { ...prompt.parameters, betas: [beta] } });
  },
  hasPlace: false,
});

const effort = returning({
  id: 'parameters-changed/effort-back',
  there: { id: 'parameters-changed' },
  back: { id: 'parameters-changed' },
  world: (rng, seed) =>
    seed % 2 === 0
      ? automaticWorld(rng, seed % 4 === 0 ? 0 : 1)
      : claudeWorld(rng, {
          model: rng.pick(['claude-opus-4-8', 'claude-opus-5', 'claude-sonnet-5'] as const),
        }),
  edit: () => prompt => ({ ...prompt, parameters: { ...prompt.parameters, effort: 'low' } }),
  hasPlace: false,
});

const model = returning({
  id: 'model-changed/back',
  there: { id: 'model-changed' },
  back: { id: 'model-changed' },
  world: (rng, seed) =>
    seed % 3 === 0
      ? automaticWorld(rng, 0)
      : claudeWorld(rng, { model: 'claude-opus-5', thinks: false, parameters: { betas: [] } }),
  edit: (_, world) => prompt => ({
    ...prompt,
    model: world.model === 'gpt-5' ? 'gpt-5.4' : 'claude-sonnet-5',
  }),
  hasPlace: false,
});

/** A passage of the system prompt, of a mode, that comes and goes: one wound, and no value. */
const mode: Plant = {
  id: 'system-changed/mode',
  make(rng, seed) {
    const world = anyWorld(rng, seed);
    const lane = heavyLane(rng, world);
    const paragraph = rng.int(2, 12);
    const within = rng.chance(0.5);
    const passage = rng.pick([
      ` Plan mode is on (#${rng.int(1, 9)}): read, ask, and change nothing.`,
      ` ${sentence(rng)}`,
      `${sentence(rng)} Mode ${rng.int(1, 9)}.`,
    ]);
    const put = (prompt: Prompt): Prompt =>
      withSystem(prompt, text =>
        within ? inParagraph(text, paragraph, passage) : insertLine(text, paragraph, passage),
      );
    const turnsAt = [3, 6, 8].map(n => n + rng.int(0, 1));
    const { calls, turns } = staged(lane, {
      stage: index => turnsAt.filter(n => index >= n).length % 2,
      apply: (prompt, stage) => (stage === 1 ? put(prompt) : prompt),
    });
    const first = turns[0];
    return {
      format: world.format,
      calls: withCompany(rng, world, calls),
      breaks: rings(turns, [{ id: 'system-changed' }]),
      claims: turns.map(({ call }) => ({
        says: 'all turns of one mode are one wound',
        holds: ({ entryOf }) =>
          first !== undefined && entryOf(call.id).break?.wound === entryOf(first.call.id).break?.wound,
      })),
    };
  },
};

function inParagraph(text: string, index: number, passage: string): string {
  const paragraphs = text.split('\n\n');
  return paragraphs.map((part, at) => (at === index ? `${part}${passage}` : part)).join('\n\n');
}

/** A value changed in the system prompt, and later a passage is put in at the same place: that one is no value. */
const passageAfterValue: Plant = {
  id: 'system-changed/after-a-value',
  make(rng, seed) {
    const world = anyWorld(rng, seed);
    const lane = heavyLane(rng, world);
    const paragraph = rng.int(2, 8);
    const [first, second] = [rng.int(2, 3), rng.int(6, 7)];
    const codes = [0, 1].map(() => rng.int(100, 899));
    const passage = prose(rng, rng.int(60, 500));
    const { calls, turns } = staged(lane, {
      stage: index => (index >= second ? 2 : index >= first ? 1 : 0),
      apply: (prompt, stage) =>
        withSystem(prompt, text => {
          const valued = insertLine(
            text,
            paragraph,
            `The count of the open berths is ${codes[Math.min(stage, 1)]}.`,
          );
          return stage === 2 ? insertLine(valued, paragraph + 1, passage) : valued;
        }),
    });
    return {
      format: world.format,
      calls: withCompany(rng, world, calls),
      breaks: [
        ...rings(turns.slice(0, 1), [{ id: 'volatile-value', or: ['system-changed'] }]),
        ...rings(turns.slice(1), [{ id: 'system-changed' }]),
      ],
    };
  },
};

export const returnPlants: readonly Plant[] = [toolset, betas, effort, model, mode, passageAfterValue];
