import type { PlantedBreak } from '../label.js';
import type { Call } from '../sessions/prompt.js';
import { mainLane, shifted, subagent, withCompany } from '../sessions/session.js';
import { anyWorld, automaticWorld, claudeWorld, makeMarking } from '../sessions/world.js';
import { longLane } from './history.js';
import { later, type Plant } from './plant.js';

const MINUTE = 60_000;

/** Nobody asked for longer than the entry lives. */
const expired: Plant = {
  id: 'expired',
  make(rng, seed) {
    const onOpenai = seed % 10 === 8;
    const world = onOpenai ? automaticWorld(rng, 0) : claudeWorld(rng);
    const habits = onOpenai
      ? { ...world, parameters: { ...world.parameters, retention: 'in_memory' } }
      : world;
    const lane = mainLane(rng, habits);
    const n = later(rng, lane);
    const longest = [world.marking.system, world.marking.ttl].includes('1h') ? 60 : 5;
    // Where system lives an hour and the messages five minutes, both gaps are worth a break.
    const minutes = onOpenai
      ? 300
      : world.marking.ttl === '5m' && rng.chance(0.5)
        ? rng.int(6, 40)
        : longest + rng.int(2, 40);
    return gapBefore(lane, n, minutes * MINUTE, world.format);
  },
};

/** The answer streamed for four minutes; the next request came at five and a half. */
const longAnswer: Plant = {
  id: 'expired/long-answer',
  make(rng) {
    const world = claudeWorld(rng, {
      marking: { ...makeMarking(rng), system: '5m', messages: 'last', tools: null, ttl: '5m' },
    });
    const lane = mainLane(rng, world);
    const n = later(rng, lane);
    const gap = rng.int(325, 360) * 1_000;
    const planted = gapBefore(lane, n, 0, world.format, gap);
    const writer = planted.calls[n - 1];
    const calls = planted.calls.map((call, index) =>
      index === n - 1 && writer !== undefined ? { ...call, endedAt: writer.at + 250_000 } : call,
    );
    return { ...planted, calls };
  },
};

function gapBefore(
  lane: readonly Call[],
  n: number,
  by: number,
  format: ReturnType<typeof claudeWorld>['format'],
  exact: number | null = null,
): { format: typeof format; calls: Call[]; breaks: PlantedBreak[] } {
  const twin = lane[n];
  const before = lane[n - 1];
  if (twin === undefined || before === undefined) throw new Error('the session is too short');
  const delay = exact === null ? by : exact - (twin.at - before.at);
  const calls = lane.map((call, index) => (index >= n ? shifted(call, delay) : call));
  return {
    format,
    calls,
    breaks: [{ call: twin.id, causes: [{ id: 'expired' }], ringing: true, twin, place: 'none' }],
  };
}

/** Three subagents of one kind leave within 200 ms; only the first had to write what they share. */
const fanOut: Plant = {
  id: 'concurrent/fan-out',
  make(rng) {
    const world = claudeWorld(rng, { format: 'own', marking: makeMarking(rng) });
    const main = mainLane(rng, world, { calls: 8 });
    const first = subagent(rng, world, main, 3, 'worker-1');
    const start = first[0]?.at ?? 0;
    const others = ['worker-2', 'worker-3'].map((name, index) => {
      const sibling = subagent(rng, world, main, 3, name);
      const delay = start + 60 * (index + 1) + rng.int(0, 30) - (sibling[0]?.at ?? 0);
      return sibling.map(call => {
        const { prompt } = call;
        const shared = {
          tools: first[0]?.prompt.tools ?? prompt.tools,
          system: first[0]?.prompt.system ?? prompt.system,
        };
        return shifted({ ...call, prompt: { ...prompt, ...shared } }, delay);
      });
    });
    const writerBegan = first[0]?.firstByteAt ?? start;
    const breaks = others.flatMap((sibling, index): PlantedBreak[] => {
      const call = sibling[0];
      if (call === undefined) return [];
      const twin = shifted(call, writerBegan + 50 + 40 * index - call.at);
      return [{ call: call.id, causes: [{ id: 'concurrent' }], ringing: true, twin, place: 'none' }];
    });
    return { format: 'own', calls: [...main, ...first, ...others.flat()], breaks };
  },
};

/** A second request on the same conversation leaves while the first has not begun to answer. */
const besideItself: Plant = {
  id: 'concurrent/same-conversation',
  make(rng) {
    const world = claudeWorld(rng, { format: 'own', carriesContext: false });
    const lane = mainLane(rng, world, {
      calls: rng.int(6, 8),
      perTurn: [9, 13],
      result: [7_000, 9_000],
      parallel: [2, 2],
      failures: 0,
    });
    const n = later(rng, lane);
    const writer = lane[n];
    if (writer === undefined || writer.firstByteAt === null) throw new Error('the session is too short');
    const { prompt } = writer;
    const hint = {
      role: 'user',
      form: 'blocks',
      parts: [{ kind: 'text', text: 'Suggest the next question.' }],
    } as const;
    const beside: Call = shifted(
      {
        ...writer,
        id: `${writer.id}/beside`,
        lane: 'beside',
        prompt: { ...prompt, messages: [...prompt.messages, hint] },
      },
      rng.int(60, 300),
    );
    const twin = shifted(beside, writer.firstByteAt + 40 - beside.at);
    return {
      format: 'own',
      calls: [...lane, beside],
      breaks: [{ call: beside.id, causes: [{ id: 'concurrent' }], ringing: true, twin, place: 'none' }],
    };
  },
};

/** The bytes are innocent, the entry is alive and within reach, and yet the provider has lost it. */
const providerSide: Plant = {
  id: 'provider-side',
  make(rng, seed) {
    const world = anyWorld(rng, seed, {});
    const lane = longLane(rng, world);
    const newestOnly = world.api === 'anthropic-messages' && rng.chance(0.5);
    const n = newestOnly ? longestStep(lane) : later(rng, lane);
    const twin = lane[n];
    if (twin === undefined) throw new Error('the session is too short');
    const calls = lane.map(
      (call, index): Call => (index === n ? { ...call, evicts: newestOnly ? 'newest' : 'everything' } : call),
    );
    const ringing = world.api === 'anthropic-messages' ? true : null;
    const others = newestOnly ? withCompany(rng, world, calls) : calls;
    return {
      format: world.format,
      calls: others,
      // Automatic caches promise nothing, so a miss of theirs may stay quiet.
      breaks: [{ call: twin.id, causes: [{ id: 'provider-side' }], ringing, twin, place: 'none' }],
    };
  },
};

/** The call behind the largest growth: what it loses is surely above the noise. */
function longestStep(lane: readonly Call[]): number {
  const sizes = lane.map(call => JSON.stringify(call.prompt.messages).length);
  const growth = sizes.map((size, index) =>
    index < 3 || index > lane.length - 2 ? 0 : size - (sizes[index - 1] ?? 0),
  );
  return growth.indexOf(Math.max(...growth)) + 1;
}

export const timingPlants: readonly Plant[] = [expired, longAnswer, fanOut, besideItself, providerSide];
