import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { EnvHttpProxyAgent } from 'undici';
import { type Destination, forward, IN_FLIGHT } from './exchange.js';
import type { Observe } from './observer.js';
import { findRoute, type Route } from './routes.js';
import { ignoreUpgrade, isWebsocket, refuseWebsocket, tunnel } from './tunnel.js';
import { type Upstreams, upstreamPath } from './upstreams.js';

/** The reverse proxy: a listener, and connections to the upstreams. */
export interface Proxy {
  /** `http://127.0.0.1:4100` */
  readonly url: string;
  /** Stops listening and cuts what is still open. */
  close(): Promise<void>;
}

export interface ProxyOptions {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  readonly upstreams: Upstreams;
  readonly observe: Observe;
  readonly now: () => number;
  /** A websocket passes, to this path. */
  readonly onWebsocket?: (path: string) => void;
}

/** Agents send large headers (beta lists, tracing); Node would refuse more than 16 KiB. */
const LARGEST_HEADERS = 1024 * 1024;

/** No company proxy leads to a model on this machine. */
const LOOPBACK = ['localhost', '127.0.0.1', '::1'];

/** Starts the proxy. Rejects where the address cannot be listened on, as `node:net` does. */
export async function startProxy(options: ProxyOptions): Promise<Proxy> {
  const { upstreams, observe, now } = options;
  // Behind a company proxy the agent would have used `HTTPS_PROXY`; so do we in its place.
  const connect = { timeout: 0, highWaterMark: IN_FLIGHT };
  const dispatcher = new EnvHttpProxyAgent({
    connect,
    maxHeaderSize: LARGEST_HEADERS,
    noProxy: [process.env.NO_PROXY ?? process.env.no_proxy ?? '', ...LOOPBACK].join(','),
  });
  const server = createServer({
    maxHeaderSize: LARGEST_HEADERS,
    requestTimeout: 0,
    highWaterMark: IN_FLIGHT,
    keepAliveTimeout: 0,
  });
  /** The server no longer knows a connection that has become a websocket. */
  const tunnels = new Set<Duplex>();
  server.headersTimeout = 0;
  server.timeout = 0;

  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const at = now();
    const route = findRoute(request.method ?? 'GET', request.url ?? '/', request.headers);
    if (!route.path.startsWith('/')) {
      response.writeHead(400, { 'content-type': 'text/plain' });
      response.end('cachequake record is a reverse proxy: use it as a base URL, not as HTTP_PROXY.\n');
      request.resume();
      return;
    }
    const to = destinationOf(route, upstreams);
    const observer = observe({ at, route, origin: to.origin, path: to.path, rawHeaders: request.rawHeaders });
    forward(request, response, to, { dispatcher, observer, now });
  });

  server.on('upgrade', (request: IncomingMessage, client: Duplex, head: Buffer) => {
    if (!isWebsocket(request)) {
      ignoreUpgrade(server, request, client, head);
      return;
    }
    // What can be asked over HTTP is to be asked over HTTP: there it can be recorded.
    if (findRoute('POST', request.url ?? '/', request.headers).api !== null) {
      refuseWebsocket(client);
      return;
    }
    const route = findRoute('GET', request.url ?? '/', request.headers);
    tunnels.add(client);
    client.on('close', () => tunnels.delete(client));
    options.onWebsocket?.(route.path);
    tunnel(request, client, head, destinationOf(route, upstreams), dispatcher);
  });

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, resolve);
  });

  return {
    url: urlOf(server.address(), options.host),
    async close() {
      server.close();
      server.closeAllConnections();
      for (const client of tunnels) client.destroy();
      await dispatcher.destroy();
    },
  };
}

export function destinationOf(route: Route, upstreams: Upstreams): Destination {
  const { origin, path } = upstreams[route.vendor];
  return { vendor: route.vendor, origin, path: upstreamPath(route.vendor, path, route.path) };
}

function urlOf(address: AddressInfo | string | null, host: string): string {
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  // What listens on every interface is reached at its own machine by loopback.
  const name = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`;
}
