/** What is counted of what happens, for Prometheus and OpenTelemetry alike. No label holds a session, a path or a request: their number is bounded. */
import type { Incident, IncidentLevel } from '../../diagnosis/incidents/incident.js';
import { isTheirs, type Observation } from '../../diagnosis/incidents/observation.js';
import type { RequestEntry } from '../../diagnosis/model.js';
import type { EngineEvent } from '../../engine.js';
import { redactSecrets } from '../../text/secrets.js';

/** Of whom a request is. A version is empty where the log names none. */
export const WHO = ['provider', 'model', 'agent', 'version'] as const;
export type Who = Readonly<Record<(typeof WHO)[number], string>>;
export type MetricLabels = Readonly<Record<string, string>>;

/** Each: what it says, its unit, its labels. */
export const COUNTERS = {
  requests: ['Requests that were answered, by how', '{request}', [...WHO, 'outcome']],
  tokens: ['Tokens that were billed: read, write, input, output', '{token}', [...WHO, 'kind']],
  judged_tokens: ['Tokens of the prompts that could have been read from the cache in part', '{token}', WHO],
  lost_tokens: ['Tokens that breaks lost, by cause', '{token}', [...WHO, 'cause']],
  unread_tokens: ['Tokens that repeat and were not read, breaks or not', '{token}', WHO],
  breaks: ['Breaks that ring, by their first cause', '{break}', [...WHO, 'cause']],
  lost_dollars: ['Money that breaks lost, where it has a price', '{USD}', [...WHO, 'cause']],
  skipped_lines: ['Lines that could not be read', '{line}', []],
  dropped_exports: ['Alerts and records that were not delivered', '{export}', []],
} as const satisfies Record<string, readonly [string, string, readonly string[]]>;

export type CounterName = keyof typeof COUNTERS;

/** Those whose one series is known from the start: it begins at 0. */
export const SINGLE: readonly CounterName[] = ['skipped_lines', 'dropped_exports'];

/** Where counts go. */
export interface Sink {
  add(name: CounterName, labels: MetricLabels, value: number): void;
  /** A request was answered and its usage is known, once each. */
  usage?(request: RequestEntry, who: Who): void;
  incident(key: string, severity: IncidentLevel, isOpen: boolean): void;
}

export interface Counting {
  event(event: EngineEvent): void;
  /** Incidents that were open before anybody was told. */
  begin(open: readonly Incident[]): void;
}

/** Sets of labels of one metric; a log that invents models fills no memory. Beyond it, what a log names reads `other`. */
const MOST_SERIES = 500;
const NAMED_BY_LOGS = ['agent', 'model', 'version'];
const LEVELS = [1, 2, 3] as const;
/** Requests of which it is remembered that they were counted. */
const REMEMBERED = 10_000;

export function createCounting(sink: Sink): Counting {
  const bounded = createBounds();
  const counted = new Set<string>();
  const add = (name: CounterName, labels: MetricLabels, value: number): void =>
    sink.add(name, bounded(name, labels), value);

  function update({ request, agent, judged }: Extract<EngineEvent, { type: 'update' }>): void {
    const who = whoOf(request, agent);
    if (judged !== null) countJudged(judged, who);
    if (request.outcome === 'pending' || counted.has(request.id)) return;
    counted.add(request.id);
    const oldest = counted.values().next();
    if (counted.size > REMEMBERED && !oldest.done) counted.delete(oldest.value);
    add('requests', { ...who, outcome: request.outcome }, 1);
    const { cacheRead, cacheWrite, input, output } = request.usage ?? {};
    const kinds = { read: cacheRead, write: cacheWrite, input, output };
    for (const [kind, tokens] of Object.entries(kinds))
      if (typeof tokens === 'number') add('tokens', { ...who, kind }, tokens);
    if (request.usage !== null) sink.usage?.(request, bounded('usage', who));
  }

  function countJudged({ prompt, unread, losses }: Observation, who: Who): void {
    add('judged_tokens', who, prompt);
    const theirs = losses.filter(isTheirs).reduce((sum, { tokens }) => sum + tokens, 0);
    add('unread_tokens', who, Math.max(0, unread - theirs));
    for (const { cause, tokens, cost } of losses) {
      add('lost_tokens', { ...who, cause }, tokens);
      if (cost !== null) add('lost_dollars', { ...who, cause }, cost);
    }
    const [first] = losses;
    if (first !== undefined) add('breaks', { ...who, cause: first.cause }, 1);
  }

  const keys = new Set<string>();
  /** Incidents beyond the bound that are open. */
  const others = new Map<string, IncidentLevel>();

  function tell({ key, severity }: Incident, isOpen: boolean): void {
    if (keys.size < MOST_SERIES / LEVELS.length) keys.add(key);
    if (keys.has(key)) {
      for (const level of LEVELS) sink.incident(named(key), level, isOpen && level === severity);
      return;
    }
    others.delete(key);
    if (isOpen) others.set(key, severity);
    for (const level of LEVELS) sink.incident('other', level, [...others.values()].includes(level));
  }

  return {
    event(event) {
      if (event.type === 'update') update(event);
      else if (event.type === 'skipped') add('skipped_lines', {}, 1);
      else if (event.type === 'incident') tell(event.incident, event.what !== 'close');
    },
    begin(open) {
      for (const incident of open) tell(incident, true);
    },
  };
}

function whoOf({ provider, model, client }: RequestEntry, agent: string): Who {
  return {
    provider: named(provider ?? 'unknown'),
    model: named(model ?? 'unknown'),
    agent: named(agent),
    version: named(client?.version ?? ''),
  };
}

/** Names come out of logs. */
const named = (text: string): string => redactSecrets(text).slice(0, 100);

/** Puts what is beyond the bound under `other`; what is counted (kinds of tokens, causes) stays apart, or sums would miss it. */
function createBounds(): <Given extends MetricLabels>(name: string, labels: Given) => Given {
  const known = new Map<string, Set<string>>();
  return (name, labels) => {
    const series = known.get(name) ?? new Set<string>();
    known.set(name, series);
    const key = JSON.stringify(labels);
    if (series.has(key)) return labels;
    if (series.size < MOST_SERIES) {
      series.add(key);
      return labels;
    }
    const others = NAMED_BY_LOGS.filter(label => label in labels).map(label => [label, 'other']);
    return { ...labels, ...Object.fromEntries(others) };
  };
}
