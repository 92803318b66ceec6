import type { Planted, PlantedBreak } from '../label.js';
import type { Call, Message, Prompt } from '../sessions/prompt.js';
import type { Random } from '../sessions/random.js';
import { mainLane, shifted } from '../sessions/session.js';
import { prose } from '../sessions/words.js';
import { claudeWorld, type World } from '../sessions/world.js';
import type { Plant } from './plant.js';

function say(text: string): Message {
  return { role: 'user', form: 'blocks', parts: [{ kind: 'text', text }] };
}

const SUMMARISE = 'Summarise the conversation so far, so that another agent can go on with it.';

interface Scene {
  readonly world: World;
  /** The conversation up to the compaction. */
  readonly before: readonly Call[];
  /** A call that asks for the summary in the prefix of the conversation. */
  readonly asking: Call;
  /** What follows, on top of the summary. */
  readonly after: readonly Call[];
}

/** @param keeps how many of the newest messages stand behind the summary again, and the first in front of it; 0: only the summary is left */
function compact(rng: Random, keeps = 0): Scene {
  const world = claudeWorld(rng, { carriesContext: false });
  const before = mainLane(rng, world, { calls: rng.int(8, 12), result: [2_000, 6_000] });
  const last = before.at(-1);
  if (last === undefined) throw new Error('the session is empty');
  const asking = shifted(
    {
      ...last,
      id: `${last.id}/summary`,
      turn: `${last.turn}/summary`,
      prompt: { ...last.prompt, messages: [...last.prompt.messages, last.reply, say(SUMMARISE)] },
    },
    (last.endedAt ?? last.at) - last.at + rng.int(2_000, 20_000),
  );
  const summary = say(
    `This conversation was compacted. Summary of what was said before:\n\n${prose(rng, rng.int(1_500, 3_500))}`,
  );
  const rest = mainLane(rng, world, {
    calls: rng.int(3, 5),
    session: last.session,
    startAt: (asking.endedAt ?? asking.at) + rng.int(500, 3_000),
  });
  const after = rest.map((call, index) => ({
    ...call,
    id: `${call.id}/after-${index}`,
    turn: `${call.turn}/after`,
    prompt: { ...call.prompt, messages: [...around(last, summary, keeps), ...call.prompt.messages] },
  }));
  return { world, before, asking, after };
}

function around({ prompt: { messages }, reply }: Call, summary: Message, keeps: number): readonly Message[] {
  return keeps === 0 ? [summary] : [...messages.slice(0, 1), summary, ...messages.slice(-keeps), reply];
}

/** The first call on top of the summary: it reads the system prompt only, and the client meant it. */
function expectedRebuild({ asking, after }: Scene): PlantedBreak[] {
  const call = after[0];
  if (call === undefined) return [];
  const twin: Call = {
    ...call,
    prompt: { ...asking.prompt, messages: [...asking.prompt.messages, say('Go on.')] },
  };
  return [{ call: call.id, causes: [{ id: 'history-summarised' }], ringing: false, twin, place: 'any' }];
}

const summarised: Plant = {
  id: 'history-summarised',
  make(rng): Planted {
    const scene = compact(rng);
    return {
      format: scene.world.format,
      calls: [...scene.before, scene.asking, ...scene.after],
      breaks: expectedRebuild(scene),
    };
  },
};

/** The first message and the newest ones are kept around the summary. */
const summarisedAround: Plant = {
  id: 'history-summarised/keeps-the-newest',
  make(rng): Planted {
    const scene = compact(rng, 2);
    return {
      format: scene.world.format,
      calls: [...scene.before, scene.asking, ...scene.after],
      breaks: expectedRebuild(scene),
    };
  },
};

/** The summary is asked for with another system prompt and without tools: the whole history is paid again. */
const unsafe: Plant = {
  id: 'unsafe-compaction',
  make(rng): Planted {
    const scene = compact(rng);
    const prompt: Prompt = {
      ...scene.asking.prompt,
      tools: [],
      system: ['You write summaries of conversations.'],
    };
    const asking: Call = { ...scene.asking, prompt, lane: 'summary' };
    return {
      format: scene.world.format,
      calls: [...scene.before, asking, ...scene.after],
      breaks: [
        {
          call: asking.id,
          causes: [{ id: 'unsafe-compaction', with: ['tools-removed', 'system-changed'] }],
          ringing: true,
          twin: { ...scene.asking, lane: 'summary' },
          place: 'any',
        },
        ...expectedRebuild(scene),
      ],
    };
  },
};

/** Back to an earlier message, and on with another question: a shorter prefix that the client chose. */
const rewound: Plant = {
  id: 'rewound',
  make(rng): Planted {
    const world = claudeWorld(rng);
    const lane = mainLane(rng, world, { calls: rng.int(8, 12) });
    const last = lane.at(-1);
    const target = lane[rng.int(2, lane.length - 4)];
    if (last === undefined || target === undefined) throw new Error('the session is too short');
    const messages = [...target.prompt.messages, target.reply, say(prose(rng, 200))];
    const closed = target.reply.parts.some(part => part.kind === 'call') ? target.prompt.messages : messages;
    const again: Call = shifted(
      {
        ...last,
        id: `${last.id}/again`,
        turn: `${last.turn}/again`,
        prompt: {
          ...last.prompt,
          messages: closed === messages ? messages : [...closed.slice(0, -1), say(prose(rng, 240))],
        },
      },
      (last.endedAt ?? last.at) - last.at + rng.int(3_000, 30_000),
    );
    const twin: Call = {
      ...again,
      prompt: { ...last.prompt, messages: [...last.prompt.messages, last.reply, say('On.')] },
    };
    return {
      format: world.format,
      calls: [...lane, again],
      breaks: [{ call: again.id, causes: [{ id: 'rewound' }], ringing: false, twin, place: 'any' }],
    };
  },
};

export const compactionPlants: readonly Plant[] = [summarised, summarisedAround, unsafe, rewound];
