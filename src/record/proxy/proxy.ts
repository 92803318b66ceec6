import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { type ErrorAnswer, forbidden, unplaced } from './api-errors.js';
import type { CompanyProxy } from './company-proxy.js';
import { type Destination, forward, IN_FLIGHT } from './exchange.js';
import { answerUnsent, holdBody, type Veto } from './hold.js';
import { LeadsBack, leadsBack } from './itself.js';
import type { ExchangeObserver, ExchangeStart, Observe } from './observer.js';
import { createOutgoing } from './outgoing.js';
import { findRoute, type Route } from './routes.js';
import { ignoreUpgrade, isWebsocket, refuseUpgrade, tunnel } from './tunnel.js';
import { type Upstreams, upstreamPath } from './upstreams.js';
import { type Allowed, type Listening, misuseOf, NO_FORWARD_PROXY, refusalOf } from './visitors.js';

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
  /** What stands between us and them, as the agent would have gone through it. @default nothing */
  readonly company?: CompanyProxy;
  /** Who may use the proxy beside the programs of this machine. */
  readonly allowed: Allowed;
  readonly observe: Observe;
  readonly now: () => number;
  /** Asked before a request that is recorded is sent; its body is read whole first, up to so many bytes. @default nobody is asked */
  readonly veto?: { readonly judge: Veto; readonly most: number } | null;
  /** Milliseconds to wait for a port that is still taken: by a recorder that is just ending. @default 0 */
  readonly waitForPort?: number;
  /** A websocket passes, to this path: its upstream has taken it. */
  readonly onWebsocket?: (path: string) => void;
  /** A request was not sent, because nothing names whom it is for: the sentence that its sender got. */
  readonly onUnplaced?: (problem: string) => void;
}

/** Agents send large headers (beta lists, tracing); Node would refuse more than 16 KiB. */
const LARGEST_HEADERS = 1024 * 1024;

const NO_COMPANY: CompanyProxy = { http: null, https: null, without: '' };

/** Starts the proxy. Rejects where the address cannot be listened on, as `node:net` does, and where an upstream leads back to it. */
export async function startProxy(options: ProxyOptions): Promise<Proxy> {
  const { upstreams, observe, now } = options;
  const outgoing = createOutgoing({
    company: options.company ?? NO_COMPANY,
    maxHeaderSize: LARGEST_HEADERS,
    highWaterMark: IN_FLIGHT,
  });
  const server = createServer({
    maxHeaderSize: LARGEST_HEADERS,
    requestTimeout: 0,
    highWaterMark: IN_FLIGHT,
    keepAliveTimeout: 0,
  });
  /** The server no longer knows a connection that has become a websocket. */
  const tunnels = new Set<Duplex>();
  const listening = (): Listening => ({ host: options.host, port: portOf(server.address()) });
  server.headersTimeout = 0;
  server.timeout = 0;

  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const at = now();
    const route = findRoute(request.method ?? 'GET', request.url ?? '/', request.headers, upstreams);
    const refusal = refusalOf(request.headers, listening(), options.allowed);
    if (refusal !== null) {
      turnAway(request, response, forbidden(route.vendor, `cachequake record: ${refusal}`));
      return;
    }
    const misuse = misuseOf(request);
    if (misuse !== null) {
      turnAway(request, response, { status: misuse.status, body: `cachequake record: ${misuse.reason}\n` });
      return;
    }
    if (route.problem !== null) {
      options.onUnplaced?.(route.problem);
      turnAway(request, response, unplaced(route.vendor, `cachequake record: not sent: ${route.problem}`));
      return;
    }
    const to = destinationOf(route, upstreams);
    const rawHeaders = [...request.rawHeaders, ...authorizationOf(to)];
    const start: ExchangeStart = { at, route, origin: to.origin, path: to.path, rawHeaders };
    const observer = observe(start);
    if (options.veto && route.api !== null)
      void askFirst(options.veto, start, to, observer, request, response);
    else forward(request, response, to, { way: outgoing.of(request.socket), observer, now });
  });

  async function askFirst(
    { judge, most }: NonNullable<ProxyOptions['veto']>,
    start: ExchangeStart,
    to: Destination,
    observer: ExchangeObserver | null,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const held = await holdBody(request, most);
    if (held === null) {
      observer?.end(now(), { how: 'client-gone' });
      return;
    }
    const reason = held.isWhole ? await judge(start, held.chunks) : null;
    if (reason !== null) answerUnsent(response, start, held.chunks, reason, observer, now);
    else if (response.destroyed) observer?.end(now(), { how: 'client-gone' });
    else forward(request, response, to, { way: outgoing.of(request.socket), observer, now, held });
  }

  server.on('upgrade', (request: IncomingMessage, client: Duplex, head: Buffer) => {
    if (!isWebsocket(request)) {
      ignoreUpgrade(server, request, client, head);
      return;
    }
    const url = request.url ?? '/';
    const route = findRoute('GET', url, request.headers, upstreams);
    if (refusalOf(request.headers, listening(), options.allowed) !== null || misuseOf(request) !== null) {
      refuseUpgrade(client, 403, 'Forbidden');
      return;
    }
    // What can be asked over HTTP is to be asked over HTTP: there it can be recorded.
    if (findRoute('POST', url, request.headers, upstreams).api !== null) {
      refuseUpgrade(client, 426, 'Upgrade Required');
      return;
    }
    if (route.problem !== null) {
      options.onUnplaced?.(route.problem);
      refuseUpgrade(client, 400, 'Bad Request', `cachequake record: not sent: ${route.problem}\n`);
      return;
    }
    tunnels.add(client);
    client.on('close', () => tunnels.delete(client));
    const onOpen = (): void => options.onWebsocket?.(route.path);
    const to = destinationOf(route, upstreams);
    tunnel(request, client, head, to, outgoing.of(request.socket), onOpen);
  });

  server.on('connect', (_request: IncomingMessage, client: Duplex) =>
    refuseUpgrade(client, 400, 'Bad Request', `cachequake record: ${NO_FORWARD_PROXY}\n`),
  );

  await listen(server, options);
  const own = await leadsBack(upstreams, listening());
  if (own !== null) {
    server.close();
    await outgoing.destroy();
    throw new LeadsBack(own, upstreams);
  }

  return {
    url: urlOf(server.address(), options.host),
    async close() {
      server.close();
      server.closeAllConnections();
      for (const client of tunnels) client.destroy();
      await outgoing.destroy();
    },
  };
}

