import { oldestOf } from '../../log/oldest.js';
import { hashedId } from '../../log/paths/file-id.js';
import { type FollowedIncident, followIncident, type Opening } from './followed.js';
import { type Incident, type IncidentEvent, incidentId } from './incident.js';
import { type Learned, NOTHING_LEARNED, type PastIncident, pastOf } from './learned.js';
import { createLedger, logOfRequest } from './ledger.js';
import { createNews, type News } from './news.js';
import { type CauseLoss, choiceOf, isTheirs, type Observation, tokensOf } from './observation.js';
import { ALLOWANCE, EVIDENCE_SHARE, LANES_KEPT, PRIOR, REOPEN, SILENCE } from './parameters.js';
import {
  createScope,
  type IncidentScope,
  type Recent,
  type Typical,
  usualLoss,
  usualUnread,
} from './scope.js';
import { createSum, type JudgedAt, type Sum } from './sum.js';
import { type FirstSeen, keptTraits, noteTraits, restoredTraits } from './traits.js';
import { type UsualLoss, usualLosses } from './usual.js';

/** Judged requests in order of time to incidents. Pure: what was learned before is handed in, and asked for. */
export interface Incidents {
  observe(observation: Observation): readonly IncidentEvent[];
  /** Open and closed, oldest first; the newest `CLOSED_KEPT` of those that are closed. */
  all(): readonly Incident[];
  /** What agents lose as usual, and lose now: no incident is opened for it. */
  usual(): readonly UsualLoss[];
  /** What each log taught that is worth keeping for the next session, without what was known from before. */
  learned(): ReadonlyMap<string, Learned>;
}

const CLOSED_KEPT = 200;

interface Lane {
  readonly sum: Sum;
  /** Kinds of change that were a person's choice once. */
  readonly chosen: Set<string>;
}

/** One key's incident, with what each version, model and setting did in it. */
interface Tracked {
  readonly followed: FollowedIncident;
  readonly news: News;
}

