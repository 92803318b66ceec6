/** An incident while it is followed: what it holds, how bad it is, and when it is over. */
import type { At, Incident, IncidentLevel, IncidentSite } from './incident.js';
import type { PastIncident } from './learned.js';
import { type CauseLoss, isProviders } from './observation.js';
import { CLEAN, IDLE_CLOSE, NAMED, REOPEN, SEVERE_MONEY, SEVERE_POINTS, SILENCE } from './parameters.js';
import { type IncidentScope, pointsOf, type Recent } from './scope.js';
import type { JudgedAt } from './sum.js';

export interface FollowedIncident {
  readonly key: string;
  readonly scope: IncidentScope;
  /** Of the last time that it was opened. */
  readonly onset: JudgedAt;
  /** Lanes in which it broke since it was opened. */
  readonly lanes: ReadonlySet<string>;
  /** What broke between the onset and the opening belongs to it too. */
  take(earlier: Recent): void;
  /** A judged request of its key: evidence, or one more towards the end. */
  hear(recent: Recent): void;
  /** Recounts points and severity. @returns true if the severity rose */
  grade(): boolean;
  /** True if enough went well since its last break. */
  isOver(now: JudgedAt): boolean;
  /** True if nothing was heard of it for too long. */
  isForgotten(now: JudgedAt): boolean;
  close(now: JudgedAt): void;
  /** True if it was closed so shortly before that an incident of the same key is still this one. */
  continuesAt(now: JudgedAt): boolean;
  reopen(opening: Opening): void;
  /** @param baseline what the scope usually loses, as a share */
  publish(baseline: number, cameIn: Incident['cameIn']): Incident;
}

export interface Opening {
  readonly key: string;
  readonly openedBy: Incident['openedBy'];
  readonly now: JudgedAt;
  readonly lane: string;
  readonly onset: JudgedAt;
  readonly scope: IncidentScope;
}

/**
 * @param before the incident of another log that this one goes on with; null: it is new
 */
export function followIncident(
  first: Opening,
  id: string,
  before: PastIncident | null = null,
): FollowedIncident {
  let opening = first;
  let closed: JudgedAt | null = null;
  let last = first.now;
  let reopened = before === null ? 0 : before.reopened + 1;
  let severity: IncidentLevel = before?.severity ?? 3;
  let atOpening: IncidentLevel | null = null;
  let points = 0;
  let peak = 0;
  let longestGap = 0;
  let sinceInLanes = 0;
  let sinceInAll = 0;
  const lanes = new Set([first.lane]);
  const held = createHeld();

  const cleanNeeded = (): number => Math.min(CLEAN.most, Math.max(CLEAN.least, CLEAN.gaps * longestGap));

  /** Only rises. */
  function severityNow(): IncidentLevel {
    const money = held.moneyBefore(opening.scope.recent.at(-1)?.moment.at ?? null);
    const now: IncidentLevel =
      points >= SEVERE_POINTS.sev1 || money >= SEVERE_MONEY.sev1
        ? 1
        : points >= SEVERE_POINTS.sev2 || money >= SEVERE_MONEY.sev2
          ? 2
          : 3;
    return now < severity ? now : severity;
  }

  return {
    key: first.key,
    get scope() {
      return opening.scope;
    },
    get onset() {
      return opening.onset;
    },
    lanes,
    take: held.hold,
    hear(recent) {
      sinceInAll += 1;
      if (lanes.has(recent.lane)) sinceInLanes += 1;
      if (recent.losses.length === 0) return;
      longestGap = Math.max(longestGap, sinceInAll);
      sinceInAll = sinceInLanes = 0;
      last = recent.moment;
      if (lanes.size < NAMED) lanes.add(recent.lane);
      held.hold(recent);
    },
    grade() {
      points = pointsOf(opening.scope, opening.onset);
      peak = Math.max(peak, points);
      const before = severity;
      severity = severityNow();
      const isFirst = atOpening === null;
      atOpening ??= severity;
      return !isFirst && severity < before;
    },
    isOver(now) {
      const clean = cleanNeeded();
      const idle = now.at === null || last.at === null ? 0 : now.at - last.at;
      return sinceInLanes >= clean || (sinceInAll >= clean && idle >= IDLE_CLOSE);
    },
    isForgotten: now => now.at !== null && last.at !== null && now.at - last.at > SILENCE,
    close(now) {
      closed = now;
    },
    continuesAt: now =>
      closed !== null && closed.at !== null && now.at !== null && now.at - closed.at < REOPEN,
    reopen(again) {
      opening = { ...again, openedBy: opening.openedBy };
      closed = null;
      last = again.now;
      sinceInAll = sinceInLanes = 0;
      lanes.add(again.lane);
      reopened += 1;
    },
    publish: (baseline, cameIn) => ({
      id,
      key: first.key,
      kind: first.openedBy === 'provider' ? held.providerKind() : 'own',
      openedBy: first.openedBy,
      severity,
      severityAtOpening: atOpening ?? severity,
      points,
      peak,
      baseline,
      onset: atOf(first.onset),
      openedAt: atOf(first.now),
      closedAt: closed === null ? null : atOf(closed),
      reopened,
      reopenedAt: reopened === 0 ? null : atOf(opening.now),
      clean: { since: sinceInLanes, needed: cleanNeeded() },
      ...held.published(),
      cameIn,
    }),
  };
}

