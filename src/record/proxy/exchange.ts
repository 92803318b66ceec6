import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import { badGateway } from './api-errors.js';
import { rawStrings, requestHeaders, responseHeaders, withoutTrailer } from './headers.js';
import type { HeldBody } from './hold.js';
import type { Ending, ExchangeObserver } from './observer.js';
import type { WayOut } from './outgoing.js';
import type { Vendor } from './vendors.js';

/** Where a request is sent. */
export interface Destination {
  readonly vendor: Vendor;
  readonly origin: string;
  /** Path with query. */
  readonly path: string;
  /** Sent where the client sends no `authorization` of its own; null: none. */
  readonly authorization: string | null;
}

export interface ExchangeOptions {
  readonly way: WayOut;
  readonly observer: ExchangeObserver | null;
  readonly now: () => number;
  /** What was read of the body before it was known that it may be sent; the rest streams. @default null */
  readonly held?: HeldBody | null;
}

/** Bytes between the two connections, each way, before the faster one is held. */
export const IN_FLIGHT = 256 * 1024;

/**
 * Sends a request on and its response back, as they stream: bytes, status, and headers in their order and letter case
 * are those of the two ends. Each side is read no faster than the other one takes it.
 */
export function forward(
  request: IncomingMessage,
  response: ServerResponse,
  to: Destination,
  { way, observer, now, held = null }: ExchangeOptions,
): void {
  let controller: Dispatcher.DispatchController | null = null;
  let isEnded = false;
  let isClientGone = false;
  let hasBodyBegun = false;
  let isWithoutBody = false;
  let isOnUsed = false;
  const body = sendableBody(request, observer, held);

  function end(ending: Ending): void {
    if (isEnded) return;
    isEnded = true;
    observer?.end(now(), ending);
  }

  /** No answer of the upstream's can be given: says so in its place. */
  function give(message: string, reason = message): void {
    end({ how: 'no-response', reason });
    if (attempt(() => refuse(response, to, message)) !== null) response.destroy();
    request.resume();
  }

  response.on('drain', () => controller?.resume());
  response.on('error', () => undefined);
  response.on('close', () => {
    if (response.writableFinished) return;
    isClientGone = true;
    end({ how: 'client-gone' });
    body?.destroy();
    controller?.abort(new Error('the client closed the connection'));
  });

  way.dispatcher.dispatch(
    {
      origin: to.origin,
      path: to.path,
      method: request.method ?? 'GET',
      headers: requestHeaders(request.rawHeaders, to.authorization),
      body,
      // How long to wait is the client's and the upstream's affair.
      headersTimeout: 0,
      bodyTimeout: 0,
    },
    {
      onRequestStart(started) {
        controller = started;
        isOnUsed = way.leaves(to.origin);
        if (isClientGone) started.abort(new Error('the client closed the connection'));
      },
      onResponseStart(started, status, _headers, message) {
        // Informational; below 100 is no status at all, and nothing else would follow it.
        if ((status >= 100 && status < 200) || isClientGone) return;
        const raw = rawStrings(started.rawHeaders);
        const at = now();
        isWithoutBody = status === 204 || status === 304 || request.method === 'HEAD';
        // The date, too, is the upstream's.
        response.sendDate = false;
        const head = responseHeaders(raw);
        const writeHead = (headers: string[]): string | null =>
          attempt(() => response.writeHead(status, phraseOf(message), headers));
        // Beside a length there are no trailers: what announces them says nothing, and our writer would refuse the answer for it.
        const problem = writeHead(head) && writeHead(withoutTrailer(head));
        if (problem !== null) {
          give(`the answer of ${to.origin} cannot be passed on (${problem})`);
          started.abort(new Error(problem));
          return;
        }
        // A body that came with its head leaves with it; a stream's head must not wait for the first event.
        response.cork();
        process.nextTick(() => {
          if (!hasBodyBegun && !isClientGone) response.flushHeaders();
          response.uncork();
        });
        observer?.responseStart(at, status, raw);
      },
      onResponseData(started, chunk) {
        if (isClientGone || isEnded) return;
        hasBodyBegun = true;
        if (!response.write(chunk)) started.pause();
        observer?.responseChunk(chunk);
      },
      onResponseEnd(started) {
        if (isEnded) return;
        const trailers = rawStrings(started.rawTrailers);
        hasBodyBegun = true;
        // Trailers that our writer refuses are left out; the answer before them is whole.
        if (trailers.length > 0) attempt(() => response.addTrailers(pairs(trailers)));
        response.end();
        end({ how: 'complete' });
      },
      onResponseError(_started, error) {
        if (isClientGone || isEnded) return;
        // What it sent behind a request that was not yet answered is told of nothing.
        if (request.socket.destroyed) {
          end({ how: 'client-gone' });
          return;
        }
        const reason = reasonOf(error);
        // Its length is that of the body which another answer would have had (RFC 9110, 8.6): it is whole without.
        if (response.headersSent && isWithoutBody) {
          response.end();
          end({ how: 'complete' });
          return;
        }
        if (response.headersSent) {
          end({ how: 'upstream-cut', reason });
          response.destroy();
          return;
        }
        // Asked directly, the client would see the connection that it used before closed, and could ask again on a new one.
        if (isOnUsed && isLost(error)) {
          end({ how: 'no-response', reason });
          response.destroy();
          return;
        }
        give(`no response from ${to.origin} (${reason})`, reason);
      },
    },
  );
}

