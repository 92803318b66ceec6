/** What the screen is about: everything, one session, or one lane; and what of the model belongs to it. */
import { momentsOf } from '../../diagnosis/incidents/incident.js';
import type { Lane, Model, RequestEntry, Session } from '../../diagnosis/model.js';
import { totalsOf } from '../../diagnosis/sums/totals.js';
import type { LastSeen, Scope, State } from '../state.js';

/** Unambiguous, whatever a log calls its sessions and lanes. */
export function scopeKey(scope: Scope): string {
  if (scope.kind === 'all') return 'all';
  return scope.kind === 'session' ? lengthFirst(scope.session) : keyInSession(scope.session, scope.lane);
}

/** Key of something that a session has under this name. Made of every lane whenever something is published. */
export const keyInSession = (session: string, name: string): string => `${lengthFirst(session)} ${name}`;

const lengthFirst = (session: string): string => `${session.length} ${session}`;

export const sessionScope = ({ id }: Pick<Session, 'id'>): Scope => ({ kind: 'session', session: id });
export const laneScope = ({ session, id }: Pick<Lane, 'session' | 'id'>): Scope => ({
  kind: 'lane',
  session,
  lane: id,
});

/** Whether a request belongs to a scope. */
export const isIn = (scope: Scope, request: Pick<RequestEntry, 'session' | 'lane'>): boolean =>
  scope.kind === 'all' ||
  (request.session === scope.session && (scope.kind === 'session' || request.lane === scope.lane));

/** Everything on the screen is drawn from this: what the model holds of the scope, and nothing else. */
export const shownModel = ({ model, view }: Pick<State, 'model' | 'view'>): Model =>
  modelIn(model, view.scope);

/** What was cut out of a model, for as long as that is kept: a model never changes. */
const cuts = new WeakMap<Model, Map<string, Model>>();

/** The part of a model that is of a scope: nothing, where it does not hold the scope (it was not there yet, or is not listed any more). */
export function modelIn(model: Model, scope: Scope): Model {
  if (scope.kind === 'all') return model;
  const session = model.sessions.find(({ id }) => id === scope.session);
  const known = cuts.get(model) ?? new Map<string, Model>();
  cuts.set(model, known);
  const key = scopeKey(scope);
  const found = known.get(key) ?? cut(model, session, scope);
  known.set(key, found);
  return found;
}

function cut(model: Model, session: Session | undefined, scope: Scope): Model {
  if (session === undefined)
    return { ...model, requests: [], sessions: [], incidents: [], usual: [], totals: totalsOf([]) };
  const requests = model.requests.filter(request => isIn(scope, request));
  const incidents = incidentsIn(scope, model);
  if (scope.kind !== 'lane')
    return {
      ...model,
      requests,
      sessions: [session],
      incidents,
      usual: usualIn(session, model),
      totals: session.totals,
    };
  const lanes = session.lanes.filter(({ id }) => id === scope.lane);
  const totals = lanes[0]?.totals ?? totalsOf(requests);
  const wounds = session.wounds.filter(({ lane }) => lane === scope.lane);
  return {
    ...model,
    requests,
    sessions: [{ ...session, lanes, wounds, totals }],
    incidents,
    usual: [],
    totals,
  };
}

/** Those that began or were opened in the scope, and those of which that is no longer listed. */
function incidentsIn(scope: Scope, { requests, incidents }: Model): Model['incidents'] {
  if (incidents.length === 0) return incidents;
  const elsewhere = new Set(requests.filter(request => !isIn(scope, request)).map(({ id }) => id));
  return incidents.filter(each => momentsOf(each).some(({ request }) => !elsewhere.has(request)));
}

/** What is of other sessions too stands on a screen of all. */
const usualIn = ({ id }: Session, { usual }: Model): Model['usual'] =>
  usual.filter(({ sessions }) => sessions.every(session => session === id));

export interface Watched {
  readonly arrivedAt: number | null;
  /** True for what stood in the log before we came: that happened when the log says. */
  readonly isHistory: boolean;
}

/** @param before What was published before; entries are new objects whenever something more is known of a request. */
export function lastSeenOf(
  seen: LastSeen,
  before: Model,
  after: Model,
  { arrivedAt, isHistory }: Watched,
): LastSeen {
  const next = new Map(seen);
  const letGo = after.unlisted - before.unlisted;
  for (let i = 0; i < after.requests.length; i += 1) {
    const request = after.requests[i];
    if (request === undefined || before.requests[i + letGo] === request) continue;
    const told = request.endedAt ?? request.at;
    const at = isHistory ? (told ?? arrivedAt) : arrivedAt;
    const key = keyInSession(request.session, request.lane);
    if (at !== null) next.set(key, Math.max(next.get(key) ?? at, at));
  }
  return letGo > 0 ? ofListed(next, after) : next;
}

