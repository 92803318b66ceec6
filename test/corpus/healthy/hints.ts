import type { Claim } from '../label.js';
import { smallWorld } from '../plants/markers.js';
import type { Call, Part } from '../sessions/prompt.js';
import { mainLane, shifted } from '../sessions/session.js';
import { prose } from '../sessions/words.js';
import { anyWorld, claudeWorld, type World } from '../sessions/world.js';
import type { Temptation } from './temptation.js';

/** A hint of this id somewhere in the session. */
function hinted(id: string): Claim {
  return {
    says: `some request has the hint ${id}`,
    holds: ({ model }) => model.requests.some(({ hints }) => hints.some(hint => hint.id === id)),
  };
}

/** Nothing behind system is ever marked: healthy, but dear, and more so with each request. */
const headOnly: Temptation = {
  id: 'a conversation that is never marked',
  make(rng) {
    const ttl = rng.pick(['5m', '1h'] as const);
    const world = claudeWorld(rng, {
      carriesContext: rng.chance(0.3),
      marking: { tools: rng.chance(0.5) ? ttl : null, system: ttl, messages: 'none', ttl },
    });
    const lane = mainLane(rng, world, { result: [6_000, 12_000], calls: rng.int(7, 10) });
    const claims = world.carriesContext ? [] : [hinted('tail-unmarked')];
    return { format: world.format, calls: lane, breaks: [], claims };
  },
};

/** A conversation that is never long enough to be cached: nothing was promised, so nothing is lost. */
const alwaysShort: Temptation = {
  id: 'always below the minimum',
  make(rng) {
    const world = smallWorld(rng, rng.pick(['claude-haiku-4-5', 'claude-opus-4-6'] as const), 2_500);
    const calls = mainLane(rng, world, { calls: 6, opening: 600, result: [200, 500], parallel: [1, 1] });
    const nothingLost: Claim = {
      says: 'nothing is lost where nothing was promised',
      holds: ({ model }) => model.totals.breaks === 0 && model.totals.lostToBreaks === 0,
    };
    return { format: world.format, calls, breaks: [], claims: [nothingLost, hinted('below-minimum')] };
  },
};

/** Calls of one turn under instructions that differ in one value: no break, for none goes on from another. */
const oneTurn: Temptation = {
  id: 'one-turn calls that differ in a value',
  make(rng, seed) {
    const world = anyWorld(rng, seed, { carriesContext: false });
    const early = rng.chance(0.5);
    const calls = Array.from({ length: rng.int(5, 8) }, (_, n): Call => {
      const value = `Desk ${rng.hex(6)} asks.`;
      const system = world.system.map(text => (early ? `${value} ${text}` : `${text} ${value}`));
      const single: World = { ...world, tools: [], system };
      const [call] = mainLane(rng, single, { calls: 1, opening: 300 });
      if (call === undefined) throw new Error('a conversation has at least one call');
      const moved = shifted(call, n * rng.int(30_000, 50_000));
      return { ...moved, lane: `desk-${n}` };
    });
    // Automatic caches read what stands in front of the value, where that is enough.
    const never = early && world.system.length === 1;
    return { format: world.format, calls, breaks: [], claims: never ? [hinted('one-turn-apart')] : [] };
  },
};