/**
 * The body on its way to the upstream; null for a request without one. It is a stream of its own because undici
 * destroys the body of a request that is answered early, and the client's connection must outlive that.
 */
function sendableBody(
  request: IncomingMessage,
  observer: ExchangeObserver | null,
  held: HeldBody | null,
): Readable | null {
  const { 'content-length': length, 'transfer-encoding': encoding } = request.headers;
  if ((length === undefined || Number(length) === 0) && encoding === undefined) {
    observer?.requestSent(true);
    request.resume();
    return null;
  }
  let isReported = false;
  function sent(isWhole: boolean): void {
    if (isReported) return;
    isReported = true;
    observer?.requestSent(isWhole);
  }
  const body = new Readable({ highWaterMark: IN_FLIGHT, read: () => request.resume() });
  const take = (chunk: Buffer): void => {
    if (!body.destroyed && !body.push(chunk)) request.pause();
    // A chunk goes out before it is looked at.
    observer?.requestChunk(chunk);
  };
  const finish = (): void => {
    if (!body.destroyed) body.push(null);
  };
  held?.chunks.forEach(take);
  if (held?.isWhole) finish();
  else request.on('data', take).on('end', finish);
  request.on('error', error => body.destroy(error));
  body.on('error', () => undefined);
  body.once('end', () => sent(true));
  body.once('close', () => {
    request.resume();
    if (!request.destroyed) sent(false);
  });
  return body;
}

function refuse(response: ServerResponse, to: Destination, message: string): void {
  const answer = badGateway(to.vendor, `cachequake record: ${message}`);
  // Named, because a phrase that was refused before would be taken again.
  response.writeHead(answer.status, 'Bad Gateway', {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(answer.body),
  });
  response.end(answer.body);
}

/**
 * The reason phrase as it came: undici has read its bytes as UTF-8, Node writes latin-1. Bytes that are no UTF-8 are lost on
 * the way, and come out as `?`.
 */
export function phraseOf(message: string | undefined): string {
  return Buffer.from((message ?? '').replaceAll('\uFFFD', '?')).toString('latin1');
}

/** Why something that our own writer may refuse was not done; null: it was. */
function attempt(write: () => void): string | null {
  try {
    write();
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** True for a connection that ended, not for an answer on it that is none. */
export const isLost = (error: Error): boolean =>
  'syscall' in error || ('code' in error && error.code === 'UND_ERR_SOCKET');

/** What went wrong in a connection, with the code that people search for. */
export function reasonOf(error: Error): string {
  const cause = error instanceof AggregateError ? error.errors.find(one => one instanceof Error) : error;
  const known: Error = cause instanceof Error ? cause : error;
  const code = 'code' in known && typeof known.code === 'string' ? known.code : null;
  if (code === null) return known.message || known.name;
  // Node's own words for an answer that contradicts itself are a piece of its source.
  if (code === 'ERR_ASSERTION') return 'an answer that is no valid HTTP';
  return known.message.includes(code) || known.message === ''
    ? known.message || code
    : `${code}: ${known.message}`;
}

function pairs(raw: readonly string[]): [string, string][] {
  const out: [string, string][] = [];
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const [name, value] = [raw[i], raw[i + 1]];
    if (name !== undefined && value !== undefined) out.push([name, value]);
  }
  return out;
}
