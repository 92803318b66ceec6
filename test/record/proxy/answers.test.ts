/** An answer always comes: whatever an upstream sends, the client gets it, or a clean 502, and never waits for ever. */
import { request as httpRequest } from 'node:http';
import { createServer, type Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/log/record.js';
import { portOf } from '../fake-upstream.js';
import { upstreamsAt, withRecorder } from '../recorded.js';
import { exchangeRaw, post, withRaw } from './raw.js';

const BODY = '{"id":"msg_1","usage":{"input_tokens":3,"output_tokens":1}}';
const JSON_HEAD = `Content-Type: application/json\r\nContent-Length: ${BODY.length}\r\n`;
const EVENTS = 'data: {"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":1}}\n\ndata: [DONE]\n\n';
const chunked = (text: string): string => `${text.length.toString(16)}\r\n${text}\r\n`;

/** What the upstream sends, the first line that the client must see, and what it must hold. */
const PASSED: readonly (readonly [string, string, string, string])[] = [
  ['200 with JSON', `HTTP/1.1 200 OK\r\n${JSON_HEAD}\r\n${BODY}`, '200 OK', BODY],
  ['a phrase of its own', `HTTP/1.1 200 Very Fine\r\n${JSON_HEAD}\r\n${BODY}`, '200 Very Fine', BODY],
  ['no phrase', `HTTP/1.1 200 \r\n${JSON_HEAD}\r\n${BODY}`, '200 ', BODY],
  ['no phrase and no space', `HTTP/1.1 200\r\n${JSON_HEAD}\r\n${BODY}`, '200 ', BODY],
  ['a UTF-8 phrase', `HTTP/1.1 200 \xe5\xa5\xbd\r\n${JSON_HEAD}\r\n${BODY}`, '200 \xe5\xa5\xbd', BODY],
  ['a latin-1 phrase', `HTTP/1.1 200 \xe9t\xe9\r\n${JSON_HEAD}\r\n${BODY}`, '200 ?t?', BODY],
  ['a latin-1 header', `HTTP/1.1 200 OK\r\nX-A: \xe9\r\n${JSON_HEAD}\r\n${BODY}`, '200 OK', 'X-A: \xe9\r\n'],
  [
    'a UTF-8 header',
    `HTTP/1.1 200 OK\r\nX-A: \xe5\xa5\xbd\r\n${JSON_HEAD}\r\n${BODY}`,
    '200 OK',
    'X-A: \xe5\xa5\xbd\r\n',
  ],
  ['a header with a tab', `HTTP/1.1 200 OK\r\nX-A: a\tb\r\n${JSON_HEAD}\r\n${BODY}`, '200 OK', 'X-A: a\tb'],
  ['an empty header', `HTTP/1.1 200 OK\r\nX-A:\r\n${JSON_HEAD}\r\n${BODY}`, '200 OK', 'X-A: \r\n'],
  [
    'a header twice',
    `HTTP/1.1 200 OK\r\nX-A: 1\r\nX-A: 2\r\n${JSON_HEAD}\r\n${BODY}`,
    '200 OK',
    'X-A: 1\r\nX-A: 2',
  ],
  [
    'a head of 200 kB',
    `HTTP/1.1 200 OK\r\nX-A: ${'a'.repeat(2e5)}\r\n${JSON_HEAD}\r\n${BODY}`,
    '200 OK',
    BODY,
  ],
  [
    'a length beside chunks',
    `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${chunked(BODY)}0\r\n\r\n`,
    '200 OK',
    BODY,
  ],
  [
    'a body up to the end of the connection',
    `HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n${BODY}`,
    '200 OK',
    BODY,
  ],
  ['HTTP/1.0', `HTTP/1.0 200 OK\r\n\r\n${BODY}`, '200 OK', BODY],
  [
    'events',
    `HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n${chunked(EVENTS)}0\r\n\r\n`,
    '200 OK',
    '[DONE]',
  ],
  [
    'trailers',
    `HTTP/1.1 200 OK\r\nTrailer: X-T\r\nTransfer-Encoding: chunked\r\n\r\n${chunked(BODY)}0\r\nX-T: 1\r\n\r\n`,
    '200 OK',
    'X-T: 1',
  ],
  [
    'a trailer announced beside a length',
    `HTTP/1.1 200 OK\r\nX-A: 1\r\nTrailer: X-T\r\n${JSON_HEAD}\r\n${BODY}`,
    '200 OK',
    `X-A: 1\r\n${JSON_HEAD}`,
  ],
  [
    'a trailer announced up to the end of the connection',
    `HTTP/1.1 200 OK\r\nTrailer: X-T\r\nConnection: close\r\n\r\n${BODY}`,
    '200 OK',
    BODY,
  ],
  ['204', 'HTTP/1.1 204 No Content\r\n\r\n', '204 No Content', ''],
  ['304', 'HTTP/1.1 304 Not Modified\r\nETag: "a"\r\n\r\n', '304 Not Modified', 'ETag: "a"'],
  // The length of the body that a 200 would have had (RFC 9110, 8.6).
  ['304 with a length', 'HTTP/1.1 304 Not Modified\r\nContent-Length: 300\r\n\r\n', '304 Not Modified', ''],
  ['204 with a length', 'HTTP/1.1 204 No Content\r\nContent-Length: 3\r\n\r\n', '204 No Content', ''],
  [
    '307',
    'HTTP/1.1 307 Temporary Redirect\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n',
    '307 Temporary Redirect',
    'Location: /x',
  ],
  ['400', `HTTP/1.1 400 Bad Request\r\n${JSON_HEAD}\r\n${BODY}`, '400 Bad Request', BODY],
  [
    '401',
    `HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic\r\nContent-Length: 0\r\n\r\n`,
    '401 Unauthorized',
    'WWW-Authenticate: Basic',
  ],
  [
    '429',
    `HTTP/1.1 429 Too Many Requests\r\nRetry-After: 3\r\nContent-Length: 0\r\n\r\n`,
    '429 Too Many Requests',
    'Retry-After: 3',
  ],
  ['529', `HTTP/1.1 529 Overloaded\r\nContent-Length: 0\r\n\r\n`, '529 Overloaded', ''],
  ['599', `HTTP/1.1 599 Odd\r\nContent-Length: 0\r\n\r\n`, '599 Odd', ''],
  [
    '103 before 200',
    `HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\n${JSON_HEAD}\r\n${BODY}`,
    '200 OK',
    BODY,
  ],
  [
    '102 before 200',
    `HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 200 OK\r\n${JSON_HEAD}\r\n${BODY}`,
    '200 OK',
    BODY,
  ],
  [
    'a page instead of JSON',
    'HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>',
    '200 OK',
    '<html>',
  ],
];

/** Answers that are none: the client is told, by a status or by a connection that ends. */
const MALFORMED: readonly (readonly [string, string | Buffer | null])[] = [
  ['nothing', null],
  ['an empty line', '\r\n\r\n'],
  ['rubbish', '\x00\x01\x02\x03 rubbish \xff\xfe\r\n\r\n'],
  ['random bytes', Buffer.from(Array.from({ length: 4_000 }, (_, index) => (index * 7_919) % 251))],
  ['another protocol', 'SSH-2.0-OpenSSH_9.2\r\n'],
  ['a TLS record', Buffer.from([0x15, 3, 1, 0, 2, 2, 0x16])],
  ['HTTP/0.9', BODY],
  ['HTTP/2', 'HTTP/2 200 OK\r\n\r\n'],
  ['HTTP/9.9', 'HTTP/9.9 200 OK\r\n\r\n'],
  ['no status', 'HTTP/1.1 OK\r\n\r\n'],
  ['status 0', 'HTTP/1.1 000 Zero\r\nContent-Length: 0\r\n\r\n'],
  ['status 42', 'HTTP/1.1 042 Odd\r\nContent-Length: 0\r\n\r\n'],
  ['status 99', 'HTTP/1.1 099 Odd\r\nContent-Length: 0\r\n\r\n'],
  ['status 1000', 'HTTP/1.1 1000 Odd\r\nContent-Length: 0\r\n\r\n'],
  ['status -1', 'HTTP/1.1 -1 Odd\r\nContent-Length: 0\r\n\r\n'],
  [
    '101 that nobody asked for',
    'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n',
  ],
  ['101 to nothing', 'HTTP/1.1 101 Switching\r\n\r\n'],
  ['100 that nobody asked for', `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n${JSON_HEAD}\r\n${BODY}`],
  ['half a status line', 'HTTP/1.1 20'],
  ['half a head', 'HTTP/1.1 200 OK\r\nContent-Ty'],
  ['a space in a header name', `HTTP/1.1 200 OK\r\nX A: 1\r\n${JSON_HEAD}\r\n${BODY}`],
  ['a NUL in a header', `HTTP/1.1 200 OK\r\nX-A: a\x00b\r\n${JSON_HEAD}\r\n${BODY}`],
  ['a control byte in a header', `HTTP/1.1 200 OK\r\nX-A: a\x07b\r\n${JSON_HEAD}\r\n${BODY}`],
  ['a control byte in the phrase', `HTTP/1.1 200 O\x07K\r\n${JSON_HEAD}\r\n${BODY}`],
  ['two lengths', `HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n${BODY}`],
  ['a length that is no number', `HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n${BODY}`],
  ['a length that is not reached', `HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n${BODY}`],
  ['a chunk that is no chunk', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nx\r\n'],
  ['a head of 2 MB', `HTTP/1.1 200 OK\r\nX-A: ${'a'.repeat(2e6)}\r\n${JSON_HEAD}\r\n${BODY}`],
];

describe('the answer of an upstream', () => {
  test.each(PASSED)('passes: %s', async (_, answer, line, holds) => {
    await withRaw(answer, async ({ url, host, finish }) => {
      const reply = await exchangeRaw(url, post(host, '/v1/messages'));
      expect(reply.split('\r\n', 1)[0]).toBe(`HTTP/1.1 ${line}`);
      expect(reply.replaceAll(/\r\n[0-9a-f]+\r\n/g, '\r\n')).toContain(holds);
      const [request, usage] = await finish();
      expect(request).toMatchObject({ kind: 'request', body: { model: 'm' } });
      const status = Number(line.slice(0, 3));
      expect(usage).toMatchObject({ status, outcome: status >= 400 ? 'error' : 'ok' });
    });
  });

  test.each(MALFORMED)('is no answer, and the client is told: %s', async (_, answer) => {
    await withRaw(answer, async ({ url, host, finish }) => {
      const reply = await exchangeRaw(url, post(host, '/v1/messages'));
      // Either a whole 502, or the part that came and an end of the connection.
      expect(reply).toMatch(/^HTTP\/1\.1 (?:502 Bad Gateway|200 )/);
      expect(reply).not.toMatch(/assert/i);
      const [, usage] = await finish();
      expect(usage?.kind).toBe('usage');
      if (reply.startsWith('HTTP/1.1 502')) expect(usage).toMatchObject({ outcome: 'error', status: null });
      else expect(usage?.outcome).not.toBe('error');
    });
  });
});

describe('an answer without a length', () => {
  /** A server that sends this, and then resets the connection once the client has it. */
  async function reset(
    head: string,
    use: (url: string, reset: () => void) => Promise<void>,
  ): Promise<readonly JsonObject[]> {
    let sockets: Socket[] = [];
    const server = createServer(socket => {
      sockets = [...sockets, socket];
      socket.on('error', () => undefined).once('data', () => socket.write(head));
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    const address = `http://127.0.0.1:${portOf(server.address())}`;
    try {
      return await withRecorder(
        () => undefined,
        async ({ recorder, finish }) => {
          await use(recorder.url, () => sockets.forEach(socket => void socket.resetAndDestroy()));
          return finish();
        },
        { upstreams: upstreamsAt(address) },
      );
    } finally {
      server.close();
    }
  }

  test.each([
    ['that is reset', '\r\n'],
    ['of which it says that the connection closes', 'Connection: close\r\n\r\n'],
  ])('%s is passed on as cut, and recorded as that', async (_, headers) => {
    const [, usage] = await reset(
      `HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n${headers}data: {}\n\n`,
      async (url, cut) => {
        const { hostname, port } = new URL(url);
        const end = await new Promise<string>((resolve, reject) => {
          const request = httpRequest({ host: hostname, port, path: '/v1/messages', method: 'POST' });
          request.on('error', reject).end('{"model":"m","messages":[]}');
          request.on('response', response => {
            response.once('data', cut);
            response.on('error', () => resolve('cut')).on('end', () => resolve('whole'));
          });
        });
        expect(end).toBe('cut');
      },
    );
    expect(usage).toMatchObject({ outcome: 'aborted', error: expect.stringContaining('ECONNRESET') });
  });
});
