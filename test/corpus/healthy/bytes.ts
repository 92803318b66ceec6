import { compactionPlants } from '../plants/compaction.js';
import { withPart } from '../plants/history.js';
import { staged } from '../plants/plant.js';
import type { Call, Message, Part } from '../sessions/prompt.js';
import { mainLane, withCompany } from '../sessions/session.js';
import { prose } from '../sessions/words.js';
import { anyWorld, automaticWorld, claudeWorld } from '../sessions/world.js';
import type { Temptation } from './temptation.js';

/** Nothing special: an agent at work, in company. */
const plain: Temptation = {
  id: 'plain',
  make(rng, seed) {
    const world = anyWorld(rng, seed);
    return { format: world.format, calls: withCompany(rng, world, mainLane(rng, world)), breaks: [] };
  },
};

const replacedTail: Temptation = {
  id: 'replaced tail behind the breakpoint',
  make(rng) {
    const ttl = rng.pick(['5m', '1h'] as const);
    const messages = rng.pick(['last', 'last-two'] as const);
    const world = claudeWorld(rng, {
      carriesContext: true,
      marking: { tools: null, system: ttl, messages, ttl },
    });
    return { format: world.format, calls: withCompany(rng, world, mainLane(rng, world)), breaks: [] };
  },
};

/** A message is a list of blocks while it is marked and a string afterwards. */
const forms: Temptation = {
  id: 'string and block content',
  make(rng) {
    const model = rng.pick([
      'claude-sonnet-4-6',
      'claude-opus-5',
      'claude-opus-4-8',
      'claude-sonnet-5',
    ] as const);
    const world = claudeWorld(rng, { form: 'string', model });
    return { format: world.format, calls: mainLane(rng, world, { perTurn: [1, 2] }), breaks: [] };
  },
};

/** The marker habit itself changes; what was cached is still there. */
const movedMarkers: Temptation = {
  id: 'markers move',
  make(rng) {
    const world = claudeWorld(rng, {
      carriesContext: false,
      marking: { tools: null, system: '5m', messages: 'last', ttl: '5m' },
    });
    const { calls } = staged(mainLane(rng, world), {
      stage: () => rng.int(0, 3),
      apply: (prompt, habit) => {
        const tools = habit === 3 ? ('5m' as const) : null;
        const messages = (['last', 'last-two', 'automatic', 'last-two'] as const)[habit] ?? 'last';
        return { ...prompt, marking: { tools, system: '5m', messages, ttl: '5m' } };
      },
    });
    return { format: world.format, calls: withCompany(rng, world, calls), breaks: [] };
  },
};

/** Only tools and system are cached; the conversation never is, so its edits cost nothing. */
const leadOnly: Temptation = {
  id: 'only tools and system marked',
  make(rng) {
    const world = claudeWorld(rng, { marking: { tools: '5m', system: '5m', messages: 'none', ttl: '5m' } });
    const main = mainLane(rng, world);
    const calls = main.map((call, index): Call => {
      const spot = { message: 0, part: 0 };
      const edit = (part: Part): Part =>
        part.kind === 'text' ? { ...part, text: `${index} ${part.text}` } : part;
      return rng.chance(0.5) ? { ...call, prompt: withPart(call.prompt, spot, edit) } : call;
    });
    return { format: world.format, calls, breaks: [] };
  },
};

/** Tools outside the prefix come and go. */
const deferred: Temptation = {
  id: 'deferred tools',
  make(rng) {
    const world = claudeWorld(rng);
    const late = world.tools.slice(0, 6).map((tool, i) => ({ ...tool, name: `late_${i}`, deferred: true }));
    const { calls } = staged(mainLane(rng, world), {
      stage: index => Math.min(late.length, Math.floor(index / 2)),
      apply: (prompt, count) => ({ ...prompt, tools: [...prompt.tools, ...late.slice(0, count)] }),
    });
    return { format: world.format, calls: withCompany(rng, world, calls), breaks: [] };
  },
};

/** Twenty-five tool calls at once are one position, and so are their results. */
const parallel: Temptation = {
  id: 'parallel tool calls',
  make(rng) {
    const world = claudeWorld(rng, {
      marking: { tools: null, system: '5m', messages: 'last', ttl: '5m' },
      carriesContext: false,
    });
    const main = mainLane(rng, world, { calls: 9, parallel: [22, 28], result: [80, 400] });
    return { format: world.format, calls: main, breaks: [] };
  },
};

