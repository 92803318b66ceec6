import type { PlantedBreak } from '../label.js';
import type { ModelId } from '../models.js';
import type { Call, Marking, Part, Prompt } from '../sessions/prompt.js';
import type { Random } from '../sessions/random.js';
import { mainLane, shifted, withCompany } from '../sessions/session.js';
import { prose } from '../sessions/words.js';
import { claudeWorld, type World } from '../sessions/world.js';
import { longLane, turnStarts } from './history.js';
import { type Change, type Plant, staged } from './plant.js';

function marked(prompt: Prompt, marking: Partial<Marking>): Prompt {
  return { ...prompt, marking: { ...prompt.marking, ...marking } };
}

/** The last one to three calls have other markers. Only the first surely breaks: the second follows a call like itself. */
function fromTheEnd(
  lane: readonly Call[],
  id: string,
  rounds: number,
  marking: Partial<Marking>,
): { calls: Call[]; breaks: PlantedBreak[] } {
  const change: Change<0 | 1> = {
    stage: index => (index >= lane.length - rounds ? 1 : 0),
    apply: (prompt, stage) => (stage === 1 ? marked(prompt, marking) : prompt),
  };
  const { calls } = staged(lane, change);
  const breaks = lane.slice(-rounds).map(
    (twin, index): PlantedBreak => ({
      call: twin.id,
      causes: [{ id }],
      ringing: true,
      optional: index > 0,
      twin,
      place: 'none',
    }),
  );
  return { calls, breaks };
}

const missing: Plant = {
  id: 'breakpoint-missing',
  make(rng) {
    const world = claudeWorld(rng);
    const main = longLane(rng, world);
    const messagesOnly = rng.chance(0.4);
    const none: Partial<Marking> = messagesOnly
      ? { messages: 'none' }
      : { tools: null, system: null, messages: 'none' };
    const { calls, breaks } = fromTheEnd(main, 'breakpoint-missing', rng.int(1, 3), none);
    return { format: world.format, calls: withCompany(rng, world, calls), breaks };
  },
};

const illegal: Plant = {
  id: 'breakpoint-illegal',
  make(rng) {
    const world = claudeWorld(rng, {
      marking: { tools: null, system: '5m', messages: 'last-two', ttl: '5m' },
    });
    const main = longLane(rng, world);
    const tooMany = rng.chance(0.6);
    const wrong: Partial<Marking> = tooMany
      ? { extra: [1, 3, 5].map(tool => ({ tool, ttl: '5m' })) }
      : { messages: 'last', ttl: '1h' };
    const { calls, breaks } = fromTheEnd(main, 'breakpoint-illegal', rng.int(1, 2), wrong);
    return { format: world.format, calls: withCompany(rng, world, calls), breaks };
  },
};

/** The marker stands on the runtime context that is replaced with every request. */
const onVolatileTail: Plant = {
  id: 'breakpoint-volatile',
  make(rng) {
    const system = rng.chance(0.5) ? ('5m' as const) : null;
    const world = claudeWorld(rng, {
      carriesContext: true,
      marking: { tools: null, system, messages: 'last', ttl: '5m', onTail: true },
    });
    const main = longLane(rng, world);
    const breaks = main.slice(1).map((twin): PlantedBreak => {
      const causes = [{ id: 'breakpoint-volatile' }];
      return { call: twin.id, causes, ringing: true, twin, expectsParent: true, place: 'any' };
    });
    return { format: world.format, calls: main, breaks };
  },
};

