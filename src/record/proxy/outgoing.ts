/** Connections to the upstreams, through the company's proxy where there is one: each belongs to one connection of a client. */
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';
import { Agent, buildConnector, type Dispatcher } from 'undici';
import { type CompanyProxy, proxyFor } from './company-proxy.js';
import { basicOf } from './upstreams.js';

export interface Outgoing {
  /**
   * What the requests of a client's connection go out by. As with that connection itself, one goes out behind the other, and what
   * an upstream closes while nothing is asked is opened anew for the next.
   *
   * @param client its connection; when it ends, ours to the upstream ends
   */
  of(client: Duplex): WayOut;
  destroy(): Promise<void>;
}

export interface WayOut {
  readonly dispatcher: Dispatcher;
  /**
   * A request leaves now. Called once for each.
   *
   * @returns true if its connection has carried one before, which the upstream may be closing this moment
   */
  leaves(origin: string): boolean;
}

interface OutgoingOptions {
  readonly company: CompanyProxy;
  /** Bytes of the largest head that is taken. */
  readonly maxHeaderSize: number;
  /** Bytes that a connection reads ahead. */
  readonly highWaterMark: number;
}

/** Milliseconds that a connection without a request stays, where the upstream names no time: the client's own decides before. */
const LONGEST_IDLE = 24 * 3600 * 1000;

export function createOutgoing({ company, maxHeaderSize, highWaterMark }: OutgoingOptions): Outgoing {
  // undici's types do not know the second, which it hands to the socket.
  const options = { timeout: 0, highWaterMark };
  const connector = tellingResets(keepingSessions(buildConnector(options)));
  const ways = new Map<Duplex, WayOut & { readonly dispatcher: Agent }>();
  // Not undici's own for a proxy: it makes an object of the headers, in which repeated ones are lost.
  const connect: buildConnector.connector = (options, callback) => {
    const proxy = proxyFor(originOf(options), company);
    (proxy === null ? connector : through(proxy, connector))(options, callback);
  };

  function open(): WayOut & { readonly dispatcher: Agent } {
    const used = new Set<string>();
    const dispatcher = new Agent({
      ...{ connections: 1, maxHeaderSize, keepAliveTimeout: LONGEST_IDLE },
      connect(options, callback) {
        used.delete(originOf(options));
        connect(options, callback);
      },
    });
    return {
      dispatcher,
      leaves(origin) {
        const isUsed = used.has(origin);
        used.add(origin);
        return isUsed;
      },
    };
  }

  return {
    of(client) {
      const known = ways.get(client);
      if (known !== undefined) return known;
      const way = open();
      ways.set(client, way);
      client.once('close', () => {
        ways.delete(client);
        void way.dispatcher.destroy();
      });
      return way;
    },
    async destroy() {
      await Promise.all([...ways.values()].map(({ dispatcher }) => dispatcher.destroy()));
    },
  };
}

const originOf = ({ protocol, host = '' }: buildConnector.Options): string =>
  new URL(`${protocol}//${host}`).origin;

/** TLS sessions by origin. undici holds them weakly, and each connection of a client would begin with a whole handshake. */
function keepingSessions(connector: buildConnector.connector): buildConnector.connector {
  const sessions = new Map<string, Buffer>();
  return (options, callback) => {
    // undici's types do not tell that it returns the socket.
    const socket: unknown = connector(options, callback);
    if (socket instanceof TLSSocket)
      socket.on('session', session => sessions.set(originOf(options), session));
  };
}

/**
 * undici takes a reset for the end of an answer that has no length (`onHttpSocketError` of its `client-h1.js`, for macOS); a client
 * that asked directly would be told of it. It knows a reset by its code alone.
 */
function tellingResets(connector: buildConnector.connector): buildConnector.connector {
  return (options, callback) =>
    connector(options, (...connected) => {
      connected[1]?.on('error', (error: NodeJS.ErrnoException) => {
        if (error.code === 'ECONNRESET') delete error.code;
      });
      callback(...connected);
    });
}

/** Connects by `CONNECT` (RFC 9110, 9.3.6), to `http:` upstreams too. */
function through(proxy: string, secured: buildConnector.connector): buildConnector.connector {
  const { protocol, hostname, port } = new URL(proxy);
  const authorization = basicOf(new URL(proxy));
  const request = protocol === 'https:' ? httpsRequest : httpRequest;
  return (options, callback) => {
    const name = isIP(options.hostname) === 6 ? `[${options.hostname}]` : options.hostname;
    const host = `${name}:${options.port || (options.protocol === 'https:' ? 443 : 80)}`;
    const asking = request({
      host: hostname.replace(/^\[|\]$/g, ''),
      port: port || (protocol === 'https:' ? 443 : 80),
      method: 'CONNECT',
      agent: false,
      path: host,
      headers: { host, ...(authorization && { 'proxy-authorization': authorization }) },
    });
    asking.once('error', error => callback(error, null));
    asking.once('response', response => callback(refused(response), null));
    asking.once('connect', (response: IncomingMessage, socket: Socket) => {
      if (response.statusCode !== 200) {
        socket.destroy();
        callback(refused(response), null);
      } else if (options.protocol === 'https:') {
        secured({ ...options, httpSocket: socket }, callback);
      } else callback(null, socket);
    });
    asking.end();
  };
}

const refused = ({ statusCode }: IncomingMessage): Error =>
  new Error(`the company proxy answered CONNECT with ${statusCode}`);
