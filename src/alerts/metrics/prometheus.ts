/** Counters for Prometheus. */
import { createServer, type Server } from 'node:http';
import { Counter, Gauge, Registry } from 'prom-client';
import type { Outlet } from '../outlet.js';
import { COUNTERS, createCounting, SINGLE } from './counting.js';
import { createFromZero, type FromZero } from './from-zero.js';

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
    const shown = counters.showing();
    registry.metrics().then(
      text => {
        response.writeHead(200, { 'content-type': registry.contentType }).end(text);
        shown();
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

function createCounters(registry: Registry): FromZero {
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
  return createFromZero((name, labels, value) => counters.get(name)?.inc(labels, value));
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