/** One big increment is cached for five minutes instead of an hour, and then the person goes for lunch. */
const lifetime: Plant = {
  id: 'lifetime-changed',
  make(rng) {
    const world = claudeWorld(rng, {
      marking: { tools: null, system: '1h', messages: 'last', ttl: '1h' },
      carriesContext: false,
    });
    const lane = mainLane(rng, world, {
      calls: rng.int(11, 14),
      perTurn: [2, 3],
      result: [5_000, 9_000],
      failures: 0,
    });
    const start = turnStarts(lane).findLast(index => index < lane.length - 1 && index > 4) ?? lane.length - 2;
    const switchAt = start - rng.int(1, 2);
    const main = lane.map((call, index) => {
      const moved = index >= start ? shifted(call, 14 * 60_000) : call;
      return index >= switchAt ? { ...moved, prompt: marked(moved.prompt, { ttl: '5m' }) } : moved;
    });
    const broken = main[start];
    if (broken === undefined) throw new Error('the session is too short');
    const breaks: PlantedBreak[] = [
      {
        call: broken.id,
        causes: [{ id: 'lifetime-changed', or: ['expired'] }],
        ringing: true,
        twin: broken,
        twinHistory: main.map(call => ({ ...call, prompt: marked(call.prompt, { ttl: '1h' }) })),
        place: 'none',
      },
    ];
    return { format: world.format, calls: main, breaks };
  },
};

/** A pasted heap of notes, or parallel calls where each is a position: the last entry lies out of sight. */
const lookback: Plant = {
  id: 'lookback-exceeded',
  make(rng, seed) {
    const onBedrock = seed % 3 === 2;
    const world = claudeWorld(rng, {
      marking: { tools: null, system: '5m', messages: rng.pick(['last', 'automatic']), ttl: '5m' },
      carriesContext: false,
      ...(onBedrock
        ? { provider: 'bedrock', model: 'claude-sonnet-4-6' as const, format: 'own' as const }
        : {}),
    });
    const lane = longLane(rng, world);
    const start = turnStarts(lane).findLast(index => index > 4) ?? lane.length - 1;
    const question = (lane[start]?.prompt.messages.length ?? 1) - 1;
    const notes = Array.from({ length: rng.int(20, 30) }, (): Part => {
      return { kind: 'text', text: `<note>${prose(rng, rng.int(60, 160))}</note>` };
    });
    const main = lane.map(call => ({ ...call, prompt: withNotes(call.prompt, question, notes) }));
    const broken = main[start];
    if (broken === undefined) throw new Error('the session is too short');
    const causes = [{ id: 'lookback-exceeded' }];
    const twinRules = { lookback: Number.POSITIVE_INFINITY };
    return {
      format: world.format,
      calls: withCompany(rng, world, main),
      breaks: [{ call: broken.id, causes, ringing: true, twin: broken, twinRules, place: 'none' }],
    };
  },
};

function withNotes(prompt: Prompt, index: number, notes: readonly Part[]): Prompt {
  const messages = prompt.messages.map((message, m) =>
    m === index ? { ...message, form: 'blocks' as const, parts: [...notes, ...message.parts] } : message,
  );
  return { ...prompt, messages };
}

/** An agent whose whole prompt is long enough by the documented minimum, and too short by the measured one. */
const belowMinimum: Plant = {
  id: 'below-minimum',
  make(rng) {
    const world = smallWorld(rng, 'claude-sonnet-4-6', 400);
    const main = mainLane(rng, world, { calls: 2, opening: 1_400, result: [60, 120], parallel: [1, 1] });
    const breaks = main.slice(1).map((call): PlantedBreak => {
      const causes = [{ id: 'below-minimum' }];
      return {
        call: call.id,
        causes,
        ringing: null,
        twin: call,
        twinRules: { minimum: false },
        place: 'none',
      };
    });
    return { format: world.format, calls: main, breaks };
  },
};

/** @param characters of its system text */
export function smallWorld(rng: Random, model: ModelId, characters: number): World {
  const base = claudeWorld(rng, { model, thinks: false });
  return {
    ...base,
    parameters: { betas: [] },
    carriesContext: false,
    tools: base.tools.slice(0, 3).map(tool => ({ ...tool, description: tool.description.slice(0, 300) })),
    system: [`You answer questions of the harbour office.\n\n${prose(rng, characters)}`],
  };
}

export const markerPlants: readonly Plant[] = [
  missing,
  illegal,
  onVolatileTail,
  lifetime,
  lookback,
  belowMinimum,
];