/** Of the lanes that a model still lists. */
function ofListed(seen: LastSeen, { sessions }: Model): LastSeen {
  const keys = new Set(sessions.flatMap(({ lanes }) => lanes.map(lane => scopeKey(laneScope(lane)))));
  return new Map([...seen].filter(([key]) => keys.has(key)));
}

/** When something last came of a scope; null: nothing did, or nobody knows when. */
export function seenAt({ model, lastSeen, arrivedAt }: State, scope: Scope): number | null {
  if (scope.kind === 'all') return arrivedAt;
  if (scope.kind === 'lane') return lastSeen.get(scopeKey(scope)) ?? null;
  const session = model.sessions.find(({ id }) => id === scope.session);
  return session === undefined ? arrivedAt : latestOf(lastSeen, session);
}

function latestOf(lastSeen: LastSeen, { lanes }: Session): number | null {
  let latest: number | null = null;
  for (const { session, id } of lanes) {
    const at = lastSeen.get(keyInSession(session, id));
    if (at !== undefined && (latest === null || at > latest)) latest = at;
  }
  return latest;
}

/** A session that has been silent for so long gives way to one that has not, milliseconds. */
const STAYS_FOR = 60_000;

/**
 * The session to show while the reader has chosen none: the active one, without jumping to and fro where several are. One
 * that goes on keeps the screen; one that began when it had ended (`/clear`) takes it with its second request. A request whose
 * agent was killed awaits its answer for ever: it holds the screen against one answer elsewhere for a while, against more not.
 *
 * @param now Milliseconds since 1970.
 * @param isHistory Of what was there before we came, the newest session.
 */
export function followedScope(
  current: Scope,
  { model, lastSeen, now }: Pick<State, 'model' | 'lastSeen' | 'now'>,
  isHistory: boolean,
): Scope {
  const shown = current.kind === 'all' ? undefined : model.sessions.find(s => s.id === current.session);
  const active = newestSession(model, lastSeen);
  if (active === null || active === shown) return current;
  if (shown === undefined || isHistory) return sessionScope(active);
  const [here, there] = [latestOf(lastSeen, shown), latestOf(lastSeen, active)];
  if (here === null || there === null) return current;
  const since = requestsSince(model, shown, active);
  const gives =
    there - here > STAYS_FOR ||
    succeeds(since) ||
    (since.isUnanswered && since.answered > 0 && now - here >= STAYS_FOR);
  return gives ? sessionScope(active) : current;
}

/** The session of which something came last; where no time is known, that of the newest request. */
function newestSession(model: Model, lastSeen: LastSeen): Session | null {
  const last = model.requests.at(-1)?.session;
  let found = model.sessions.find(({ id }) => id === last) ?? null;
  let best = (found && latestOf(lastSeen, found)) ?? Number.NEGATIVE_INFINITY;
  for (const session of model.sessions) {
    const at = latestOf(lastSeen, session) ?? Number.NEGATIVE_INFINITY;
    if (at <= best) continue;
    found = session;
    best = at;
  }
  return found;
}

/** What a session did since the last that is told of another one. */
interface Since {
  readonly count: number;
  /** Those of them whose answer is there. */
  readonly answered: number;
  /** True if the session began since then. */
  readonly isNew: boolean;
  /** True if the last of the other one is a request that awaits its answer. */
  readonly isUnanswered: boolean;
}

/** A session whose newest request is unanswered may have had an answer in another lane since: times tell, where the log has them. */
function requestsSince({ requests }: Pick<Model, 'requests'>, before: Session, after: Session): Since {
  const last = requests.findLastIndex(({ session }) => session === before.id);
  const isUnanswered = requests[last]?.outcome === 'pending';
  let ended = Number.NEGATIVE_INFINITY;
  for (const { session, at, endedAt } of isUnanswered ? requests : [])
    if (session === before.id) ended = Math.max(ended, endedAt ?? at ?? ended);
  const since = requests
    .slice(last + 1)
    .filter(({ session, at }) => session === after.id && (at === null || at >= ended));
  return {
    count: since.length,
    answered: since.filter(({ outcome }) => outcome !== 'pending').length,
    isNew: requests.findIndex(({ session }) => session === after.id) > last,
    isUnanswered,
  };
}

/** True for a session that began since, with its second request; against one that awaits an answer, any with two that were answered, too. */
const succeeds = ({ count, answered, isNew, isUnanswered }: Since): boolean =>
  (isNew && count > 1) || (isUnanswered && answered > 1);
