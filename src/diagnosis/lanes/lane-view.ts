import { lastBreakpoint } from '../../cache/cache.js';
import type { Entries } from '../../cache/entries.js';
import { type Call, hasFailed, heldTokens, type LaneState } from '../calls/call.js';
import type { Lane, LaneKind, LaneWarmth } from '../model.js';
import { nextPrices } from '../sums/money.js';

/** What the lanes of a session are, seen together: the longest that has tools and no name of its own is the main loop. */
export function laneViews(lanes: readonly LaneState[], entries: Entries): readonly Lane[] {
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
    requests: lane.calls.map(call => call.id),
    warm: warmthOf(lane, entries),
    isCompared: !lane.isForgotten,
  }));
}

const firstOf = ({ calls }: LaneState): number => calls[0]?.order ?? Number.POSITIVE_INFINITY;

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
  return lanes.length === 1 && only?.calls.filter(({ relation }) => relation === 'first').length === 1
    ? only
    : undefined;
}

/** Requests that act, each once: a task that is given many times over is no longer for that. A log without prompts counts all. */
function actsOf(lane: LaneState): number {
  return lane.calls.filter(
    ({ shape, relation }) => relation !== 'repeats' && (shape.blocks === null || shape.blocks.tools > 0),
  ).length;
}

const talksOf = (lane: LaneState): number => lane.calls.filter(isTalk).length;

function kindOf(lane: LaneState, main: LaneState | undefined): LaneKind {
  if (lane === main) return 'main';
  if (lane.beside !== null) return 'auxiliary';
  return actsOf(lane) > 0 || talksOf(lane) > 0 ? 'subagent' : 'auxiliary';
}

/** It goes on from an answer. A title or a classifier is asked again, and never answered back. */
function isTalk({ parent, shape }: Call): boolean {
  return (shape.blocks?.messages ?? 0) > (parent?.shape.blocks?.messages ?? Number.POSITIVE_INFINITY);
}

function nameOf(lane: LaneState, kind: LaneKind, number: number): string {
  if (kind === 'main') return 'main';
  if (lane.agent !== null) return lane.agent;
  return kind === 'subagent' ? `subagent ${number}` : `aside ${number}`;
}

/** The newest entry of a lane: how long it lives and what the next request costs with and without it. */
function warmthOf(lane: LaneState, entries: Entries): LaneWarmth | null {
  const latest = newestWithEntry(lane);
  if (latest?.cache == null || latest.prompt === null) return null;
  const block = lastBreakpoint(latest.prompt);
  if (block === null) return null;
  const entry = entries.at(latest.prompt, latest.cache.scope, block);
  if (entry === undefined) return null;
  const held = heldTokens(latest);
  const tokens = held ?? Math.round(entry.tokens);
  const { warm, cold, approximate } = nextPrices(latest, tokens);
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

function newestWithEntry(lane: LaneState): Call | undefined {
  return lane.recent.filter(call => !hasFailed(call)).at(-1);
}
