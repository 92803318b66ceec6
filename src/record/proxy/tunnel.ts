import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Dispatcher } from 'undici';
import { badGateway } from './api-errors.js';
import { type Destination, isLost, phraseOf, reasonOf } from './exchange.js';
import { rawStrings, requestHeaders, responseHeaders } from './headers.js';
import type { WayOut } from './outgoing.js';

/** True for a request to become a websocket. Others that ask for an upgrade (`h2c`) are content without one. */
export function isWebsocket(request: IncomingMessage): boolean {
  return request.headers.upgrade?.toLowerCase() === 'websocket';
}

/**
 * Passes a websocket through: what it carries is nobody's business here and is not recorded.
 *
 * @param onOpen the upstream has taken it
 */
export function tunnel(
  request: IncomingMessage,
  client: Duplex,
  head: Buffer,
  to: Destination,
  way: WayOut,
  onOpen: () => void,
): void {
  let controller: Dispatcher.DispatchController | null = null;
  let isAnswered = false;
  let isOnUsed = false;
  client.on('error', () => client.destroy());
  client.on('close', () => controller?.abort(new Error('the client closed the connection')));

  way.dispatcher.dispatch(
    {
      origin: to.origin,
      path: to.path,
      method: 'GET',
      headers: requestHeaders(request.rawHeaders, to.authorization),
      upgrade: 'websocket',
      headersTimeout: 0,
    },
    {
      onRequestStart(started) {
        controller = started;
        isOnUsed = way.leaves(to.origin);
        if (client.destroyed) started.abort(new Error('the client closed the connection'));
      },
      onRequestUpgrade(started, status, _headers, upstream) {
        isAnswered = true;
        onOpen();
        client.write(headOf(status, 'Switching Protocols', rawStrings(started.rawHeaders)), 'latin1');
        upstream.on('error', () => client.destroy());
        upstream.on('close', () => client.destroy());
        client.on('close', () => upstream.destroy());
        upstream.write(head);
        client.pipe(upstream).pipe(client);
      },
      // The upstream refused: its answer goes back as it is, up to the end of the connection.
      onResponseStart(started, status, _headers, message) {
        if (status >= 100 && status < 200) return;
        isAnswered = true;
        const headers = responseHeaders(rawStrings(started.rawHeaders));
        client.write(headOf(status, phraseOf(message), [...headers, 'Connection', 'close']), 'latin1');
      },
      onResponseData(_started, chunk) {
        client.write(chunk);
      },
      onResponseEnd() {
        client.end();
      },
      onResponseError(_started, error) {
        if (isAnswered || (isOnUsed && isLost(error))) {
          client.destroy();
          return;
        }
        const { status, body } = badGateway(to.vendor, `no response from ${to.origin} (${reasonOf(error)})`);
        const headers = ['Content-Type', 'application/json', 'Connection', 'close'];
        client.end(headOf(status, 'Bad Gateway', headers) + body);
      },
    },
  );
}

/**
 * Refuses a websocket. 426 tells a client to use HTTP instead: Codex asks `/responses` over a websocket first, where it
 * sends only what is new since its last request; on this status it turns to HTTP at once and for the rest of the session.
 */
export function refuseUpgrade(client: Duplex, status: number, reason: string, text = ''): void {
  client.on('error', () => client.destroy());
  const type = text === '' ? [] : ['Content-Type', 'text/plain; charset=utf-8'];
  client.end(
    headOf(status, reason, [...type, 'Content-Length', `${Buffer.byteLength(text)}`, 'Connection', 'close']) +
      text,
  );
}

/**
 * Hands a request that asked for another upgrade back to the server, without the asking: Node takes it out of the
 * server as soon as anybody listens for upgrades.
 */
export function ignoreUpgrade(server: Server, request: IncomingMessage, client: Duplex, head: Buffer): void {
  const { method = 'GET', url = '/', rawHeaders } = request;
  const lines = [`${method} ${url} HTTP/1.1`];
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    if (!/^(?:connection|upgrade|http2-settings)$/i.test(rawHeaders[i] ?? '')) {
      lines.push(`${rawHeaders[i]}: ${rawHeaders[i + 1]}`);
    }
  }
  client.unshift(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), head]));
  server.emit('connection', client);
}

function headOf(status: number, message: string, headers: readonly string[]): string {
  let head = `HTTP/1.1 ${status} ${message}\r\n`;
  for (let i = 0; i + 1 < headers.length; i += 2) head += `${headers[i]}: ${headers[i + 1]}\r\n`;
  return `${head}\r\n`;
}
