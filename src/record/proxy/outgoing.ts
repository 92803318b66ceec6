/** Connections to the upstreams, through the company's proxy where there is one. */
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP, type Socket } from 'node:net';
import { Agent, buildConnector, type Dispatcher } from 'undici';
import { type CompanyProxy, proxyFor } from './company-proxy.js';
import { basicOf } from './upstreams.js';

export interface Outgoing {
  /** @param origin where a request goes */
  to(origin: string): Dispatcher;
  destroy(): Promise<void>;
}

interface OutgoingOptions {
  readonly company: CompanyProxy;
  /** Bytes of the largest head that is taken. */
  readonly maxHeaderSize: number;
  /** Bytes that a connection reads ahead. */
  readonly highWaterMark: number;
}

export function createOutgoing({ company, maxHeaderSize, highWaterMark }: OutgoingOptions): Outgoing {
  // undici's types do not know the second, which it hands to the socket.
  const options = { timeout: 0, highWaterMark };
  const connector = buildConnector(options);
  const direct = new Agent({ connect: tellingResets(connector), maxHeaderSize });
  const agents = new Map<string, Agent>();
  return {
    to(origin) {
      const proxy = proxyFor(origin, company);
      if (proxy === null) return direct;
      const known = agents.get(proxy);
      // Not undici's own: it makes an object of the headers, in which repeated ones are lost.
      const agent = known ?? new Agent({ connect: tellingResets(through(proxy, connector)), maxHeaderSize });
      agents.set(proxy, agent);
      return agent;
    },
    async destroy() {
      await Promise.all([direct, ...agents.values()].map(agent => agent.destroy()));
    },
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
