import type { Planted } from '../label.js';
import type { Call, Message } from '../sessions/prompt.js';
import { shifted } from '../sessions/session.js';
import { prose } from '../sessions/words.js';
import { anyWorld } from '../sessions/world.js';
import { heavyLane } from './newest-edited.js';
import type { Plant } from './plant.js';

/** The last answer and what followed it are taken back, and the person asks something else: to a state that was sent. */
export const rewoundByTwo: Plant = {
  id: 'rewound/by-two-messages',
  make(rng, seed): Planted {
    const world = anyWorld(rng, seed, { carriesContext: false });
    const lane = heavyLane(rng, world);
    const n = rng.int(4, lane.length - 2);
    const [target, last] = [lane[n - 1], lane[n]];
    if (target === undefined || last === undefined) throw new Error('the session is too short');
    const question: Message = {
      role: 'user',
      form: world.form,
      parts: [{ kind: 'text', text: prose(rng, 300) }],
    };
    const kept = target.prompt.messages;
    const again: Call = shifted(
      {
        ...last,
        id: `${last.id}/again`,
        turn: `${last.turn}/again`,
        prompt: { ...last.prompt, messages: [...kept, question] },
      },
      (last.endedAt ?? last.at) - last.at + rng.int(3_000, 30_000),
    );
    const twin: Call = {
      ...again,
      prompt: { ...last.prompt, messages: [...last.prompt.messages, last.reply, question] },
    };
    return {
      format: world.format,
      calls: [...lane.slice(0, n + 1), again],
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
