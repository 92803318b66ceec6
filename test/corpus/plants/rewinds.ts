import type { Planted } from '../label.js';
import type { Call, Message } from '../sessions/prompt.js';
import type { Random } from '../sessions/random.js';
import { shifted } from '../sessions/session.js';
import { prose } from '../sessions/words.js';
import { anyWorld, type World } from '../sessions/world.js';
import { heavyLane } from './newest-edited.js';
import type { Plant } from './plant.js';

/** The last answer and what followed it are taken back, and the person asks something else: to the state before call `n`. */
export function rewoundTo(
  rng: Random,
  world: World,
  lane: readonly Call[],
  n: number,
): { readonly calls: readonly Call[]; readonly target: Call; readonly again: Call; readonly twin: Call } {
  const [target, last] = [lane[n - 1], lane[n]];
  if (target === undefined || last === undefined) throw new Error('the session is too short');
  const question: Message = {
    role: 'user',
    form: world.form,
    parts: [{ kind: 'text', text: prose(rng, 300) }],
  };
  const again: Call = shifted(
    {
      ...last,
      id: `${last.id}/again`,
      turn: `${last.turn}/again`,
      prompt: { ...last.prompt, messages: [...target.prompt.messages, question] },
    },
    (last.endedAt ?? last.at) - last.at + rng.int(3_000, 30_000),
  );
  const messages = [...last.prompt.messages, last.reply, question];
  const twin: Call = { ...again, prompt: { ...last.prompt, messages } };
  return { calls: lane.slice(0, n + 1), target, again, twin };
}

/** To a state that was sent. */
export const rewoundByTwo: Plant = {
  id: 'rewound/by-two-messages',
  make(rng, seed): Planted {
    const world = anyWorld(rng, seed, { carriesContext: false });
    const lane = heavyLane(rng, world);
    const { calls, target, again, twin } = rewoundTo(rng, world, lane, rng.int(4, lane.length - 2));
    return {
      format: world.format,
      calls: [...calls, again],
      breaks: [{ call: again.id, causes: [{ id: 'rewound' }], ringing: false, twin, place: 'any' }],
      claims: [
        {
          says: 'the request says to which state it goes back',
          holds: ({ entryOf }) => {
            const { parent, what } = entryOf(again.id);
            return parent === entryOf(target.id).n && /^(back to|rewound)/.test(what);
          },
        },
      ],
    };
  },
};
