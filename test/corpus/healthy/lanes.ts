import { converse, USUAL } from '../sessions/agent.js';
import type { Call, Message } from '../sessions/prompt.js';
import type { Random } from '../sessions/random.js';
import { mainLane, secondSample, shifted, subagent, titleCall } from '../sessions/session.js';
import { prose } from '../sessions/words.js';
import { anyWorld, claudeWorld, type World } from '../sessions/world.js';
import type { Temptation } from './temptation.js';

const subagents: Temptation = {
  id: 'subagents',
  make(rng, seed) {
    const world = anyWorld(rng, seed);
    const main = mainLane(rng, world);
    const helpers = [1, 2, 3].flatMap(i => subagent(rng, world, main, i * 2, `subagent-${i}`));
    return { format: world.format, calls: [...main, ...helpers], breaks: [] };
  },
};

const titles: Temptation = {
  id: 'title calls',
  make(rng, seed) {
    const world = anyWorld(rng, seed);
    const main = mainLane(rng, world);
    const small = [0, 3, 6].flatMap((i, index) => {
      const beside = main[i];
      return beside === undefined ? [] : [titleCall(rng, world, beside, `title-${index}`)];
    });
    return { format: world.format, calls: [...main, ...small], breaks: [] };
  },
};

/** Siblings that wait until the first of them is being answered share its entry. */
const fanOut: Temptation = {
  id: 'fan-out after the first byte',
  make(rng) {
    const world = claudeWorld(rng, { format: 'own' });
    const main = mainLane(rng, world, { calls: 8 });
    const first = subagent(rng, world, main, 3, 'worker-1');
    const began = first[0]?.firstByteAt ?? 0;
    const others = ['worker-2', 'worker-3', 'worker-4'].flatMap((name, index) => {
      const sibling = subagent(rng, world, main, 3, name);
      const delay = began + 30 * (index + 1) - (sibling[0]?.at ?? 0);
      const prompt = first[0]?.prompt;
      return sibling.map(call =>
        shifted(
          { ...call, prompt: { ...call.prompt, tools: prompt?.tools ?? [], system: prompt?.system ?? [] } },
          delay,
        ),
      );
    });
    return { format: 'own', calls: [...main, ...first, ...others], breaks: [] };
  },
};

/** Siblings leave at once, but no breakpoint stands on what they share: there is nothing that one could read of another. */
const fanOutUnshared: Temptation = {
  id: 'fan-out with nothing shared',
  make(rng) {
    const world = claudeWorld(rng, {
      format: 'own',
      marking: { tools: null, system: null, messages: 'last', ttl: '5m' },
    });
    const main = mainLane(rng, world, { calls: 8 });
    const first = subagent(rng, world, main, 3, 'worker-1');
    const start = first[0]?.at ?? 0;
    const others = ['worker-2', 'worker-3'].flatMap((name, index) => {
      const sibling = subagent(rng, world, main, 3, name);
      const prompt = first[0]?.prompt;
      return sibling.map(call =>
        shifted(
          { ...call, prompt: { ...call.prompt, system: prompt?.system ?? [] } },
          start + 70 * (index + 1) - (sibling[0]?.at ?? 0),
        ),
      );
    });
    return { format: 'own', calls: [...main, ...first, ...others], breaks: [] };
  },
};

/** A question on the side takes the whole conversation along and comes back with nothing; the conversation goes on. */
const forks: Temptation = {
  id: 'questions on the side',
  make(rng, seed) {
    const world = anyWorld(rng, seed, { carriesContext: false });
    const main = mainLane(rng, world, { calls: 11, perTurn: [2, 3] });
    const aside = main.flatMap((call, index): Call[] => {
      const isTurnEnd = call.turn !== main[index + 1]?.turn;
      if (!isTurnEnd || index === main.length - 1) return [];
      const ask: Message = {
        role: 'user',
        form: 'blocks',
        parts: [{ kind: 'text', text: 'Suggest the next question.' }],
      };
      const at = (call.endedAt ?? call.at) + 60;
      const reply: Message = {
        role: 'assistant',
        form: 'blocks',
        parts: [{ kind: 'text', text: prose(rng, 80) }],
      };
      const prompt = { ...call.prompt, messages: [...call.prompt.messages, call.reply, ask] };
      const lane = `aside-${index}`;
      return [
        { ...call, id: `${call.id}/aside`, lane, at, firstByteAt: at + 40, endedAt: at + 110, prompt, reply },
      ];
    });
    return { format: world.format, calls: [...main, ...aside], breaks: [] };
  },
};

/** Several people work with the same agent, and their sessions stand in one file. */
const interleaved: Temptation = {
  id: 'sessions in one file',
  make(rng, seed) {
    const world = anyWorld(rng, seed);
    const calls = [0, 1, 2].flatMap(index => {
      const own: World = {
        ...world,
        system: index === 2 ? ['You answer in one line.', ...world.system] : world.system,
      };
      const start = USUAL.startAt + index * rng.int(2_600, 9_000);
      return mainLane(rng, own, { calls: 7, startAt: start });
    });
    return { format: world.format, calls, breaks: [] };
  },
};

