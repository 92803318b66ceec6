import type { ExpectedCause } from '../label.js';
import type { Call, Prompt } from '../sessions/prompt.js';
import type { Random } from '../sessions/random.js';
import { mainLane, secondSample } from '../sessions/session.js';
import { prose } from '../sessions/words.js';
import { anyWorld } from '../sessions/world.js';
import { spotsOf, withPart } from './history.js';
import { onceFrom, type Plant, rings, staged } from './plant.js';

/** One task is given twice, the two take turns, and one of them changes what it has sent: no going back to what both began with. */
function oneOfTwo(
  id: string,
  causes: readonly ExpectedCause[],
  edit: (rng: Random, prompt: Prompt) => (prompt: Prompt) => Prompt,
): Plant {
  return {
    id,
    make(rng, seed) {
      const world = anyWorld(rng, seed, { carriesContext: false, form: 'blocks' });
      const lane = mainLane(rng, world, {
        calls: rng.int(8, 10),
        perTurn: [9, 12],
        result: [7_000, 12_000],
        parallel: [1, 1],
        failures: 0,
      });
      const n = rng.int(5, lane.length - 2);
      const before = lane[n - 1]?.prompt;
      if (before === undefined) throw new Error('the session is too short');
      const { calls, turns } = staged(lane, onceFrom(n, edit(rng, before)));
      const after = (lane[0]?.endedAt ?? 0) - (lane[0]?.at ?? 0) + rng.int(40, 900);
      const both: Call[] = [...calls, ...secondSample(lane, after)];
      return { format: world.format, calls: both, breaks: rings(turns, causes, 'any') };
    },
  };
}

/** One of the older results, but the newest, whose edit loses little. */
function someResult(rng: Random, prompt: Prompt): { readonly message: number; readonly part: number } {
  const results = spotsOf(prompt.messages, part => part.kind === 'result');
  const spot = results[rng.int(0, Math.max(0, Math.min(2, results.length - 2)))];
  if (spot === undefined) throw new Error('the session has no tool result');
  return spot;
}

export const oneOfTwoPlants: readonly Plant[] = [
  oneOfTwo(
    'history-edited/one-of-two-samples, cleared',
    [{ id: 'history-edited', kind: 'compacted' }],
    (rng, before) => {
      const spot = someResult(rng, before);
      const placeholder = rng.pick([
        '[cleared]',
        '[Old tool result content cleared]',
        '[omitted to save room]',
      ]);
      return prompt =>
        withPart(prompt, spot, part => (part.kind === 'result' ? { ...part, content: placeholder } : part));
    },
  ),
  oneOfTwo(
    'history-edited/one-of-two-samples, put in',
    [{ id: 'history-edited', kind: 'edited' }],
    (rng, before) => {
      const spot = someResult(rng, before);
      const [words, share] = [prose(rng, rng.int(20, 120)), rng.int(20, 70) / 100];
      return prompt =>
        withPart(prompt, spot, part => {
          if (part.kind !== 'result') return part;
          const at = Math.floor(part.content.length * share);
          return { ...part, content: `${part.content.slice(0, at)} ${words} ${part.content.slice(at)}` };
        });
    },
  ),
  oneOfTwo('history-truncated/one-of-two-samples', [{ id: 'history-truncated' }], () => {
    const behind = 1;
    return prompt => ({
      ...prompt,
      messages: [...prompt.messages.slice(0, behind), ...prompt.messages.slice(behind + 2)],
    });
  }),
];
