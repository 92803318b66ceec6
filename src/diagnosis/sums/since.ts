import { isOf } from '../incidents/observe.js';
import type { Model } from '../model.js';
import { totalsOf } from './totals.js';

/**
 * What of a model happened from a moment on, with the sums of that. The verdicts stay: they were reached with all that came before.
 * Requests of which the log does not say when they left stay too. An incident that was open stays where requests of that time are of its
 * program or provider: of a time without any, nobody knows how it stood.
 *
 * @param at Milliseconds since 1970.
 */
export function modelSince(model: Model, at: number): Model {
  const requests = model.requests.filter(request => request.at === null || request.at >= at);
  const kept = new Set(requests.map(({ id }) => id));
  const isKept = (id: string): boolean => kept.has(id);
  const byId = new Map(requests.map(request => [request.id, request]));
  const sessions = model.sessions.flatMap(session => {
    const lanes = session.lanes.flatMap(lane => {
      const rest = lane.requests.filter(isKept);
      return rest.length === 0 ? [] : [{ ...lane, requests: rest }];
    });
    if (lanes.length === 0) return [];
    // A wound that goes on is told whole: what it cost before is why it matters.
    const wounds = session.wounds.filter(wound => wound.requests.some(isKept));
    const entries = lanes.flatMap(lane => lane.requests.flatMap(id => byId.get(id) ?? []));
    return [{ ...session, lanes, wounds, totals: totalsOf(entries) }];
  });
  const incidents = model.incidents.filter(incident => {
    const isOver = incident.closedAt !== null && (incident.closedAt.at ?? at) < at;
    return !isOver && requests.some(request => isOf(request, incident));
  });
  return { ...model, requests, sessions, incidents, totals: totalsOf(requests) };
}
