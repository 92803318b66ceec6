import { bill } from '../bill.js';
import type { Planted } from '../label.js';
import type { Call, Marking } from '../sessions/prompt.js';
import { mainLane, shifted, withCompany } from '../sessions/session.js';
import { claudeWorld } from '../sessions/world.js';
import { exchangeOf } from '../wire/exchange.js';
import { longLane, spotsOf, withPart } from './history.js';
import { later, onceFrom, type Plant, staged } from './plant.js';
import { rewoundTo } from './rewinds.js';

const MINUTE = 60_000;

/** An old result changed, and the person had been away: what stood in front of it was lost to the pause, the rest to the edit. */
const editedAfterPause: Plant = {
  id: 'two/history-edited+expired',
  make(rng): Planted {
    const marking = {
      tools: null,
      system: '5m',
      messages: rng.pick<Marking['messages']>(['last', 'last-two']),
      ttl: '5m',
    } as const;
    const world = claudeWorld(rng, { marking, carriesContext: false });
    const lane = longLane(rng, world);
    const n = later(rng, lane);
    const results = spotsOf(lane[n - 1]?.prompt.messages ?? [], part => part.kind === 'result');
    const spot = results[rng.int(0, Math.min(2, results.length - 1))];
    if (spot === undefined) throw new Error('the session has no tool result');
    const { calls, turns } = staged(
      lane,
      onceFrom(n, prompt =>
        withPart(prompt, spot, part =>
          part.kind === 'result' ? { ...part, content: `${part.content.slice(0, 200)} …` } : part,
        ),
      ),
    );
    const [broken] = turns;
    const twin = lane[n];
    if (broken === undefined || twin === undefined) throw new Error('the session is too short');
    const inTime = bill(calls.slice(0, n + 1).map(exchangeOf)).get(broken.call.id)?.read ?? 0;
    const pause = rng.int(6, 50) * MINUTE;
    const late = calls.map((call, index): Call => (index >= n ? shifted(call, pause) : call));
    return {
      format: world.format,
      calls: withCompany(rng, world, late),
      breaks: [
        {
          call: broken.call.id,
          causes: [{ id: 'history-edited' }, { id: 'expired' }],
          ringing: true,
          twin,
          place: 'any',
        },
      ],
      claims: [
        {
          says: `the pause lost the ${inTime} tokens that the edit would have left`,
          holds: ({ entryOf }) => {
            const lost = entryOf(broken.call.id).break?.causes.find(({ id }) => id === 'expired')?.lostTokens;
            return lost != null && Math.abs(lost - inTime) <= Math.max(256, inTime * 0.03);
          },
        },
      ],
    };
  },
};

/** A conversation is taken up at a state that was sent and is alive, and the provider has lost it: going back loses nothing. */
const rewoundAndLost: Plant = {
  id: 'provider-side/going-back',
  make(rng): Planted {
    const world = claudeWorld(rng, { carriesContext: false });
    const lane = mainLane(rng, world, { calls: rng.int(8, 11) });
    const { calls, again } = rewoundTo(rng, world, lane, rng.int(4, lane.length - 2));
    const lost: Call = { ...again, evicts: 'everything' };
    return {
      format: world.format,
      calls: [...calls, lost],
      breaks: [
        { call: lost.id, causes: [{ id: 'provider-side' }], ringing: true, twin: again, place: 'none' },
      ],
    };
  },
};

export const dividedPlants: readonly Plant[] = [editedAfterPause, rewoundAndLost];
