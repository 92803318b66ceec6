/** Counters for Prometheus. No label holds a session, a path or a request: their number is bounded. */
import { createServer, type Server } from 'node:http';
import { Counter, Gauge, Registry } from 'prom-client';
import { isTheirs, type Observation } from '../diagnosis/incidents/observation.js';
import type { RequestEntry } from '../diagnosis/model.js';
import type { EngineEvent } from '../engine.js';
import { redactSecrets } from '../text/secrets.js';
import type { Outlet } from './outlet.js';

export interface MetricsAddress {
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
}

export interface Metrics extends Outlet {
  /** Where they can be read. */
  readonly url: string;
}

/** Of whom a request is. A version is empty where the log names none. */
const WHO = ['provider', 'model', 'agent', 'version'] as const;
type Who = Readonly<Record<(typeof WHO)[number], string>>;
type Labels = Readonly<Record<string, string>>;

const COUNTERS = {
  requests: ['Requests that were answered, by how', [...WHO, 'outcome']],
  tokens: ['Tokens that were billed: read, write, input, output', [...WHO, 'kind']],
  judged_tokens: ['Tokens of the prompts that could have been read from the cache in part', WHO],
  lost_tokens: ['Tokens that breaks lost, by cause', [...WHO, 'cause']],
  unread_tokens: ['Tokens that repeat and were not read, breaks or not', WHO],
  breaks: ['Breaks that ring, by their first cause', [...WHO, 'cause']],
  lost_dollars: ['Money that breaks lost, where it has a price', [...WHO, 'cause']],
  skipped_lines: ['Lines that could not be read', []],
  dropped_exports: ['Alerts that were not delivered', []],
} as const satisfies Record<string, readonly [string, readonly string[]]>;

type CounterName = keyof typeof COUNTERS;

/** What `/metrics` may hold; rules and dashboards can name no other. */
export const METRIC_NAMES: readonly string[] = [
  ...Object.keys(COUNTERS).map(name => `cachequake_${name}_total`),
  'cachequake_incident_open',
];

/** Sets of labels of one counter; a log that invents models fills no memory. */
const MOST_SERIES = 500;
/** Requests of which it is remembered that they were counted. */
const REMEMBERED = 10_000;