/** Milliseconds between two tries at a port that is taken. */
const TRY_PORT_EVERY = 50;

async function listen(server: Server, { host, port, waitForPort = 0 }: ProxyOptions): Promise<void> {
  const attempt = (): Promise<NodeJS.ErrnoException | null> =>
    new Promise(resolve => {
      const end = (error: NodeJS.ErrnoException | null): void => {
        server.off('error', end);
        server.off('listening', listening);
        resolve(error);
      };
      const listening = (): void => end(null);
      server.once('error', end);
      server.once('listening', listening);
      server.listen(port, host);
    });
  for (let waited = 0; ; waited += TRY_PORT_EVERY) {
    const error = await attempt();
    if (error === null) return;
    if (error.code !== 'EADDRINUSE' || waited >= waitForPort) throw error;
    await setTimeout(TRY_PORT_EVERY);
  }
}

export function destinationOf(route: Route, upstreams: Upstreams): Destination {
  const upstream = upstreams[route.vendor];
  const { origin, authorization } = upstream;
  return {
    vendor: route.vendor,
    origin,
    path: upstreamPath(route.vendor, upstream, route.path),
    authorization,
  };
}

/** Answers without passing anything on. What the client still sends is not waited for. */
function turnAway(request: IncomingMessage, response: ServerResponse, { status, body }: ErrorAnswer): void {
  const type = body.startsWith('{') ? 'application/json' : 'text/plain; charset=utf-8';
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(body) });
  response.end(body);
  request.resume();
}

/** What we add for the client is no less secret than what it sends. */
const authorizationOf = ({ authorization }: Destination): readonly string[] =>
  authorization === null ? [] : ['Authorization', authorization];

const portOf = (address: AddressInfo | string | null): number =>
  address !== null && typeof address === 'object' ? address.port : 0;

function urlOf(address: AddressInfo | string | null, host: string): string {
  const port = portOf(address);
  // What listens on every interface is reached at its own machine by loopback.
  const name = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`;
}
