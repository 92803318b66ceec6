/** What a log taught, as it is kept between sessions. */
import type { BaselineState } from '../diagnosis/incidents/baseline.js';
import type { Learned, PastIncident } from '../diagnosis/incidents/learned.js';
import type { ScopeState } from '../diagnosis/incidents/scope.js';
import { at, isArray, numberOf, parseJson, textOf } from '../log/json/json.js';
import type { Json } from '../log/record.js';

const SCHEMA = 'cachequake.learned/1';

export const learnedJson = (learned: Learned): string => JSON.stringify({ schema: SCHEMA, ...learned });

/** null: not what we wrote; what of it cannot be read is left out. */
export function readLearnedJson(text: string): Learned | null {
  const value = parseJson(text);
  if (at(value, 'schema') !== SCHEMA) return null;
  return {
    pools: entriesOf(at(value, 'pools'), scopeOf),
    providers: entriesOf(at(value, 'providers'), scopeOf),
    firstSeen: entriesOf(at(value, 'firstSeen'), traits => entriesOf(traits, numberOf)),
    incidents: listOf(at(value, 'incidents')).flatMap(each => incidentOf(each) ?? []),
  };
}

const listOf = (value: Json | undefined): readonly Json[] => (isArray(value) ? value : []);

/** Pairs of a name and what is known under it. */
function entriesOf<Value>(
  value: Json | undefined,
  read: (value: Json | undefined) => Value | null,
): readonly (readonly [string, Value])[] {
  return listOf(value).flatMap(pair => {
    const name = textOf(at(pair, 0));
    const known = read(at(pair, 1));
    return name === null || known === null ? [] : [[name, known] as const];
  });
}

function scopeOf(value: Json | undefined): ScopeState | null {
  const typical = numberOf(at(value, 'typical'));
  const seen = numberOf(at(value, 'seen'));
  const lost = baselineOf(at(value, 'lost'));
  if (typical === null || seen === null || lost === null) return null;
  return { typical, seen, lost, unread: baselineOf(at(value, 'unread')) };
}

function baselineOf(value: Json | undefined): BaselineState | null {
  const [days, waiting] = [at(value, 'days'), at(value, 'waiting')];
  if (!isArray(days) || !isArray(waiting)) return null;
  return { days: days.flatMap(bucketOf), waiting: waiting.flatMap(bucketOf) };
}

type Bucket = BaselineState['days'][number];

function bucketOf(value: Json): readonly Bucket[] {
  const [day, lost, prompt, requests, squares] = listOf(value).map(numberOf);
  const isWhole = [day, lost, prompt, requests, squares].every(number => typeof number === 'number');
  return isWhole ? [[day ?? 0, lost ?? 0, prompt ?? 0, requests ?? 0, squares ?? 0]] : [];
}

function incidentOf(value: Json): PastIncident | null {
  const [id, key] = [textOf(at(value, 'id')), textOf(at(value, 'key'))];
  const level = numberOf(at(value, 'severity'));
  const openedAt = numberOf(at(value, 'openedAt'));
  if (id === null || key === null || openedAt === null) return null;
  return {
    id,
    key,
    severity: level === 1 || level === 2 ? level : 3,
    reopened: numberOf(at(value, 'reopened')) ?? 0,
    openedAt,
    closedAt: numberOf(at(value, 'closedAt')),
  };
}
