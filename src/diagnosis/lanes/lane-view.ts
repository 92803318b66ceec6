import type { Entries } from '../../cache/entries/entries.js';
import { type Call, heldTokens, type LaneState } from '../calls/call.js';
import type { Lane, LaneKind, LaneWarmth } from '../model.js';
import { nextPrices } from '../sums/money.js';
import { endingOf } from './kept/ending.js';

/**
 * What the lanes of a session are, seen together: the longest that has tools and no name of its own is the main loop. The same value as
 * long as nothing changed: of many sessions, few go on.
 */
export function laneViews(lanes: readonly LaneState[], entries: Entries): readonly Lane[] {
  const changes = lanes.reduce((sum, { roll }) => sum + roll.changes(), lanes.length);
  const known = seen.get(lanes);
  if (known?.changes === changes && lanes.every((lane, at) => isAsSeen(lane, known.views[at], entries)))
    return known.views;
  const views = viewsOf(lanes, entries);
  seen.set(lanes, { changes, views });
  return views;
}

/** What was seen of the lanes of a session, and how often they had changed by then. */
const seen = new WeakMap<
  readonly LaneState[],
  { readonly changes: number; readonly views: readonly Lane[] }
>();

/** Other conversations may have used its entry, and its prompts may have been let go. */
function isAsSeen(lane: LaneState, view: Lane | undefined, entries: Entries): boolean {
  if (view === undefined || view.isCompared === lane.isForgotten) return false;
  const [was, is] = [view.warm, warmthOf(lane, entries)];
  if (was === null || is === null) return was === is;
  return (
    was.ttl === is.ttl &&
    was.expiresAt === is.expiresAt &&
    was.tokens === is.tokens &&
    was.exact === is.exact &&
    was.path === is.path &&
    was.costWarm === is.costWarm &&
    was.costCold === is.costCold &&
    was.costApproximate === is.costApproximate
  );
}

function viewsOf(lanes: readonly LaneState[], entries: Entries): readonly Lane[] {
  const inTime = lanes.toSorted((a, b) => firstOf(a) - firstOf(b));
  const main = mainLane(inTime);
  const counted = { main: 0, subagent: 0, auxiliary: 0 };
  const known = new Map(
    inTime.map(lane => {
      const kind = kindOf(lane, main);
      counted[kind] += 1;
      return [lane, { kind, name: nameOf(lane, kind, counted[kind]) }] as const;
    }),
  );
  return lanes.map(lane => ({
    id: lane.id,
    session: lane.session,
    kind: known.get(lane)?.kind ?? 'auxiliary',
    name: known.get(lane)?.name ?? lane.id,
    model: lane.calls.at(-1)?.model ?? null,
    requests: idsOf(lane),
    // Of what is listed whole, the sums are those of the list.
    ...(lane.roll.folded() > 0 && { totals: lane.roll.totals() }),
    warm: warmthOf(lane, entries),
    isCompared: !lane.isForgotten,
  }));
}

const firstOf = ({ facts }: LaneState): number => facts.first ?? Number.POSITIVE_INFINITY;

/** The one that acts most, or, where none has tools, that talks most; one request, be it sent again, if it is all there is. */
function mainLane(lanes: readonly LaneState[]): LaneState | undefined {
  const own = lanes.filter(({ beside }) => beside === null);
  for (const weigh of [actsOf, talksOf]) {
    const weighty = own.filter(lane => weigh(lane) > 0);
    const unnamed = weighty.filter(({ agent }) => agent === null || agent === 'main');
    let main: LaneState | undefined;
    for (const lane of unnamed.length > 0 ? unnamed : weighty) {
      if (main === undefined || weigh(lane) > weigh(main)) main = lane;
    }
    if (main !== undefined) return main;
  }
  const [only] = own;
  return lanes.length === 1 && only?.facts.firsts === 1 ? only : undefined;
}

const actsOf = ({ facts }: LaneState): number => facts.acting;

const talksOf = ({ facts }: LaneState): number => facts.talks;

/** Only the newest lane has others than it had when it was asked last. */
function idsOf({ calls }: LaneState): readonly string[] {
  const known = listed.get(calls);
  const [first, last] = [calls[0]?.id, calls.at(-1)?.id];
  if (known !== undefined && known[0] === first && known.at(-1) === last) return known;
  const ids = calls.map(({ id }) => id);
  listed.set(calls, ids);
  return ids;
}

const listed = new WeakMap<readonly Call[], readonly string[]>();

function kindOf(lane: LaneState, main: LaneState | undefined): LaneKind {
  if (lane === main) return 'main';
  if (lane.beside !== null || onlyWarms(lane)) return 'auxiliary';
  return actsOf(lane) > 0 || talksOf(lane) > 0 ? 'subagent' : 'auxiliary';
}

/** Who asks for no answer fills the cache before others come (prompt-caching page, "pre-warming"). */
function onlyWarms({ calls, facts }: LaneState): boolean {
  const [only] = calls;
  return facts.requests === 1 && only?.usage?.outcome === 'ok' && only.usage.usage?.output === 0;
}

function nameOf(lane: LaneState, kind: LaneKind, number: number): string {
  if (kind === 'main') return 'main';
  if (lane.agent !== null) return lane.agent;
  return kind === 'subagent' ? `subagent ${number}` : `aside ${number}`;
}

/** The newest entry of a lane: how long it lives and what the next request costs with and without it. */
function warmthOf(lane: LaneState, entries: Entries): LaneWarmth | null {
  const ending = endingOf(lane);
  const entry = ending === null ? undefined : entries.of(ending.chain, ending.scope, ending.level);
  if (ending === null || entry === undefined) return null;
  const held = heldTokens(ending.call);
  const tokens = held ?? Math.round(entry.tokens);
  const { warm, cold, approximate } = nextPrices(ending.call, tokens);
  return {
    ttl: entry.ttl,
    expiresAt: entry.usedAt === null ? null : entry.usedAt + entry.ttlMs,
    tokens,
    exact: held !== null || entry.exact,
    path: entry.path,
    costWarm: warm,
    costCold: cold,
    costApproximate: approximate,
  };
}
