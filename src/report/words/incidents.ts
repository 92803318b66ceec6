/** Incidents in sentences. */
import type { At, CameIn, Incident } from '../../diagnosis/incidents/incident.js';
import { count, counted, dollars } from '../../text/numbers.js';
import { duration, isoTime } from '../../text/times.js';

/** One sentence for each incident, the newest last; empty where there was none. */
export function incidentsOf(incidents: readonly Incident[]): readonly string[] {
  return incidents.map(incident => incidentSentence(incident, label => label));
}

/** `SEV1 agent: 43 points lost at the worst (usual 0.5), from #2, opened at #6, open; 3 breaks, …; most at history-edited ….` */
export function incidentSentence(incident: Incident, labelOf: (request: string) => string): string {
  const { severity, key, kind, peak, baseline, closedAt, reopenedAt, breaks, lostTokens, cost } = incident;
  const whose = kind === 'unexplained' ? ', unexplained' : '';
  const points = `${(peak * 100).toFixed(0)} points lost at the worst (usual ${(baseline * 100).toFixed(1)})`;
  const state = closedAt === null ? 'open' : `closed at #${labelOf(closedAt.request)}`;
  const size = `${counted(breaks, 'break')}${reopenedAt === null ? '' : ' in all'}, ${count(lostTokens)} tokens, ${dollars(cost)}`;
  const [first, ...others] = incident.sites;
  const more = others.length === 0 ? '' : ` and ${counted(others.length, 'other site')}`;
  const where = first === undefined ? '' : `; most at ${first.site}${more}`;
  const news = incident.cameIn.map(each => `; ${newsOf(each, reopenedAt !== null)}`).join('');
  return `SEV${severity} ${key}${whose}: ${points}, ${whenOf(incident, labelOf)}, ${state}; ${size}${where}${news}.`;
}

function whenOf(
  { onset, openedAt, reopened, reopenedAt }: Incident,
  labelOf: (request: string) => string,
): string {
  const named = ({ request, at }: At): string =>
    `#${labelOf(request)}${at === null ? '' : ` at ${isoTime(at)}`}`;
  const from = `from #${labelOf(onset.request)}`;
  if (reopenedAt === null) return `${from}, opened at ${named(openedAt)}`;
  const times = reopened === 1 ? 'reopened' : `reopened ${reopened} times, last`;
  // It was opened in another log, of which its id alone is known here.
  if (reopenedAt.request === openedAt.request) return `${from}, ${times} at ${named(reopenedAt)}`;
  return `${from}, opened at ${named(openedAt)}, closed for a time, ${times} at ${named(reopenedAt)}`;
}

/** No more than the evidence says: it came with the incident, or it was new when that began. */
function newsOf({ how, what, name, value, beforeMs = 0 }: CameIn, isBack: boolean): string {
  const thing = what === 'setting' ? settingOf(name, value) : `${what} ${value}`;
  if (how === 'came-with') return `came with ${thing}`;
  const when = beforeMs < 1000 ? 'when' : `${duration(beforeMs)} before`;
  return `${thing} was first seen ${when} it ${isBack ? 'came back' : 'began'}`;
}

const settingOf = (name: string | null, value: string | null): string =>
  value === null ? `another ${name}` : `${name} ${value}`;
