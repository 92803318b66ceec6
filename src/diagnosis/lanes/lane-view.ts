import { lastBreakpoint } from '../../cache/cache.js';
import type { Entries } from '../../cache/entries.js';
import { type Call, hasFailed, heldTokens, type LaneState } from '../calls/call.js';
import type { Lane, LaneKind, LaneWarmth } from '../model.js';
import { nextPrices } from '../sums/money.js';

/** What the lanes of a session are, seen together: the longest that has tools and no name of its own is the main loop. */
export function laneViews(lanes: readonly LaneState[], entries: Entries): readonly Lane[] {
  const main = mainLane(lanes);
  let subagents = 0;
  let asides = 0;
  return lanes.map(lane => {
    const kind = kindOf(lane, main);
    if (kind === 'subagent') subagents += 1;
    if (kind === 'auxiliary') asides += 1;
    const number = kind === 'subagent' ? subagents : asides;
    return {
      id: lane.id,
      session: lane.session,
      kind,
      name: nameOf(lane, kind, number),
      model: lane.calls.at(-1)?.model ?? null,
      requests: lane.calls.map(call => call.id),
      warm: warmthOf(lane, entries),
      isCompared: !lane.isForgotten,
    };
  });
}

function mainLane(lanes: readonly LaneState[]): LaneState | undefined {
  const acting = lanes.filter(lane => lane.beside === null && weightOf(lane) > 0);
  const unnamed = acting.filter(({ agent }) => agent === null || agent === 'main');
  let main: LaneState | undefined;
  for (const lane of unnamed.length > 0 ? unnamed : acting) {
    if (main === undefined || weightOf(lane) > weightOf(main)) main = lane;
  }
  return main;
}

/** Requests that act; a log without prompts counts all. */
function weightOf(lane: LaneState): number {
  return lane.calls.filter(call => call.shape.blocks === null || call.shape.blocks.tools > 0).length;
}

function kindOf(lane: LaneState, main: LaneState | undefined): LaneKind {
  if (lane === main) return 'main';
  if (lane.beside !== null) return 'auxiliary';
  if (main === undefined) return lane.calls.some(call => call.parent !== null) ? 'main' : 'auxiliary';
  return weightOf(lane) > 0 || lane.calls.some(isTalk) ? 'subagent' : 'auxiliary';
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
