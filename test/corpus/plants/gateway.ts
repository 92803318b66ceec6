import type { PlantedBreak } from '../label.js';
import type { Call } from '../sessions/prompt.js';
import { mainLane } from '../sessions/session.js';
import { automaticWorld, claudeWorld } from '../sessions/world.js';
import { ofEach, type Plant, rings, staged } from './plant.js';

const CLAUDE_HOSTS = ['Anthropic', 'Amazon Bedrock', 'Google', 'Azure'] as const;
const OTHER_HOSTS = ['Fireworks', 'Together', 'DeepInfra', 'Novita', 'OpenAI', 'Azure'] as const;

/** A gateway passes a request on to another host than the one before, some requests later back to the first, or on to a third. */
export const providerFlips: Plant = {
  id: 'model-changed/provider',
  make(rng, seed) {
    const onClaude = seed % 2 === 0;
    const world = onClaude
      ? claudeWorld(rng, {
          format: 'pairs',
          provider: 'openrouter',
          thinks: false,
          parameters: { betas: [] },
        })
      : automaticWorld(rng, seed % 4 === 1 ? 0 : 2, { format: 'pairs' });
    const lane = mainLane(rng, world, { result: [4_000, 9_000], failures: 0 });
    const hosts = rng.shuffled(onClaude ? CLAUDE_HOSTS : OTHER_HOSTS);
    const [first, second] = [rng.int(3, 5), rng.int(6, lane.length - 2)];
    const returns = rng.chance(0.5);
    const stage = (index: number): number => (index < first ? 0 : index < second ? 1 : returns ? 0 : 2);
    const { calls, turns } = staged(lane, { stage, apply: prompt => prompt });
    const host = (call: Call, index: number): Call => ({ ...call, upstream: hosts[index] ?? 'Anthropic' });
    const breaks = rings(turns, [{ id: 'model-changed', kind: 'provider' }], 'none').map(
      (broken, turn): PlantedBreak => ({
        ...broken,
        twin: host(broken.twin, stage((turns[turn]?.index ?? 1) - 1)),
      }),
    );
    return {
      format: world.format,
      calls: calls.map((call, index) => host(call, stage(index))),
      breaks,
      claims: ofEach(
        turns,
        'both hosts are named',
        ({ causes }) => hosts.filter(name => causes[0]?.summary.includes(name) === true).length === 2,
      ),
    };
  },
};