/** The search tool of the provider runs inside the call: its usage is a sum, and it writes for five minutes. */
const serverTool: Temptation = {
  id: 'server tools',
  make(rng) {
    const base = claudeWorld(rng, {
      carriesContext: false,
      format: rng.pick(['own', 'claude-trace', 'pairs']),
    });
    const world = {
      ...base,
      tools: [
        ...base.tools,
        { name: 'web_search', description: '', schema: {}, server: 'web_search_20250305' },
      ],
    };
    const lane = mainLane(rng, world, { perTurn: [2, 3] });
    const searching = lane.findIndex((call, index) => index > 1 && call.turn !== lane[index + 1]?.turn);
    const found = prose(rng, 4_000);
    const searched = lane.map(
      (call, index): Call => (index === searching ? { ...call, reply: withSearch(call.reply, found) } : call),
    );
    const before = lane[searching]?.reply;
    const after = searched[searching]?.reply;
    const calls = searched.map(call => {
      const messages = call.prompt.messages.map(message =>
        message === before && after !== undefined ? after : message,
      );
      return { ...call, prompt: { ...call.prompt, messages } };
    });
    // Its usage counts the prompt twice, so the next call seems to read less than was left.
    const next = calls[searching + 1];
    return { format: world.format, calls, breaks: [], innocent: next === undefined ? [] : [next.id] };
  },
};

function withSearch(reply: Message, found: string): Message {
  const id = 'srvtoolu_01';
  const use = { type: 'server_tool_use', id, name: 'web_search', input: { query: 'tide table' } };
  const page = {
    type: 'web_search_result',
    title: 'Tides',
    url: 'https://tides.example/',
    page_age: null,
    text: found,
  };
  const result = { type: 'web_search_tool_result', tool_use_id: id, content: [page] };
  return { ...reply, parts: [{ kind: 'raw', block: use }, { kind: 'raw', block: result }, ...reply.parts] };
}

/** The last answer was not liked: the same question again, or another one, on the same prefix. */
const reworded: Temptation = {
  id: 'last message replaced',
  make(rng) {
    const world = claudeWorld(rng, { carriesContext: false });
    const main = mainLane(rng, world, { calls: 10, perTurn: [1, 2] });
    const last = main.at(-1);
    if (last === undefined) throw new Error('the session is empty');
    const question: Message = {
      role: 'user',
      form: 'blocks',
      parts: [{ kind: 'text', text: prose(rng, 200) }],
    };
    const again = last.prompt.messages.findLastIndex(({ role }) => role === 'user');
    const messages = [...last.prompt.messages.slice(0, again), question];
    const call: Call = {
      ...last,
      id: `${last.id}/again`,
      turn: `${last.turn}/again`,
      at: (last.endedAt ?? 0) + 5_000,
      firstByteAt: (last.endedAt ?? 0) + 6_000,
      endedAt: (last.endedAt ?? 0) + 9_000,
      prompt: { ...last.prompt, messages },
    };
    return { format: world.format, calls: [...main, call], breaks: [], innocent: [call.id] };
  },
};

/** A rewind inside the lifetime finds the older entry. */
const rewound: Temptation = {
  id: 'rewinds that hit',
  make(rng, seed) {
    const plant = compactionPlants.find(({ id }) => id === 'rewound');
    if (plant === undefined) throw new Error('no plant of that name');
    const planted = plant.make(rng, seed);
    return { ...planted, breaks: [], innocent: planted.breaks.map(({ call }) => call) };
  },
};

/** Usage is known for a whole run only, so most requests have none. */
const turnUsage: Temptation = {
  id: 'usage per turn only',
  make(rng) {
    const world = claudeWorld(rng, { format: 'openclaw-turns' });
    return { format: 'openclaw-turns', calls: withCompany(rng, world, mainLane(rng, world)), breaks: [] };
  },
};

const automatic: Temptation = {
  id: 'automatic caches',
  make(rng, seed) {
    const world = automaticWorld(rng, seed);
    return { format: world.format, calls: mainLane(rng, world), breaks: [] };
  },
};

/** A prefix too short for its model, and no breakpoint anywhere: nothing was ever cached, so nothing is lost. */
const unmarked: Temptation = {
  id: 'no breakpoints at all',
  make(rng) {
    const world = claudeWorld(rng, { marking: { tools: null, system: null, messages: 'none', ttl: '5m' } });
    return { format: world.format, calls: mainLane(rng, world), breaks: [] };
  },
};

export const byteTemptations: readonly Temptation[] = [
  plain,
  replacedTail,
  forms,
  movedMarkers,
  leadOnly,
  deferred,
  parallel,
  serverTool,
  reworded,
  rewound,
  turnUsage,
  automatic,
  unmarked,
];
