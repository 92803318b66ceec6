/** What is told outside of a break or an incident: facts and places, no text of a prompt. */
import type { Incident, IncidentLevel } from '../diagnosis/incidents/incident.js';
import type { Break, Cause, RequestEntry } from '../diagnosis/model.js';
import { nameOf } from '../diagnosis/nature.js';
import { aboutCost } from '../diagnosis/sentence.js';
import type { EngineEvent } from '../engine.js';
import { eventId, shortHash } from '../log/paths/file-id.js';
import type { RedactedNote } from '../report/redact.js';
import { labelled } from '../report/report.js';
import { coldSentence } from '../report/words/going-cold.js';
import { incidentSentence } from '../report/words/incidents.js';
import type { GoingCold } from '../store/live/going-cold.js';
import { count, dollars } from '../text/numbers.js';
import { redactSecrets } from '../text/secrets.js';
import { shown } from '../text/shown.js';
import { isoTime } from '../text/times.js';
import { numberIn, requestIn } from './labels.js';

export interface Alert extends RedactedNote {
  readonly schema: 'cachequake.event/1';
  readonly type: 'break' | 'incident' | 'cold';
  readonly what: 'break' | 'open' | 'rise' | 'close' | 'reopen' | 'cold';
  /** Of a break, and of the newest request of what goes cold: what `cachequake explain` takes. Of an incident: the same for all that happens to it. */
  readonly id: string;
  readonly host: string;
  /** ISO 8601, UTC; null: the log has no times. */
  readonly at: string | null;
  /** Of an incident; null: something else. */
  readonly severity: IncidentLevel | null;
  /** One sentence. */
  readonly summary: string;
  readonly break: BreakFacts | null;
  readonly incident: Incident | null;
  /** A large entry that expires soon. */
  readonly cold: ColdFacts | null;
}

/** At most 4 kB as JSON. */
export interface BreakFacts {
  /** Number of the request in its log, and where that stands. */
  readonly request: string;
  readonly place: string;
  /** First 12 hex of the SHA-256 of the session's name. */
  readonly session: string;
  readonly provider: string | null;
  readonly model: string | null;
  readonly hashes: RequestEntry['hashes'];
  readonly extent: Break['extent'];
  /** True while it rests on bytes alone because no usage is known. */
  readonly predicted: boolean;
  readonly magnitude: number;
  readonly expectedRead: number;
  readonly actualRead: number | null;
  readonly lostTokens: number;
  readonly cost: number | null;
  readonly site: string;
  /** In prefix order, at most five. */
  readonly causes: readonly CauseFacts[];
}

export interface CauseFacts extends Pick<Cause, 'id' | 'kind' | 'confidence' | 'fix'> {
  readonly path: string | null;
  readonly char: number | null;
  readonly byte: number | null;
  /** Line of the log, from 1, and the byte in it. */
  readonly line: number | null;
  readonly lineByte: number | null;
  /** Characters of the whole leaf. */
  readonly beforeLength: number | null;
  readonly afterLength: number | null;
}

export interface ColdFacts extends Pick<GoingCold, 'ttl' | 'tokens' | 'exact' | 'costApproximate' | 'ping'> {
  /** Number of the newest request of its lane in the log, and where that stands. */
  readonly request: string;
  readonly place: string;
  /** First 12 hex of the SHA-256 of the session's name. */
  readonly session: string;
  readonly provider: string | null;
  readonly model: string | null;
  /** ISO 8601, UTC. */
  readonly expiresAt: string | null;
}

/** Bytes of the whole, as JSON. */
const MOST = 4000;
/** Bytes of one name, as JSON: in a log it is as long as the log likes. */
const LONGEST = 240;
const CAUSES = 5;

/** What is told of an event; null: nothing. A break that does not ring is nobody's alert. */
export function alertOf(event: EngineEvent, host: string, labelOf: (id: string) => string): Alert | null {
  if (event.type === 'break' && event.break.ringing)
    return fitting(ofBreak(event.request, event.break, host));
  if (event.type === 'incident') return fitting(ofIncident(event.what, event.incident, host, labelOf));
  return null;
}

/** What is told before an entry expires. */
export function alertOfCold(going: GoingCold, host: string): Alert {
  const { request, label, path, line, session, provider, model, at, expiresAt } = going;
  const { ttl, tokens, exact, costApproximate, ping } = going;
  return {
    schema: 'cachequake.event/1',
    type: 'cold',
    what: 'cold',
    id: eventId(request),
    host,
    at: isoTime(at),
    severity: null,
    summary: coldSentence(going),
    break: null,
    incident: null,
    cold: {
      ...{ request: numberIn(label), place: short(`${path}:${line}`), session: shortHash(session) },
      ...{ provider: provider && short(provider), model: model && short(model) },
      ...{ expiresAt: isoTime(expiresAt), ttl, tokens, exact, costApproximate, ping },
    },
  };
}

