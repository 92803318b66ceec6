/** Counters for Prometheus. */
import { createServer, type Server } from 'node:http';
import { Counter, Gauge, Registry } from 'prom-client';
import type { Outlet } from '../outlet.js';
import { COUNTERS, type CounterName, createCounting, type MetricLabels, SINGLE } from './counting.js';

export interface MetricsAddress {
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
}

export interface Metrics extends Outlet {
  /** Where they can be read. */
  readonly url: string;
}

/** What `/metrics` may hold; rules and dashboards can name no other. */
export const METRIC_NAMES: readonly string[] = [
  ...Object.keys(COUNTERS).map(name => `cachequake_${name}_total`),
  'cachequake_incident_open',
];

/** @param dropped how much others could not deliver so far */
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
  const counting = createCounting({
    add: counters.add,
    incident: (key, severity, isOpen) => incidents.set({ key, sev: String(severity) }, isOpen ? 1 : 0),
  });
  let told = 0;

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
  for (const name of SINGLE) counters.add(name, {}, 0);

  return {
    url: `http://${address.host.includes(':') ? `[${address.host}]` : address.host}:${port}/metrics`,
    event: counting.event,
    begin: counting.begin,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Counters whose series all start at 0: one that is new shows 0 once before it counts, or its first rise would be seen by nobody. */
function createCounters(registry: Registry): {
  add(name: CounterName, labels: MetricLabels, value: number): void;
  /** What was held back is shown from now on. */
  scraped(): void;
} {
  const counters = new Map<string, Counter>();
  for (const [name, [help, , labelNames]] of Object.entries(COUNTERS)) {
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
  const shown = new Set<string>();
  const fresh = new Map<string, { readonly name: string; readonly labels: MetricLabels; value: number }>();

  function add(name: CounterName, labels: MetricLabels, value: number): void {
    const key = `${name}${JSON.stringify(labels)}`;
    const waiting = fresh.get(key);
    if (waiting !== undefined) waiting.value += value;
    else if (shown.has(key)) counters.get(name)?.inc(labels, value);
    else {
      shown.add(key);
      counters.get(name)?.inc(labels, 0);
      fresh.set(key, { name, labels, value });
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
