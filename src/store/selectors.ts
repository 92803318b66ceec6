/** Questions the screen asks the model. Pure; what needs a walk over all requests is kept per model, which never changes. */
import type { Lane, LaneWarmth, Model, RequestEntry, Session, Wound } from '../diagnosis/model.js';
import { promptTokens as tokensOf } from '../log/protocol/usage.js';
import { breakOrComing, comingIn, rings } from './live/coming.js';
import { isIn, keyInSession, modelIn, shownModel } from './scope/scope.js';
import type { State } from './state.js';

interface Index {
  /** Filled when asked for one that is not among the newest. */
  at: ReadonlyMap<string, number> | null;
  readonly longestLabel: number;
  readonly sessions: ReadonlyMap<string, Session>;
  readonly lanes: ReadonlyMap<string, Lane>;
  readonly wounds: ReadonlyMap<string, Wound>;
  readonly ringing: readonly RequestEntry[];
  readonly worst: readonly ShownWound[];
  /** Filled when asked for. */
  rates: HitRates | null;
}

const indexes = new WeakMap<Model, Index>();

function indexOf(model: Model): Index {
  let index = indexes.get(model);
  if (!index) {
    const lanes = model.sessions.flatMap(s => s.lanes);
    const wounds = model.sessions.flatMap(s => s.wounds);
    index = {
      at: null,
      ...ofRequests(model.requests),
      sessions: new Map(model.sessions.map(s => [s.id, s])),
      lanes: new Map(lanes.map(l => [keyInSession(l.session, l.id), l])),
      wounds: new Map(wounds.map(w => [keyInSession(w.session, w.id), w])),
      worst: [...comingWounds(model), ...worstFirst(wounds, model.requests)],
      rates: null,
    };
    indexes.set(model, index);
  }
  return index;
}

/** In one walk: it is made anew whenever something is published. */
function ofRequests(requests: readonly RequestEntry[]): Pick<Index, 'longestLabel' | 'ringing'> {
  const ringing: RequestEntry[] = [];
  let longestLabel = 0;
  for (const request of requests) {
    if (request.label.length > longestLabel) longestLabel = request.label.length;
    if (rings(request)) ringing.push(request);
  }
  return { longestLabel, ringing };
}

/** Wounds that ring, open ones first, of these the dearest; where no price is known, the largest. */
function worstFirst(wounds: readonly Wound[], requests: readonly RequestEntry[]): readonly Wound[] {
  const ringing = new Set(requests.flatMap(({ id, break: found }) => (found?.ringing ? [id] : [])));
  return wounds
    .filter(wound => wound.requests.some(id => ringing.has(id)))
    .sort(
      (a, b) =>
        Number(a.healed) - Number(b.healed) || (b.cost ?? 0) - (a.cost ?? 0) || b.lostTokens - a.lostTokens,
    );
}

/** A wound, or a break that is coming: then it is a wound of one request, of estimates, until the usage is there. */
export type ShownWound = Wound & {
  readonly isComing?: boolean;
  /** Tokens that a coming one is foretold to write: what it is measured by once it is billed. Left out: none, or nobody knows. */
  readonly toWrite?: number;
};

function comingWounds(model: Model): readonly ShownWound[] {
  return comingIn(model).requests.flatMap(({ id, session, lane, foreseen, predicted }) =>
    foreseen === null
      ? []
      : {
          id: `coming ${id}`,
          ...{ session, lane, requests: [id], isComing: true, toWrite: predicted?.cacheWrite ?? 0 },
          cause: foreseen.causes[0]?.id ?? 'unknown',
          path: foreseen.divergence?.path ?? null,
          ...{ site: foreseen.site, rewritten: null, lostTokens: foreseen.lostTokens, cost: foreseen.cost },
          ...{ costApproximate: foreseen.costApproximate, costExact: false, healed: false },
          ...{ savedTokens: null, paysBackAfter: null },
        },
  );
}

/** What is coming, then {@link worstFirst}. */
export const worstWounds = (model: Model): readonly ShownWound[] => indexOf(model).worst;

/** The incidents that are open, the worst first. */
export const openIncidents = ({ incidents }: Pick<Model, 'incidents'>): Model['incidents'] =>
  incidents
    .filter(({ closedAt }) => closedAt === null)
    .toSorted((a, b) => a.severity - b.severity || b.points - a.points);

export function requestById(model: Model, id: string | null): RequestEntry | null {
  const index = indexOfRequest(model, id);
  return index === null ? null : (model.requests[index] ?? null);
}

/** Index of a request in `model.requests`. */
export function indexOfRequest(model: Model, id: string | null): number | null {
  if (id === null) return null;
  const { requests } = model;
  for (let at = requests.length - 1; at >= 0 && at >= requests.length - NEWEST; at -= 1)
    if (requests[at]?.id === id) return at;
  const index = indexOf(model);
  index.at ??= new Map(requests.map((request, at) => [request.id, at]));
  return index.at.get(id) ?? null;
}

/** Mostly it is asked for one of the last: they are found before all are listed by their ids. */
const NEWEST = 64;

export const parentOf = (model: Model, request: RequestEntry): RequestEntry | null =>
  requestById(model, request.parentId);

/** Cells of a column of labels: one in front is for the `~` of what is coming. */
export const digitsOf = (model: Model): number => Math.max(3, indexOf(model).longestLabel + 1);

export const laneOf = (model: Model, request: RequestEntry): Lane | null =>
  indexOf(model).lanes.get(keyInSession(request.session, request.lane)) ?? null;

export function woundOf(model: Model, request: RequestEntry): Wound | null {
  const wound = breakOrComing(request)?.wound;
  return wound ? (indexOf(model).wounds.get(keyInSession(request.session, wound)) ?? null) : null;
}

