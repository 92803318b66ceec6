/** A word before a large entry expires. It only tells: whether to ask for the entry once more is the reader's decision. */

import type { LaneWarmth, RequestEntry } from '../../diagnosis/model.js';
import { type Ping, pingOf } from '../../diagnosis/sums/ping.js';
import type { Engine, EngineEvent } from '../../engine.js';
import { keep } from '../../log/oldest.js';
import type { Timer } from '../timer.js';

/** An entry of a main loop that expires soon. */
export interface GoingCold extends Pick<LaneWarmth, 'ttl' | 'tokens' | 'exact' | 'costApproximate'> {
  readonly session: string;
  readonly lane: string;
  /** Id and number of the newest request of the lane, and where that stands. */
  readonly request: string;
  readonly label: string;
  readonly path: string;
  readonly line: number;
  readonly provider: string | null;
  readonly model: string | null;
  /** Milliseconds since 1970: when it is told, and when the entry expires. */
  readonly at: number;
  readonly expiresAt: number;
  readonly ping: Ping;
}

export interface ColdOptions {
  /** Milliseconds before the expiry. */
  readonly lead: number;
  /** Tokens that an entry has at least. */
  readonly atLeast: number;
  readonly timer: Timer;
}

export interface ColdWatch {
  event(event: EngineEvent): void;
  /** What was there before is read, into this engine: from now on it tells. */
  begin(engine: Pick<Engine, 'lanesOf'>): void;
  /** Adds somebody who is told. */
  tells(listener: (going: GoingCold) => void): void;
  stop(): void;
}

/** The newest request of a lane, and what its entry is, once it was looked at. */
interface Waiting {
  readonly request: Pick<
    RequestEntry,
    'id' | 'label' | 'path' | 'line' | 'provider' | 'model' | 'session' | 'lane'
  >;
  /** Its answer is to come, and makes the entry new. */
  readonly isPending: boolean;
  /** null: not looked at since something happened. */
  warm: LaneWarmth | 'none' | null;
}

/** Lanes whose clocks are watched, those that spoke last. */
const MOST = 1000;
/** Milliseconds: what happens within them is looked at together. */
const TOGETHER = 1000;
/** What a timer of Node's takes at once. */
const LONGEST = 2 ** 31 - 1;

export function createColdWatch({ lead, atLeast, timer }: ColdOptions): ColdWatch {
  const lanes = new Map<string, Waiting>();
  const listeners = new Set<(going: GoingCold) => void>();
  let engine: Pick<Engine, 'lanesOf'> | null = null;
  let cancel = (): void => {};
  let wakesAt = Number.POSITIVE_INFINITY;

  function wake(at: number): void {
    if (engine === null || at >= wakesAt) return;
    cancel();
    wakesAt = at;
    cancel = timer.after(Math.min(LONGEST, Math.max(0, at - timer.now())), look);
  }

  function look(): void {
    wakesAt = Number.POSITIVE_INFINITY;
    const now = timer.now();
    for (const session of new Set([...lanes.values()].filter(isNew).map(({ request }) => request.session)))
      readClocks(session);
    for (const [lane, waiting] of lanes) {
      const { warm } = waiting;
      if (warm === null || warm === 'none' || waiting.isPending) continue;
      const { expiresAt } = warm;
      // Told, small, or without a time: it is heard of again with its next request.
      if (expiresAt === null || warm.tokens < atLeast || now >= expiresAt) lanes.delete(lane);
      else if (now < expiresAt - lead) wake(expiresAt - lead);
      else {
        lanes.delete(lane);
        tell(waiting, { ...warm, expiresAt }, now);
      }
    }
  }

  /** Only of main loops: a subagent ends, and nobody waits for the next request of it. */
  function readClocks(session: string): void {
    const known = new Map((engine?.lanesOf(session) ?? []).map(lane => [lane.id, lane]));
    for (const waiting of lanes.values()) {
      if (waiting.request.session !== session || !isNew(waiting)) continue;
      const lane = known.get(waiting.request.lane);
      waiting.warm = (lane?.kind === 'main' ? lane.warm : null) ?? 'none';
    }
  }

  function tell({ request }: Waiting, warm: LaneWarmth & { readonly expiresAt: number }, now: number): void {
    const { ttl, tokens, exact, costApproximate, expiresAt } = warm;
    const { id, label, path, line, provider, model, session, lane } = request;
    const going: GoingCold = {
      ...{ session, lane, request: id, label, path, line, provider, model },
      ...{ at: now, expiresAt, ttl, tokens, exact, costApproximate },
      ping: pingOf(warm),
    };
    for (const listener of listeners) listener(going);
  }

  return {
    event(event) {
      if (event.type !== 'request' && event.type !== 'update') return;
      const { id, label, path, line, provider, model, session, lane, purpose, outcome } = event.request;
      if (purpose !== 'generate') return;
      const request = { id, label, path, line, provider, model, session, lane };
      keep(lanes, lane, { request, isPending: outcome === 'pending', warm: null }, MOST);
      wake(timer.now() + TOGETHER);
    },
    begin(fed) {
      engine = fed;
      wake(timer.now());
    },
    tells: listener => void listeners.add(listener),
    stop() {
      cancel();
      engine = null;
    },
  };
}

const isNew = ({ warm }: Waiting): boolean => warm === null;
