/** The most common way to lose a cache: a counter in the system text. It breaks at every new turn and never inside one. */
import { createBilling } from './billing.js';
import { answers, type Lane, opens, type Stage, works } from './lane.js';
import { createRandom } from './random.js';
import { type Block, logOf } from './record.js';
import { IDENTITY, systemHalves } from './system.js';
import { makeTools } from './tools.js';

/** Tool calls of each turn; a turn has one request more. */
const TURNS = [2, 1, 2, 1, 3, 2];
const FIRST_ID = 48_213;

export function messageId(): string {
  const stage: Stage = {
    random: createRandom(7),
    billing: createBilling(),
    calls: [],
    now: Date.parse('2026-11-20T21:14:30.905Z'),
  };
  const lane: Lane = {
    session: 'quayside:release-desk',
    model: 'claude-sonnet-4-6',
    system: [],
    tools: makeTools(71, 12, 3),
    control: { type: 'ephemeral' },
    turn: 0,
    messages: [],
  };
  TURNS.forEach((calls, index) => {
    lane.system = systemWith(FIRST_ID + index);
    opens(stage, lane);
    works(stage, lane, calls);
    answers(stage, lane);
    stage.now += stage.random.int(12_000, 48_000);
  });
  return logOf(stage.calls);
}

function systemWith(id: number): readonly Block[] {
  const { head, tail } = systemHalves(72, 6_400, 7_200);
  const text = `${head}\n## This conversation\nchannel: release-desk\nmessage_id: ${id}\nnetwork: quayside\n${tail}`;
  return [
    { type: 'text', text: IDENTITY },
    { type: 'text', text, cache_control: { type: 'ephemeral' } },
  ];
}
