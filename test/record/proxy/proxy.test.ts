import { request as httpRequest, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import type { Writable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Answer, json } from '../fake-upstream.js';
import { call, collect, withRecorder } from '../recorded.js';

describe('bytes', () => {
  it('are the same on both sides, in both directions, however they are cut', async () => {
    let reply: { status: number; pieces: readonly Buffer[] } = { status: 200, pieces: [] };
    const answer: Answer = async response => {
      response.writeHead(reply.status);
      for (const piece of reply.pieces) {
        response.write(piece);
        await new Promise(setImmediate);
      }
      response.end();
    };
    await withRecorder(answer, async ({ recorder, upstream }) => {
      const bytes = (maxLength: number) => fc.uint8Array({ maxLength }).map(part => Buffer.from(part));
      await fc.assert(
        fc.asyncProperty(
          bytes(5000),
          fc.array(bytes(300), { maxLength: 6 }),
          fc.constantFrom(200, 201, 400, 404, 429, 500, 529),
          fc.constantFrom('/v1/messages', '/v1/chat/completions', '/v1/anything?else=1'),
          async (body, pieces, status, path) => {
            reply = { status, pieces };
            const got = await call(recorder.url, path, { body });
            expect(upstream.received.at(-1)?.body.equals(body)).toBe(true);
            expect(upstream.received.at(-1)?.url).toBe(path);
            expect([got.status, got.isCut]).toEqual([status, false]);
            expect(got.body.equals(Buffer.concat(pieces))).toBe(true);
          },
        ),
        { numRuns: 60, seed: 4 },
      );
    });
  });

  it('keep the order and letter case of headers, and repeated ones, both ways', async () => {
    const answer: Answer = response => {
      response.sendDate = false;
      response.writeHead(200, 'Fine', [
        ...['X-Zed', '1', 'request-id', 'req_1', 'Set-Cookie', 'a=1', 'Set-Cookie', 'b=2'],
        ...['Content-Length', '2', 'Connection', 'X-Hop', 'X-Hop', 'gone'],
      ]);
      response.end('ok');
    };
    await withRecorder(answer, async ({ recorder, upstream }) => {
      const sent = [
        'X-B',
        '1',
        'x-a',
        '2',
        'Accept-Encoding',
        'gzip, br',
        'X-B',
        '3',
        'anthropic-version',
        'v',
      ];
      const hops = ['Connection', 'X-Hop', 'X-Hop', 'gone', 'TE', 'trailers', 'Expect', '100-continue'];
      const got = await call(recorder.url, '/v1/messages', { headers: [...sent, ...hops], body: '{}' });
      const host = new URL(upstream.url).host;
      expect(upstream.received[0]?.rawHeaders).toEqual([
        ...['host', host, 'connection', 'keep-alive', ...sent, 'content-length', '2'],
      ]);
      expect(got.message).toBe('Fine');
      expect(got.rawHeaders).toEqual([
        ...['X-Zed', '1', 'request-id', 'req_1', 'Set-Cookie', 'a=1', 'Set-Cookie', 'b=2'],
        ...['Content-Length', '2', 'Connection', 'keep-alive'],
      ]);
    });
  });

  it('of a head and of each event arrive before the next one is sent', async () => {
    let send: (() => void) | null = null;
    const answer: Answer = response => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.flushHeaders();
      let n = 0;
      send = () => {
        n += 1;
        if (n < 4) response.write(`data: ${n}\n\n`);
        else response.end();
      };
    };
    await withRecorder(answer, async ({ recorder }) => {
      const { hostname, port } = new URL(recorder.url);
      const request = httpRequest({ host: hostname, port, path: '/v1/messages', method: 'POST' });
      const events: string[] = [];
      await new Promise<void>((resolve, reject) => {
        request.on('error', reject);
        request.on('response', response => {
          response.on('data', chunk => {
            events.push(String(chunk));
            send?.();
          });
          response.on('end', resolve);
          send?.();
        });
        request.end('{}');
      });
      expect(events).toEqual(['data: 1\n\n', 'data: 2\n\n', 'data: 3\n\n']);
    });
  });
});

