import type { BaselineState } from './baseline.js';
import type { Incident, IncidentLevel } from './incident.js';
import { SILENCE, TYPICAL } from './parameters.js';
import type { ScopeState } from './scope.js';

/** What is known from before: sums and names of agents, models and versions, no text. */
export interface Learned {
  readonly pools: readonly (readonly [string, ScopeState])[];
  readonly providers: readonly (readonly [string, ScopeState])[];
  /** By agent: when each version, model and value of a setting (its trait) was first seen, milliseconds since 1970. */
  readonly firstSeen: readonly (readonly [string, readonly (readonly [string, number])[]])[];
  /** Those of the last seven days. */
  readonly incidents: readonly PastIncident[];
}

/** An incident of another log: one that goes on here is the same one. */
export interface PastIncident {
  readonly id: string;
  readonly key: string;
  readonly severity: IncidentLevel;
  readonly reopened: number;
  /** When it was opened last, milliseconds since 1970. */
  readonly openedAt: number;
  /** null: it was open when its log was last read. */
  readonly closedAt: number | null;
}

export const NOTHING_LEARNED: Learned = { pools: [], providers: [], firstSeen: [], incidents: [] };

/** An incident as the next session has to know it; null: without times nothing is. */
export function pastOf(incident: Incident): PastIncident | null {
  const { id, key, severity, reopened, openedAt, reopenedAt, closedAt } = incident;
  const opened = (reopenedAt ?? openedAt).at;
  return opened === null
    ? null
    : { id, key, severity, reopened, openedAt: opened, closedAt: closedAt?.at ?? null };
}

/** What several logs taught, as one. @param now milliseconds since 1970: older incidents are over */
export function joinLearned(parts: readonly Learned[], now: number): Learned {
  const incidents = new Map<string, PastIncident>();
  for (const past of parts.flatMap(part => part.incidents)) {
    if ((past.closedAt ?? past.openedAt) < now - SILENCE) continue;
    const known = incidents.get(past.id);
    if (known === undefined || known.reopened <= past.reopened) incidents.set(past.id, past);
  }
  return {
    pools: joinScopes(parts.flatMap(({ pools }) => pools)),
    providers: joinScopes(parts.flatMap(({ providers }) => providers)),
    firstSeen: joinFirstSeen(parts.flatMap(({ firstSeen }) => firstSeen)),
    incidents: [...incidents.values()].sort((a, b) => a.openedAt - b.openedAt),
  };
}

function joinScopes(entries: Learned['pools']): Learned['pools'] {
  const joined = new Map<string, ScopeState>();
  for (const [key, state] of entries) {
    const known = joined.get(key);
    joined.set(key, known === undefined ? state : joinScope(known, state));
  }
  return [...joined];
}

function joinScope(a: ScopeState, b: ScopeState): ScopeState {
  const seen = a.seen + b.seen;
  const typical = seen === 0 ? 0 : (a.typical * a.seen + b.typical * b.seen) / seen;
  return {
    typical,
    seen: Math.min(TYPICAL, seen),
    lost: joinBaselines(a.lost, b.lost),
    unread: a.unread === null ? b.unread : b.unread === null ? a.unread : joinBaselines(a.unread, b.unread),
  };
}

/** Days may stand twice: who restores them adds them up. What waits has to come in the order of time. */
function joinBaselines(a: BaselineState, b: BaselineState): BaselineState {
  return {
    days: [...a.days, ...b.days].sort((one, other) => one[0] - other[0]),
    waiting: [...a.waiting, ...b.waiting].sort((one, other) => one[0] - other[0]),
  };
}

function joinFirstSeen(entries: Learned['firstSeen']): Learned['firstSeen'] {
  const agents = new Map<string, Map<string, number>>();
  for (const [agent, traits] of entries) {
    const known = agents.get(agent) ?? new Map<string, number>();
    agents.set(agent, known);
    for (const [trait, at] of traits) known.set(trait, Math.min(at, known.get(trait) ?? at));
  }
  return [...agents].map(([agent, traits]) => [agent, [...traits].sort((a, b) => a[1] - b[1])]);
}