/** The client adds a fifth breakpoint, or an hour behind five minutes, is refused, and sends the same again as it should be. */
const refused: Temptation = {
  id: 'refused for its breakpoints',
  make(rng) {
    const world = claudeWorld(rng, {
      marking: { tools: null, system: '5m', messages: 'last-two', ttl: '5m' },
      format: rng.pick(['own', 'pairs', 'claude-trace']),
    });
    const lane = mainLane(rng, world);
    const tooMany = rng.chance(0.6);
    const error = tooMany
      ? 'A maximum of 4 blocks with cache_control may be provided. Found 6.'
      : 'a ttl=1h cache_control block must not come after a ttl=5m cache_control block.';
    const at = [rng.int(2, 3), rng.int(5, 6), 8].filter(n => n < lane.length);
    const attempts = at.flatMap((n): Call[] => {
      const call = lane[n];
      if (call === undefined) return [];
      const wrong = tooMany
        ? { extra: [1, 3, 5].map(tool => ({ tool, ttl: '5m' as const })) }
        : { messages: 'last' as const, ttl: '1h' as const };
      const { prompt } = call;
      return [
        {
          ...call,
          ...{ id: `${call.id}/refused`, at: call.at - 150, firstByteAt: null, endedAt: call.at - 50 },
          ...{ outcome: 'error' as const, status: 400, error },
          prompt: { ...prompt, marking: { ...prompt.marking, ...wrong } },
        },
      ];
    });
    const claims = attempts.map(
      ({ id }): Claim => ({
        says: 'a request that was refused for its breakpoints says so, with the words of the provider',
        holds: ({ entryOf }) => {
          const { hints, error: said } = entryOf(id);
          return (
            hints.some(hint => hint.id === 'breakpoints-illegal') && said?.includes('cache_control') === true
          );
        },
      }),
    );
    return { format: world.format, calls: [...lane, ...attempts], breaks: [], claims };
  },
};

/** A conversation below the minimum of its model grows above it: what was never kept is not lost. */
const aboveMinimum: Temptation = {
  id: 'grown above the minimum',
  make(rng) {
    const base = claudeWorld(rng, {
      model: rng.pick(['claude-haiku-4-5', 'claude-opus-4-6', 'claude-sonnet-4-6'] as const),
      thinks: false,
      marking: { tools: null, system: '5m', messages: rng.pick(['last', 'automatic']), ttl: '5m' },
    });
    const world: World = {
      ...base,
      ...{ parameters: { betas: [] }, carriesContext: false },
      tools: base.tools.slice(0, 2).map(tool => ({ ...tool, description: tool.description.slice(0, 200) })),
      system: [`You mind the harbour. ${prose(rng, rng.int(100, 900))}`],
    };
    const small = base.model === 'claude-sonnet-4-6';
    const size: readonly [number, number] = small ? [400, 900] : [1_500, 3_000];
    const lane = mainLane(rng, world, { calls: 12, opening: 300, result: size, parallel: [1, 1] });
    return { format: world.format, calls: lane, breaks: [] };
  },
};

/** Workers behind equal reminders, whose tasks differ in a digit or not at all. */
const workers: Temptation = {
  id: 'workers with one task',
  make(rng, seed) {
    const world = anyWorld(rng, seed, { form: 'blocks', carriesContext: false });
    const reminder: Part = { kind: 'text', text: `<reminder>${prose(rng, rng.int(300, 1_500))}</reminder>` };
    const task = prose(rng, 200);
    const main = mainLane(rng, world, { calls: 4 });
    const { session = '', at = 0 } = main[1] ?? {};
    const lanes = ['1', '1', '2', '3'].map((digit, index) =>
      mainLane(rng, world, {
        ...{ session, lane: `worker-${index}`, calls: rng.int(3, 5), perTurn: [6, 6] },
        startAt: at + 4_000 + index * rng.int(3_000, 6_000),
      }).map((call): Call => {
        const [first, ...rest] = call.prompt.messages;
        if (first === undefined) return call;
        const parts: Part[] = [reminder, { kind: 'text', text: `${task} Take part ${digit}.` }];
        return { ...call, prompt: { ...call.prompt, messages: [{ ...first, parts }, ...rest] } };
      }),
    );
    const calls = lanes.flat();
    return { format: world.format, calls, breaks: [], innocent: calls.map(({ id }) => id) };
  },
};

export const hintTemptations: readonly Temptation[] = [
  alwaysShort,
  headOnly,
  oneTurn,
  refused,
  aboveMinimum,
  workers,
];
