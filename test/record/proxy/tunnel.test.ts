import { createServer, request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { expect, it } from 'vitest';
import { json, portOf } from '../fake-upstream.js';
import { readRecordings, recorderOn, upstreamsAt, withRecorder } from '../recorded.js';
import { exchangeRaw, withRaw } from './raw.js';

/** A server whose websockets say back what they hear. */
async function withEcho<T>(use: (url: string) => Promise<T>): Promise<T> {
  const server = createServer((_request, response) => response.writeHead(401).end('who are you?'));
  server.on('upgrade', (request, socket, head) => {
    if (request.url === '/v1/refused') {
      socket.end('HTTP/1.1 401 Unauthorized\r\nX-Why: key\r\nContent-Length: 12\r\n\r\nwho are you?');
      return;
    }
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nX-Url: ${request.url}\r\n\r\n`,
    );
    socket.write(head);
    socket.pipe(socket);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  try {
    return await use(`http://127.0.0.1:${portOf(server.address())}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const ASK = { Connection: 'Upgrade', Upgrade: 'websocket', 'Sec-WebSocket-Key': 'x' };

it('passes a websocket through, both ways, and notes that it did', async () => {
  await withRecorder(json(200, {}), async ({ folder }) => {
    await withEcho(async url => {
      const recorder = await recorderOn(upstreamsAt(url), { folder });
      const { hostname, port } = new URL(recorder.url);
      const request = httpRequest({
        host: hostname,
        port,
        path: '/openai/v1/realtime?key=secret',
        headers: ASK,
      });
      const echoed = await new Promise<string>((resolve, reject) => {
        request.on('error', reject);
        request.on('upgrade', (response, socket) => {
          expect([response.statusCode, response.headers['x-url']]).toEqual([101, '/v1/realtime?key=secret']);
          socket.on('data', (chunk: Buffer) => resolve(chunk.toString()));
          socket.on('error', () => undefined);
          socket.write('ping');
        });
        request.end();
      });
      expect(echoed).toBe('ping');
      await recorder.close();
    });
    expect(await readRecordings(folder)).toMatchObject([
      { kind: 'notice', text: 'A websocket to /v1/realtime?key=*** passed through unrecorded.' },
    ]);
  });
});

it('gives the client the answer of an upstream that refuses a websocket', async () => {
  await withRecorder(json(200, {}), async ({ folder }) => {
    await withEcho(async url => {
      const recorder = await recorderOn(upstreamsAt(url), { folder });
      const { hostname, port } = new URL(recorder.url);
      const request = httpRequest({ host: hostname, port, path: '/openai/v1/refused', headers: ASK });
      const answer = await new Promise((resolve, reject) => {
        request.on('error', reject);
        request.on('response', response => {
          response.on('data', chunk =>
            resolve([response.statusCode, response.headers['x-why'], String(chunk)]),
          );
        });
        request.end();
      });
      expect(answer).toEqual([401, 'key', 'who are you?']);
      await recorder.close();
    });
    // Nothing passed that could have been recorded.
    expect(await readRecordings(folder)).toEqual([]);
  });
});

it('keeps the phrase of an upstream that refuses a websocket', async () => {
  const refusal = 'HTTP/1.1 403 \xe5\xa5\xbd\r\nContent-Length: 0\r\n\r\n';
  const asking = Object.entries(ASK).map(([name, value]) => `${name}: ${value}`);
  await withRaw(refusal, async ({ url, host }) => {
    const request = ['GET /openai/v1/realtime HTTP/1.1', `Host: ${host}`, ...asking].join('\r\n');
    expect((await exchangeRaw(url, `${request}\r\n\r\n`)).split('\r\n')[0]).toBe('HTTP/1.1 403 \xe5\xa5\xbd');
  });
});

it('answers a websocket with a 502 where no upstream listens', async () => {
  await withRecorder(json(200, {}), async ({ recorder, upstream }) => {
    await upstream.close();
    const { hostname, port } = new URL(recorder.url);
    const request = httpRequest({ host: hostname, port, path: '/openai/v1/realtime', headers: ASK });
    const status = await new Promise((resolve, reject) => {
      request.on('error', reject);
      request.on('response', response => resolve(response.resume().statusCode));
      request.end();
    });
    expect(status).toBe(502);
  });
});

it('has a client use HTTP for what can be recorded there', async () => {
  await withRecorder(json(200, {}), async ({ recorder, upstream }) => {
    const { hostname, port } = new URL(recorder.url);
    const request = httpRequest({ host: hostname, port, path: '/openai/v1/responses', headers: ASK });
    const status = await new Promise((resolve, reject) => {
      request.on('error', reject);
      request.on('response', response => resolve(response.resume().statusCode));
      request.end();
    });
    expect([status, upstream.received]).toEqual([426, []]);
  });
});

it('takes a request that asks for HTTP/2 as the request that it is', async () => {
  await withRecorder(json(200, { ok: true }), async ({ recorder, upstream }) => {
    const { hostname, port } = new URL(recorder.url);
    const socket = connect(Number(port), hostname);
    const body = '{"model":"m"}';
    socket.write(
      `POST /v1/messages HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n` +
        `HTTP2-Settings: AAMAAABk\r\nX-Kept: yes\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );
    const reply = await new Promise<string>(resolve => socket.once('data', chunk => resolve(String(chunk))));
    socket.destroy();
    expect(reply).toMatch(/^HTTP\/1.1 200 OK\r\n/);
    expect(upstream.received[0]?.body.toString()).toBe(body);
    expect(upstream.received[0]?.rawHeaders).toContain('X-Kept');
    expect(upstream.received[0]?.rawHeaders).not.toContain('HTTP2-Settings');
  });
});