/** @param eventIdOf see `EngineOptions` */
export function createIncidents(
  known: Learned = NOTHING_LEARNED,
  eventIdOf: (request: string) => string = hashedId,
): Incidents {
  const pools = new Map(known.pools.map(([key, state]) => [key, createScope('pool', state)]));
  const providers = new Map(known.providers.map(([key, state]) => [key, createScope('provider', state)]));
  const firstSeen = new Map(known.firstSeen.map(([agent, kept]) => [agent, restoredTraits(kept)]));
  const past = new Map(known.incidents.map(incident => [incident.key, incident]));
  const ledger = createLedger();
  const lanes = new Map<string, Lane>();
  const oldestLane = oldestOf(lanes);
  const open = new Map<string, Tracked>();
  const closed: Tracked[] = [];
  let index = 0;

  function observe(seen: Observation): readonly IncidentEvent[] {
    index += 1;
    const now: JudgedAt = { index, request: seen.request, at: seen.at };
    const events = forget(now);
    noteNews(seen);
    const lane = laneOf(seen.lane);
    const pool = scopeIn(pools, poolKey(seen.agent, seen.model), 'pool');
    const provider = scopeIn(providers, poolKey(seen.provider, seen.model), 'provider');
    pool.see(seen.prompt);
    provider.see(seen.prompt);

    const judged = judgeLosses(seen, lane, pool);
    const providerKey = `provider:${seen.provider}`;
    const { prompt } = seen;
    const mine = recentOf(seen, now, judged.ownCounted, judged.ownEvidence);
    const theirs = recentOf(seen, now, judged.theirs, judged.theirEvidence);
    const laneSite = judged.isBroken ? siteOf(judged.ownEvidence) : null;
    const isLane = lane.sum.add({ moment: now, prompt, lost: judged.own, site: laneSite }, usualLoss(pool));
    const isPool = pool.sum.add(
      { moment: now, prompt, lost: judged.ownCounted, site: siteOf(judged.ownEvidence) },
      usualUnread(pool) ?? usualLoss(pool),
    );
    const isProvider = provider.sum.add(
      { moment: now, prompt, lost: judged.theirs, site: siteOf(judged.theirEvidence) },
      usualLoss(provider),
    );
    pool.note(mine);
    provider.note(theirs);

    events.push(...track(seen.agent, mine, pool, now), ...track(providerKey, theirs, provider, now));
    const at = { now, lane: seen.lane };
    if (isLane) events.push(...begin({ ...at, key: seen.agent, openedBy: 'lane', scope: pool }, lane.sum));
    if (isPool) events.push(...begin({ ...at, key: seen.agent, openedBy: 'pool', scope: pool }, pool.sum));
    if (isProvider) {
      events.push(...begin({ ...at, key: providerKey, openedBy: 'provider', scope: provider }, provider.sum));
    }
    learn(seen, judged, pool, provider, providerKey);
    return events;
  }

  function laneOf(id: string): Lane {
    const known = lanes.get(id) ?? { sum: createSum('lane'), chosen: new Set() };
    lanes.delete(id);
    lanes.set(id, known);
    if (lanes.size > LANES_KEPT) lanes.delete(oldestLane() ?? id);
    return known;
  }

  function noteNews(seen: Observation): void {
    if (seen.at === null) return;
    const known: FirstSeen = firstSeen.get(seen.agent) ?? new Map();
    firstSeen.set(seen.agent, known);
    noteTraits(known, seen, seen.at);
  }

  /** An open incident hears of the request; it may rise, and it may be over. */
  function track(key: string, recent: Recent, scope: IncidentScope, now: JudgedAt): readonly IncidentEvent[] {
    const tracked = open.get(key);
    if (tracked === undefined) return [];
    tracked.news.hear(recent);
    tracked.followed.hear(recent);
    const isRisen = tracked.followed.scope === scope && tracked.followed.grade();
    const events = isRisen ? [eventOf('rise', tracked)] : [];
    if (tracked.followed.isOver(now)) events.push(end(tracked, now));
    return events;
  }

  function begin(opening: Omit<Opening, 'onset'>, sum: Sum): readonly IncidentEvent[] {
    const { onset } = sum;
    if (onset === null || open.has(opening.key)) return [];
    const known = closed.findLast(
      ({ followed }) => followed.key === opening.key && followed.continuesAt(opening.now),
    );
    const before = known === undefined ? pastAt(opening.key, opening.now) : null;
    const tracked = known ?? begun({ ...opening, onset }, before);
    if (known !== undefined) {
      closed.splice(closed.indexOf(known), 1);
      known.followed.reopen({ ...opening, onset });
    }
    open.set(opening.key, tracked);
    for (const recent of opening.scope.recent.filter(entry => entry.moment.index >= onset.index)) {
      tracked.news.hear(recent);
      if (recent.losses.length > 0) tracked.followed.take(recent);
    }
    tracked.followed.grade();
    // What has waited since the onset is no usual loss.
    if (onset.at !== null) {
      opening.scope.lost.discardSince(onset.at);
      opening.scope.unread?.discardSince(onset.at);
      for (const [scopes, kinds] of [[pools, ['lost', 'unread']] as const, [providers, ['theirs']] as const])
        for (const [key, scope] of scopes)
          if (scope === opening.scope) ledger.discardSince(onset.at, kinds, key);
    }
    return [eventOf(known === undefined && before === null ? 'open' : 'reopen', tracked)];
  }

  function begun(opening: Opening, before: PastIncident | null): Tracked {
    const seen = opening.openedBy === 'provider' ? undefined : firstSeen.get(opening.key);
    const id = before?.id ?? incidentId(opening.key, eventIdOf(opening.onset.request));
    return { followed: followIncident(opening, id, before), news: createNews(seen ?? new Map()) };
  }

  /** The incident of another log that goes on now; each once. */
  function pastAt(key: string, now: JudgedAt): PastIncident | null {
    const found = past.get(key);
    past.delete(key);
    if (found === undefined || now.at === null) return null;
    const isOpen = found.closedAt === null && now.at - found.openedAt < SILENCE;
    return isOpen || (found.closedAt !== null && now.at - found.closedAt < REOPEN) ? found : null;
  }

  function end(tracked: Tracked, now: JudgedAt): IncidentEvent {
    const { followed } = tracked;
    followed.close(now);
    open.delete(followed.key);
    closed.push(tracked);
    if (closed.length > CLOSED_KEPT) closed.shift();
    const provider = followed.key.startsWith('provider:') ? followed.key.slice('provider:'.length) : null;
    const [scopes, name] = provider === null ? [pools, followed.key] : [providers, provider];
    for (const [key, { sum }] of scopes) if (key.startsWith(poolKey(name, ''))) sum.clear();
    if (provider === null) for (const lane of followed.lanes) lanes.get(lane)?.sum.clear();
    return eventOf('close', tracked);
  }

  function forget(now: JudgedAt): IncidentEvent[] {
    return [...open.values()].filter(({ followed }) => followed.isForgotten(now)).map(each => end(each, now));
  }

  function learn(
    seen: Observation,
    judged: Judged,
    pool: IncidentScope,
    provider: IncidentScope,
    providerKey: string,
  ): void {
    if (!open.has(seen.agent)) {
      pool.lost.add(seen.at, judged.own, seen.prompt);
      pool.unread?.add(seen.at, judged.unread, seen.prompt);
      ledger.add(seen, 'lost', poolKey(seen.agent, seen.model), judged.own);
      ledger.add(seen, 'unread', poolKey(seen.agent, seen.model), judged.unread);
    }
    if (open.has(providerKey)) return;
    provider.lost.add(seen.at, judged.theirs, seen.prompt);
    ledger.add(seen, 'theirs', poolKey(seen.provider, seen.model), judged.theirs);
  }

  function eventOf(what: IncidentEvent['what'], tracked: Tracked): IncidentEvent {
    return { type: 'incident', what, incident: publish(tracked) };
  }

  function publish({ followed, news }: Tracked): Incident {
    const isProvider = followed.key.startsWith('provider:');
    const cameIn = isProvider ? [] : news.cameIn(followed.onset);
    return followed.publish(followed.scope.lost.share ?? PRIOR.share, cameIn);
  }

  function learned(): ReadonlyMap<string, Learned> {
    const incidents = [...closed, ...open.values()].map(publish);
    const logs = new Set([...ledger.logs(), ...incidents.map(logOfIncident)]);
    const typicalOf = (kind: 'pool' | 'provider', key: string): Typical => {
      const { typical = 0, seen = 0 } = (kind === 'pool' ? pools : providers).get(key) ?? {};
      return { typical: Math.round(typical), seen };
    };
    const traits = [...firstSeen].map(([agent, seen]) => [agent, keptTraits(seen)] as const);
    const ofLog = (log: string): readonly PastIncident[] =>
      incidents.flatMap(incident => (logOfIncident(incident) === log ? (pastOf(incident) ?? []) : []));
    return new Map([...logs].map(log => [log, ledger.of(log, { typicalOf, firstSeen: traits }, ofLog(log))]));
  }

  return {
    observe,
    all: () => [...closed, ...open.values()].map(publish),
    usual: () => usualLosses(pools, agent => open.has(agent)),
    learned,
  };
}