/** @param dropped how many alerts others could not deliver so far */
export async function serveMetrics(
  address: MetricsAddress,
  dropped: () => number,
): Promise<Metrics | string> {
  const registry = new Registry();
  const counters = createCounters(registry);
  const incidents = new Gauge({
    name: 'cachequake_incident_open',
    help: '1 while an incident is open',
    labelNames: ['key', 'sev'],
    registers: [registry],
  });
  const counted = new Set<string>();
  let told = 0;

  function update({ request, agent, judged }: Extract<EngineEvent, { type: 'update' }>): void {
    const who = whoOf(request, agent, judged);
    if (judged !== null) countJudged(judged, who);
    if (request.outcome === 'pending' || counted.has(request.id)) return;
    counted.add(request.id);
    const oldest = counted.values().next();
    if (counted.size > REMEMBERED && !oldest.done) counted.delete(oldest.value);
    counters.add('requests', { ...who, outcome: request.outcome }, 1);
    const { cacheRead, cacheWrite, input, output } = request.usage ?? {};
    const kinds = { read: cacheRead, write: cacheWrite, input, output };
    for (const [kind, tokens] of Object.entries(kinds))
      if (typeof tokens === 'number') counters.add('tokens', { ...who, kind }, tokens);
  }

  function countJudged({ prompt, unread, losses }: Observation, who: Who): void {
    counters.add('judged_tokens', who, prompt);
    const theirs = losses.filter(isTheirs).reduce((sum, { tokens }) => sum + tokens, 0);
    counters.add('unread_tokens', who, Math.max(0, unread - theirs));
    for (const { cause, tokens, cost } of losses) {
      counters.add('lost_tokens', { ...who, cause }, tokens);
      if (cost !== null) counters.add('lost_dollars', { ...who, cause }, cost);
    }
    const [first] = losses;
    if (first !== undefined) counters.add('breaks', { ...who, cause: first.cause }, 1);
  }

  const server = createServer((request, response) => {
    if (request.method !== 'GET' || request.url?.split('?', 1)[0] !== '/metrics') {
      response.writeHead(404).end();
      return;
    }
    counters.add('dropped_exports', {}, dropped() - told);
    told = dropped();
    registry.metrics().then(
      text => {
        response.writeHead(200, { 'content-type': registry.contentType }).end(text);
        counters.scraped();
      },
      () => response.writeHead(500).end(),
    );
  });
  const problem = await listening(server, address);
  if (problem !== null) return problem;
  const bound = server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : address.port;
  counters.add('skipped_lines', {}, 0);
  counters.add('dropped_exports', {}, 0);

  return {
    url: `http://${address.host.includes(':') ? `[${address.host}]` : address.host}:${port}/metrics`,
    event(event) {
      if (event.type === 'update') update(event);
      else if (event.type === 'skipped') counters.add('skipped_lines', {}, 1);
      else if (event.type === 'incident') {
        const { key, severity } = event.incident;
        for (const sev of [1, 2, 3])
          incidents.set(
            { key: named(key), sev: String(sev) },
            event.what !== 'close' && sev === severity ? 1 : 0,
          );
      }
    },
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function whoOf({ provider, model }: RequestEntry, agent: string, judged: Observation | null): Who {
  return {
    provider: named(provider ?? 'unknown'),
    model: named(model ?? 'unknown'),
    agent: named(agent),
    version: named(judged?.version ?? ''),
  };
}

/** Names come out of logs. */
const named = (text: string): string => redactSecrets(text).slice(0, 100);

/** Counters whose series all start at 0: one that is new shows 0 once before it counts, or its first rise would be seen by nobody. */
function createCounters(registry: Registry): {
  add(name: CounterName, labels: Labels, value: number): void;
  /** What was held back is shown from now on. */
  scraped(): void;
} {
  const counters = new Map<string, Counter>();
  for (const [name, [help, labelNames]] of Object.entries(COUNTERS)) {
    counters.set(
      name,
      new Counter({
        name: `cachequake_${name}_total`,
        help,
        labelNames: [...labelNames],
        registers: [registry],
      }),
    );
  }
  const shown = new Map<string, Set<string>>();
  const fresh = new Map<string, { readonly name: string; readonly labels: Labels; value: number }>();

  function add(name: CounterName, given: Labels, value: number): void {
    const series = shown.get(name) ?? new Set<string>();
    shown.set(name, series);
    const isFull = series.size >= MOST_SERIES && !series.has(JSON.stringify(given));
    const labels = isFull ? Object.fromEntries(Object.keys(given).map(key => [key, 'other'])) : given;
    const key = JSON.stringify(labels);
    const waiting = fresh.get(`${name}${key}`);
    if (waiting !== undefined) waiting.value += value;
    else if (series.has(key)) counters.get(name)?.inc(labels, value);
    else {
      series.add(key);
      counters.get(name)?.inc(labels, 0);
      fresh.set(`${name}${key}`, { name, labels, value });
    }
  }

  return {
    add,
    scraped() {
      for (const { name, labels, value } of fresh.values()) counters.get(name)?.inc(labels, value);
      fresh.clear();
    },
  };
}

function listening(server: Server, { host, port }: MetricsAddress): Promise<string | null> {
  return new Promise(resolve => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const why = error.code === 'EADDRINUSE' ? 'it is in use' : (error.code ?? error.message);
      resolve(`--metrics: cannot listen on ${host}:${port}: ${why}`);
    });
    server.listen(port, host, () => {
      server.unref();
      resolve(null);
    });
  });
}