/** Leaves out what stands last until the rest fits: of a break causes, of an incident sites. */
function fitting(alert: Alert): Alert {
  const { break: found, incident } = alert;
  if (Buffer.byteLength(JSON.stringify(alert)) <= MOST) return alert;
  if (found !== null && found.causes.length > 1)
    return fitting({ ...alert, break: { ...found, causes: found.causes.slice(0, -1) } });
  if (
    incident !== null &&
    [incident.sites, incident.agents, incident.models].some(({ length }) => length > 1)
  ) {
    const { sites, agents, models } = incident;
    const fewer = { sites: shorter(sites), agents: shorter(agents), models: shorter(models) };
    return fitting({ ...alert, incident: { ...incident, ...fewer } });
  }
  return alert;
}

const shorter = <Item>(list: readonly Item[]): readonly Item[] =>
  list.length > 1 ? list.slice(0, -1) : list;

function ofBreak(request: RequestEntry, found: Break, host: string): Alert {
  const facts = factsOf(request, found);
  const [first] = facts.causes;
  const about = found.expectedExact && !found.predicted ? '' : '~';
  const money = dollars(found.cost, aboutCost(found));
  return {
    schema: 'cachequake.event/1',
    type: 'break',
    what: 'break',
    id: eventId(request.id),
    host,
    at: isoTime(request.at),
    severity: null,
    summary: `${found.predicted ? 'predicted ' : ''}${nameOf(found)} at #${short(shown(requestIn(request)))}: ${first?.id ?? 'unknown'}, ${about}${count(found.lostTokens)} tokens lost, ${money}`,
    break: facts,
    incident: null,
    cold: null,
  };
}

function factsOf(request: RequestEntry, found: Break): BreakFacts {
  return {
    request: numberIn(request.label),
    place: short(`${request.path}:${request.line}`),
    session: shortHash(request.session),
    provider: request.provider && short(request.provider),
    model: request.model && short(request.model),
    hashes: request.hashes,
    extent: found.extent,
    predicted: found.predicted,
    magnitude: found.magnitude,
    expectedRead: found.expectedRead,
    actualRead: found.actualRead,
    lostTokens: found.lostTokens,
    cost: found.cost,
    site: short(found.site),
    causes: found.causes.slice(0, CAUSES).map(causeFacts),
  };
}

function causeFacts({ id, kind, confidence, fix, path, divergence }: Cause): CauseFacts {
  return {
    id,
    kind: kind && short(kind),
    confidence,
    fix,
    path: path && short(path),
    char: divergence?.char ?? null,
    byte: divergence?.byte ?? null,
    line: divergence?.line ?? null,
    lineByte: divergence?.lineByte ?? null,
    beforeLength: divergence?.before?.length ?? null,
    afterLength: divergence?.after?.length ?? null,
  };
}

function ofIncident(
  what: Alert['what'],
  incident: Incident,
  host: string,
  labelOf: (id: string) => string,
): Alert {
  const { severity, openedAt, reopenedAt, closedAt } = incident;
  const told = labelled(incident, labelOf);
  return {
    schema: 'cachequake.event/1',
    type: 'incident',
    what,
    id: incident.id,
    host,
    at: isoTime((what === 'close' ? closedAt : (reopenedAt ?? openedAt))?.at ?? null),
    severity,
    summary: cut(shown(incidentSentence(incident, labelOf)), 2 * LONGEST),
    break: null,
    incident: {
      ...told,
      key: short(told.key),
      sites: told.sites.slice(0, CAUSES).map(site => ({ ...site, site: short(site.site) })),
      agents: told.agents.slice(0, CAUSES).map(short),
      models: told.models.slice(0, CAUSES).map(short),
      cameIn: told.cameIn.map(each => ({ ...each, value: each.value && short(each.value) })),
    },
    cold: null,
  };
}

const short = (text: string): string => cut(redactSecrets(text), LONGEST);

/** @param most bytes as JSON, in which a character may take six */
function cut(text: string, most: number): string {
  let bytes = 0;
  let kept = '';
  for (const character of text) {
    bytes += Buffer.byteLength(JSON.stringify(character)) - 2;
    if (bytes > most) return `${kept}...`;
    kept += character;
  }
  return text;
}