/** What broke in an incident. */
interface Held {
  hold(recent: Recent): void;
  /** US dollars of the last hour before `at`; 0 where too few breaks are known. */
  moneyBefore(at: number | null): number;
  providerKind(): Incident['kind'];
  published(): Pick<
    Incident,
    'agents' | 'models' | 'sessions' | 'lanes' | 'breaks' | 'lostTokens' | 'cost' | 'sites'
  >;
}

function createHeld(): Held {
  const agents = new Set<string>();
  const models = new Set<string>();
  const sessions = new Set<string>();
  const lanes = new Set<string>();
  const sites = new Map<string, IncidentSite>();
  const sum = { breaks: 0, tokens: 0, ofProvider: 0 };
  let cost: number | null = 0;
  let spent: readonly { readonly at: number; readonly cost: number }[] = [];

  /** @param isFirst false for a further cause of a break at the same site: one break, not two */
  function holdLoss(loss: CauseLoss, isFirst: boolean): void {
    sum.tokens += loss.tokens;
    if (isProviders(loss)) sum.ofProvider += loss.tokens;
    cost = added(cost, loss.cost);
    const known = sites.get(loss.site);
    if (known === undefined && sites.size >= NAMED) return;
    sites.set(loss.site, {
      site: loss.site,
      cause: known?.cause ?? loss.cause,
      breaks: (known?.breaks ?? 0) + (isFirst ? 1 : 0),
      tokens: (known?.tokens ?? 0) + loss.tokens,
      cost: added(known === undefined ? 0 : known.cost, loss.cost),
    });
  }

  return {
    hold({ moment, losses, session, lane, agent, model }) {
      sum.breaks += 1;
      agents.add(agent);
      models.add(model);
      for (const [set, name] of [
        [sessions, session],
        [lanes, lane],
      ] as const)
        if (set.size < NAMED) set.add(name);
      const sitesOfBreak = losses.map(({ site }) => site);
      for (const [index, loss] of losses.entries()) holdLoss(loss, sitesOfBreak.indexOf(loss.site) === index);
      const price = losses.reduce<number | null>((whole, loss) => added(whole, loss.cost), 0);
      if (moment.at !== null && price !== null) spent = [...spent, { at: moment.at, cost: price }];
    },
    moneyBefore(at) {
      if (at !== null) spent = spent.filter(entry => entry.at > at - SEVERE_MONEY.within);
      return spent.length < SEVERE_MONEY.breaks ? 0 : spent.reduce((whole, entry) => whole + entry.cost, 0);
    },
    providerKind: () => (sum.ofProvider * 2 > sum.tokens ? 'provider' : 'unexplained'),
    published: () => ({
      agents: [...agents],
      models: [...models],
      sessions: sessions.size,
      lanes: lanes.size,
      breaks: sum.breaks,
      lostTokens: sum.tokens,
      cost,
      sites: [...sites.values()].sort((a, b) => b.tokens - a.tokens),
    }),
  };
}

/** null where one of the two is not known. */
const added = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? null : a + b;

const atOf = ({ request, at }: JudgedAt): At => ({ request, at });