/** The request whose break opened the wound that this one's break continues; null if it opens one, or has none. */
export function opensBefore(model: Model, request: RequestEntry): RequestEntry | null {
  const first = woundOf(model, request)?.requests[0] ?? null;
  return first === request.id ? null : requestById(model, first);
}

/** The request that the screen explains: always one of the scope. */
export function selectedRequest(state: State): RequestEntry | null {
  const model = shownModel(state);
  return requestById(model, state.view.selected) ?? model.requests.at(-1) ?? null;
}

export interface HitRates {
  /** Of all requests of the scope. */
  readonly all: number | null;
  /** False if a request without usage is in `all` as it was predicted, or is not in it. */
  readonly isExact: boolean;
  /** Of the newest turn, see `turnOf`. */
  readonly turn: number | null;
  readonly turnNumber: number | null;
  /** Of the newest request whose usage is known. */
  readonly last: number | null;
  readonly lastLabel: string | null;
  /** What it would be without breaks (`Totals`). */
  readonly attainable: number | null;
  /** Label of the first break that rings. */
  readonly since: string | null;
}

/** Hit rates of all that a model holds: of a scope, see `shownModel`. */
export function hitRates(model: Model): HitRates {
  const index = indexOf(model);
  index.rates ??= ratesOf(model);
  return index.rates;
}

function ratesOf({ requests, sessions, totals }: Model): HitRates {
  const last = requests.findLast(r => billed(r) !== null);
  const { turn, requests: ofTurn } = turnOf({ requests, sessions });
  return {
    all: totals.hitRate,
    isExact: totals.hitRateExact,
    turn: turn === null ? null : rate(sums(ofTurn)),
    turnNumber: turn,
    last: last?.hitRate ?? null,
    lastLabel: last?.label ?? null,
    attainable: totals.attainable,
    since: requests.find(r => r.break?.ringing)?.label ?? null,
  };
}

/**
 * The newest turn and its requests: that of the main lane, for a subagent counts its own. Where lanes are in different turns,
 * and for several sessions, there is none that is theirs together.
 */
function turnOf({ requests, sessions }: Pick<Model, 'requests' | 'sessions'>): {
  readonly turn: number | null;
  readonly requests: readonly RequestEntry[];
} {
  const lanes = sessions.length === 1 ? (sessions[0]?.lanes ?? []) : [];
  const mains = lanes.filter(({ kind }) => kind === 'main');
  const counted = new Set((mains.length > 0 ? mains : lanes).map(({ id }) => id));
  const theirs = requests.filter(({ lane }) => counted.has(lane));
  const turns = new Set(new Map(theirs.map(({ lane, turn }) => [lane, turn])).values());
  const turn = turns.size === 1 ? ([...turns][0] ?? null) : null;
  return { turn, requests: turn === null ? [] : theirs.filter(request => request.turn === turn) };
}

interface Sums {
  readonly read: number;
  readonly total: number;
}

function sums(requests: readonly RequestEntry[]): Sums {
  let [read, total] = [0, 0];
  for (const request of requests) {
    const tokens = billed(request);
    if (!tokens) continue;
    read += tokens.read;
    total += tokens.total;
  }
  return { read, total };
}

const rate = ({ read, total }: Sums): number | null => (total === 0 ? null : read / total);

/** Tokens of the prompt as billed: from the cache, and all; null if either is not known. */
export function billed({ usage }: RequestEntry): { read: number; total: number } | null {
  const total = usage && tokensOf(usage);
  return total === null || !usage || usage.cacheRead === null ? null : { read: usage.cacheRead, total };
}

/** Tokens of the prompt: as billed, else as predicted, else not known. */
export function promptSize(request: RequestEntry): { tokens: number; predicted: boolean } | null {
  const known = billed(request);
  if (known) return { tokens: known.total, predicted: false };
  const guess = request.predicted;
  return guess && { tokens: guess.cacheRead + guess.cacheWrite + guess.input, predicted: true };
}

/** A lane whose cache has a clock. */
export type WarmLane = Lane & { readonly warm: LaneWarmth };

/** The main loops first, then those used last. */
export function warmLanes(model: Model): readonly WarmLane[] {
  return model.sessions
    .flatMap(({ lanes }) => lanes)
    .flatMap(lane => (lane.warm ? [{ ...lane, warm: lane.warm }] : []))
    .sort(
      (a, b) =>
        Number(b.kind === 'main') - Number(a.kind === 'main') ||
        (b.warm.expiresAt ?? 0) - (a.warm.expiresAt ?? 0),
    );
}

/** Breaks that ring, and the place of the request among them (from 1; null: not one of them). */
export function breakPlace(model: Model, request: RequestEntry): { place: number | null; of: number } {
  const { ringing } = indexOf(model);
  const at = ringing.findIndex(r => r.id === request.id);
  return { place: at < 0 ? null : at + 1, of: ringing.length };
}

/** Requests of the scope that came after following ended. */
export function unseen({ model, view }: State): number {
  if (view.follow) return 0;
  return model.requests
    .slice(Math.max(0, view.seen - model.unlisted))
    .filter(request => isIn(view.scope, request)).length;
}

/** While time is stopped: requests of the scope of which more is known by now. */
export const newerRequests = ({ view }: Pick<State, 'view'>): number =>
  new Set(view.newer.filter(request => isIn(view.scope, request)).map(({ id }) => id)).size;

/** Breaks that ring outside of the scope. */
export const ringingElsewhere = ({ model, view }: State): number =>
  model.totals.ringing - modelIn(model, view.scope).totals.ringing;