/** A request goes out again after a refusal; the second try is answered. */
const retries: Temptation = {
  id: 'retries and failures',
  make(rng, seed) {
    const world = anyWorld(rng, seed);
    const main = mainLane(rng, world);
    return { format: world.format, calls: main.flatMap((call, i) => withFailure(rng, call, i)), breaks: [] };
  },
};

function withFailure(rng: Random, call: Call, index: number): Call[] {
  if (index === 0 || !rng.chance(0.3)) return [call];
  const at = call.at - rng.int(120, 180);
  const failed: Call = {
    ...call,
    id: `${call.id}/failed`,
    at,
    firstByteAt: null,
    endedAt: at + 100,
    outcome: 'error',
    status: rng.pick([429, 500, 529]),
    error: 'overloaded_error: Overloaded',
  };
  return [failed, call];
}

/** The very same request twice: a second opinion, or a proxy that asks again. */
const repeated: Temptation = {
  id: 'the same request twice',
  make(rng, seed) {
    const world = anyWorld(rng, seed);
    const calls = mainLane(rng, world).flatMap((call): Call[] => {
      if (!rng.chance(0.3)) return [call];
      const again = shifted({ ...call, id: `${call.id}/again` }, (call.endedAt ?? call.at) - call.at + 20);
      return [call, { ...again, firstByteAt: again.at + 60, endedAt: again.at + 110 }];
    });
    return { format: world.format, calls, breaks: [] };
  },
};

/** One task is given twice, and each is answered with calls of its own ids. */
const twins: Temptation = {
  id: 'the same task twice',
  make(rng) {
    const world = claudeWorld(rng, {
      carriesContext: false,
      format: rng.pick(['own', 'pairs', 'claude-trace']),
    });
    const main = mainLane(rng, world, { calls: 7, parallel: [1, 1] });
    const after = (main[0]?.endedAt ?? 0) - (main[0]?.at ?? 0) + rng.int(40, 900);
    return { format: world.format, calls: [...main, ...secondSample(main, after)], breaks: [] };
  },
};

/** The person pressed Escape: the usage of the call reads zero. */
const aborted: Temptation = {
  id: 'aborted calls, usage zero',
  make(rng, seed) {
    const world = anyWorld(rng, seed);
    const main = mainLane(rng, world, { calls: 13 });
    const calls = main.map((call, index): Call => {
      if (index < 2 || !rng.chance(0.25)) return call;
      if (rng.chance(0.5)) return { ...call, outcome: 'aborted' };
      return { ...call, outcome: 'lost', firstByteAt: null, status: null, error: 'aborted' };
    });
    return { format: world.format, calls, breaks: [] };
  },
};

const counted: Temptation = {
  id: 'count_tokens',
  make(rng) {
    const world = claudeWorld(rng, { format: rng.pick(['own', 'claude-trace', 'pairs']) });
    const main = mainLane(rng, world);
    const calls = main.flatMap((call): Call[] => {
      const count = shifted({ ...call, id: `${call.id}/count`, purpose: 'count-tokens' }, -90);
      return rng.chance(0.5)
        ? [{ ...count, endedAt: count.at + 40, firstByteAt: count.at + 30 }, call]
        : [call];
    });
    return { format: world.format, calls, breaks: [] };
  },
};

/** The client ended and was started again within the lifetime: same bytes, another session id. */
const resumed: Temptation = {
  id: 'resumed within the lifetime',
  make(rng, seed) {
    const world = anyWorld(rng, seed);
    const main = mainLane(rng, world, { calls: 14 });
    const cut = rng.int(5, 9);
    const session = rng.uuid();
    const calls = main.map((call, index) => (index >= cut ? shifted({ ...call, session }, 120_000) : call));
    return { format: world.format, calls, breaks: [] };
  },
};

/** Two conversations of one agent, begun one after the other in the same log without any ids of lanes. */
const secondConversation: Temptation = {
  id: 'a new conversation',
  make(rng, seed) {
    const world = anyWorld(rng, seed);
    const main = mainLane(rng, world, { calls: 8 });
    const last = main.at(-1);
    const next = converse(rng, world, {
      ...USUAL,
      calls: 7,
      session: last?.session ?? '',
      lane: 'second',
      startAt: (last?.endedAt ?? 0) + rng.int(10_000, 60_000),
    });
    return { format: world.format, calls: [...main, ...next], breaks: [] };
  },
};

/** The next conversation of the day begins when nothing of the last one is left. */
const secondLater: Temptation = {
  id: 'a new conversation after the lifetime',
  make(rng) {
    const world = claudeWorld(rng);
    const main = mainLane(rng, world, { calls: 6 });
    const last = main.at(-1);
    const next = converse(rng, world, {
      ...USUAL,
      calls: 6,
      session: last?.session ?? '',
      lane: 'second',
      startAt: (last?.endedAt ?? 0) + rng.int(70, 200) * 60_000,
    });
    return { format: world.format, calls: [...main, ...next], breaks: [] };
  },
};

export const laneTemptations: readonly Temptation[] = [
  subagents,
  titles,
  fanOut,
  fanOutUnshared,
  forks,
  interleaved,
  retries,
  repeated,
  twins,
  aborted,
  counted,
  resumed,
  secondConversation,
  secondLater,
];
