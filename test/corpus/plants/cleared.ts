import type { ExpectedCause } from '../label.js';
import { MORNING } from '../sessions/agent.js';
import type { Call, Message, Prompt } from '../sessions/prompt.js';
import type { Random } from '../sessions/random.js';
import { mainLane, shifted, withCompany } from '../sessions/session.js';
import { makeTools } from '../sessions/tools.js';
import { prose } from '../sessions/words.js';
import { anyWorld, claudeWorld } from '../sessions/world.js';
import { spotsOf, withPart } from './history.js';
import { heavyLane } from './newest-edited.js';
import { insertLine, later, onceFrom, type Plant, rings, staged, withSystem } from './plant.js';

interface Edit {
  readonly cause: ExpectedCause;
  readonly make: (rng: Random, lane: readonly Call[], n: number) => (prompt: Prompt) => Prompt;
}

const SYSTEM: Edit = {
  cause: { id: 'system-changed' },
  make: rng => {
    const words = prose(rng, 200);
    const paragraph = rng.int(1, 9);
    return prompt => withSystem(prompt, text => insertLine(text, paragraph, words));
  },
};

const TOOLS: Edit = {
  cause: { id: 'tools-added' },
  make: rng => {
    const added = makeTools(rng, rng.int(1, 3), 700).map(tool => ({ ...tool, name: `mcp_${tool.name}` }));
    return prompt => ({ ...prompt, tools: [...prompt.tools, ...added] });
  },
};

const HISTORY: Edit = {
  cause: { id: 'history-edited' },
  make: (rng, lane, n) => {
    const words = prose(rng, 120);
    const [spot] = spotsOf(lane[n - 2]?.prompt.messages ?? [], part => part.kind === 'result');
    return prompt =>
      spot === undefined
        ? prompt
        : withPart(prompt, spot, part =>
            part.kind === 'result' ? { ...part, content: `${part.content.slice(0, 900)}${words}` } : part,
          );
  },
};

/** Claude Code's line of attribution changes with every request and costs nothing; what changes behind it does. */
const behindHeader: Plant = {
  id: 'volatile-value/behind-a-header',
  make(rng) {
    const world = claudeWorld(rng);
    const dated = rng.chance(0.5);
    const lane = mainLane(rng, world, {
      startAt: dated ? MORNING + 15 * 3_600_000 - rng.int(70_000, 100_000) : MORNING,
      result: [4_000, 8_000],
    });
    const version = `2.1.${rng.int(200, 400)}`;
    const main = lane.map((call): Call => {
      const header = `x-anthropic-billing-header: cc_version=${version}.${rng.hex(3)}; cc_entrypoint=cli; cch=${rng.hex(5)};`;
      return { ...call, prompt: { ...call.prompt, system: [header, ...call.prompt.system] } };
    });
    const paragraph = rng.int(1, 8);
    if (dated) {
      const { calls, turns } = staged(main, {
        stage: (_, call) => new Date(call.at).toISOString().slice(0, 10),
        apply: (prompt, date) => withSystem(prompt, text => insertLine(text, paragraph, `Today is ${date}.`)),
      });
      const causes = [{ id: 'volatile-value', kind: 'date' }];
      return { format: world.format, calls: withCompany(rng, world, calls), breaks: rings(turns, causes) };
    }
    const n = later(rng, main);
    const { cause, make } = rng.pick([SYSTEM, TOOLS, HISTORY]);
    const { calls, turns } = staged(main, onceFrom(n, make(rng, main, n)));
    return { format: world.format, calls: withCompany(rng, world, calls), breaks: rings(turns, [cause]) };
  },
};

/** Another process has the changed prompt in the cache already: what is read of it does not clear the change. */
const warmedElsewhere = ({ cause, make }: Edit): Plant => ({
  id: `${cause.id}/warmed-elsewhere`,
  make(rng, seed) {
    const world = anyWorld(rng, seed);
    const lane = heavyLane(rng, world);
    const n = later(rng, lane);
    const { calls, turns } = staged(lane, onceFrom(n, make(rng, lane, n)));
    const [earlier, before, broken] = [calls[n - 3], calls[n - 1], calls[n]];
    if (earlier === undefined || before === undefined || broken === undefined) throw new Error('too short');
    const messages: readonly Message[] = earlier.prompt.messages;
    const at = before.endedAt ?? before.at;
    const elsewhere: Call = {
      ...shifted({ ...earlier, prompt: { ...broken.prompt, messages } }, at + 20 - earlier.at),
      ...{ id: `${earlier.id}/elsewhere`, lane: 'elsewhere', firstByteAt: at + 60, endedAt: at + 90 },
      isElsewhere: true,
    };
    return { format: world.format, calls: [...calls, elsewhere], breaks: rings(turns, [cause]) };
  },
});

export const clearedPlants: readonly Plant[] = [
  behindHeader,
  warmedElsewhere(TOOLS),
  warmedElsewhere(SYSTEM),
];
