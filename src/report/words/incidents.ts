/** Incidents in sentences. */
import type { Incident } from '../../diagnosis/incidents/incident.js';
import { count, counted, dollars } from '../../text/numbers.js';
import { duration, isoTime } from '../../text/times.js';

/** One sentence for each incident, the newest last; empty where there was none. */
export function incidentsOf(incidents: readonly Incident[]): readonly string[] {
  return incidents.map(incident => incidentSentence(incident, label => label));
}

/** `SEV1 agent: 43 points lost, open since #6 (onset #2); history-edited …`. */
export function incidentSentence(incident: Incident, labelOf: (request: string) => string): string {
  const { severity, key, kind, peak, baseline, onset, openedAt, closedAt, breaks, lostTokens, cost } =
    incident;
  const whose = kind === 'unexplained' ? ', unexplained' : '';
  const points = `${(peak * 100).toFixed(0)} points lost at the worst (usual ${(baseline * 100).toFixed(1)})`;
  const when = `from #${labelOf(onset.request)}, opened at #${labelOf(openedAt.request)}${timeOf(openedAt.at)}`;
  const state = closedAt === null ? 'open' : `closed at #${labelOf(closedAt.request)}`;
  const size = `${counted(breaks, 'break')}, ${count(lostTokens)} tokens, ${dollars(cost)}`;
  const [first, ...others] = incident.sites;
  const more = others.length === 0 ? '' : ` and ${counted(others.length, 'other site')}`;
  const where = first === undefined ? '' : `; most at ${first.site}${more}`;
  return `SEV${severity} ${key}${whose}: ${points}, ${when}, ${state}; ${size}${where}${newsOf(incident)}.`;
}

/** Of a version no more than the evidence says: it came with the incident, or it was new when that began. */
function newsOf({ cameIn }: Pick<Incident, 'cameIn'>): string {
  if (cameIn === null) return '';
  if (cameIn.how === 'came-with') return `; came with version ${cameIn.version}`;
  return `; version ${cameIn.version} was first seen ${duration(cameIn.beforeMs)} before it began`;
}

const timeOf = (at: number | null): string => (at === null ? '' : ` at ${isoTime(at)}`);