describe('back pressure', () => {
  it('holds the upstream while the client does not read', async () => {
    let sent: Poured | null = null;
    const answer: Answer = response => {
      response.writeHead(200);
      sent = pour(response);
    };
    await withRecorder(answer, async ({ recorder }) => {
      const { hostname, port } = new URL(recorder.url);
      const request = httpRequest({ host: hostname, port, path: '/v1/messages', method: 'POST' });
      request.end('{}');
      const response = await new Promise<IncomingMessage>((resolve, reject) => {
        request.on('response', resolve);
        request.on('error', reject);
      });
      await steady(() => (sent?.isHeld ? sent.bytes : -1));
      expect(sent?.bytes).toBeLessThan(HUGE / 2);
      const { body } = await collect(response);
      expect(body.length).toBe(HUGE);
    });
  });

  it('holds the client while the upstream does not read', async () => {
    await withRecorder(
      () => undefined,
      async ({ recorder }) => {
        const { hostname, port } = new URL(recorder.url);
        const request = httpRequest({ host: hostname, port, path: '/v1/messages', method: 'POST' });
        request.on('error', () => undefined);
        const sent = pour(request);
        await steady(() => (sent.isHeld ? sent.bytes : -1));
        expect(sent.bytes).toBeLessThan(HUGE / 2);
        request.destroy();
      },
      { readsBody: false },
    );
  });
});

describe('connections', () => {
  it('to the upstream end when the client hangs up', async () => {
    let isClosed = false;
    const answer: Answer = response => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('data: 1\n\n');
      response.on('close', () => {
        isClosed = true;
      });
    };
    await withRecorder(answer, async ({ recorder, finish }) => {
      const { hostname, port } = new URL(recorder.url);
      const request = httpRequest({ host: hostname, port, path: '/v1/messages', method: 'POST' });
      request.on('error', () => undefined);
      request.on('response', response => response.once('data', () => request.destroy()));
      request.end('{"model":"m"}');
      while (!isClosed) await new Promise(setImmediate);
      const [, usage] = await finish();
      expect(usage).toMatchObject({
        status: 200,
        outcome: 'aborted',
        error: 'the client closed the connection',
      });
    });
  });

  it('leave no record of a request that the client broke off itself', async () => {
    await withRecorder(json(200, {}), async ({ recorder, upstream, finish }) => {
      const { hostname, port } = new URL(recorder.url);
      const socket = connect(Number(port), hostname);
      socket.write(
        `POST /v1/messages HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Length: 100\r\n\r\n{"model"`,
      );
      while ((await upstream.connections()) === 0) await new Promise(setImmediate);
      socket.destroy();
      while ((await upstream.connections()) > 0) await new Promise(setImmediate);
      expect(await finish()).toEqual([]);
      // What is said at the end speaks of the same requests.
      expect([recorder.state.requests, recorder.state.destinations]).toEqual([0, []]);
    });
  });

  it('carry on when the upstream answers before it has read the body', async () => {
    const answer = json(413, { error: { message: 'too large' } });
    await withRecorder(
      answer,
      async ({ recorder, finish }) => {
        const body = JSON.stringify({ text: 'x'.repeat(8_000_000) });
        const reply = await call(recorder.url, '/v1/messages', { body });
        expect([reply.status, reply.body.toString()]).toEqual([413, '{"error":{"message":"too large"}}']);
        const [request, usage] = await finish();
        expect(request?.bodyNote).toMatch(/^cut short: /);
        expect(usage).toMatchObject({ status: 413, outcome: 'error', error: 'too large' });
      },
      { readsBody: false, maxBody: 20_000_000 },
    );
  });

  it('refuse to be an HTTP proxy, and say so', async () => {
    await withRecorder(json(200, {}), async ({ recorder }) => {
      const reply = await call(recorder.url, 'http://example.com/v1/messages', { body: '{}' });
      expect(reply.status).toBe(400);
      expect(reply.body.toString()).toMatch(/base URL/);
    });
  });
});

/** Resolves when a number has not moved for some turns of the event loop. */
async function steady(value: () => number): Promise<void> {
  let last = value();
  for (let turns = 0; turns < 200; turns += 1) {
    await new Promise(setImmediate);
    if (value() !== last || last < 0) turns = 0;
    last = value();
  }
}

const HUGE = 64 * 1024 * 1024;
const PIECE = Buffer.alloc(64 * 1024, 'x');

interface Poured {
  bytes: number;
  isHeld: boolean;
}

/** Writes as fast as the stream takes it. */
function pour(into: Writable): Poured {
  const poured: Poured = { bytes: 0, isHeld: false };
  const pump = () => {
    poured.isHeld = false;
    while (poured.bytes < HUGE) {
      poured.bytes += PIECE.length;
      if (into.write(PIECE)) continue;
      poured.isHeld = true;
      into.once('drain', pump);
      return;
    }
    into.end();
  };
  pump();
  return poured;
}