/** The log in which it was opened last. */
const logOfIncident = ({ onset, reopenedAt }: Incident): string =>
  logOfRequest((reopenedAt ?? onset).request);

/** Tokens of one request by whose they are, after a person's choice is taken off. */
interface Judged {
  /** Lost by breaks of the client's own. */
  readonly own: number;
  /** Repeats and was not read, without what the provider lost. */
  readonly unread: number;
  /** The larger of both, once the usual unread share is known. */
  readonly ownCounted: number;
  readonly theirs: number;
  readonly isBroken: boolean;
  readonly ownEvidence: readonly CauseLoss[];
  readonly theirEvidence: readonly CauseLoss[];
}

function judgeLosses(seen: Observation, lane: Lane, pool: IncidentScope): Judged {
  const choice = choiceOf(seen);
  const isChosen = choice !== null && !lane.chosen.has(choice);
  if (choice !== null) lane.chosen.add(choice);
  const losses = isChosen ? [] : seen.losses;
  const ownLosses = losses.filter(loss => !isTheirs(loss));
  const theirLosses = losses.filter(isTheirs);
  const own = tokensOf(ownLosses);
  const theirs = tokensOf(theirLosses);
  const unread = isChosen ? 0 : Math.max(0, seen.unread - theirs);
  const usual = usualUnread(pool);
  const ownCounted = usual === null ? own : Math.max(unread, own);
  const isBroken = own >= EVIDENCE_SHARE * seen.prompt && own > 0;
  const isBleeding =
    usual !== null && losses.length === 0 && unread > (usual.share + ALLOWANCE) * seen.prompt;
  const bled: CauseLoss = { cause: 'unread', site: 'unread', tokens: unread, cost: null };
  return {
    own,
    unread,
    ownCounted,
    theirs,
    isBroken,
    ownEvidence: isBroken ? ownLosses : isBleeding ? [bled] : [],
    theirEvidence: theirs > 0 && theirs >= EVIDENCE_SHARE * seen.prompt ? theirLosses : [],
  };
}

/** The site of the first cause in prefix order. */
const siteOf = (losses: readonly CauseLoss[]): string | null => losses[0]?.site ?? null;

/** Neither an agent nor a provider has a line break in its name. */
const poolKey = (owner: string, model: string): string => `${owner}\n${model}`;

function recentOf(seen: Observation, moment: JudgedAt, lost: number, losses: readonly CauseLoss[]): Recent {
  const { prompt, session, lane, agent, model, version, settings } = seen;
  return { moment, lost, prompt, session, lane, agent, model, version, settings, losses };
}

function scopeIn(scopes: Map<string, IncidentScope>, key: string, kind: 'pool' | 'provider'): IncidentScope {
  const known = scopes.get(key) ?? createScope(kind);
  scopes.set(key, known);
  return known;
}
