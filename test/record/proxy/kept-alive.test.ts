/** Connections that an upstream closes when it has answered: the client sees no more of it than if it had asked directly. */
import { connect, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TLSSocket } from 'node:tls';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { JsonObject } from '../../../src/log/record.js';
import { portOf } from '../fake-upstream.js';
import { call, type Recorded, until, upstreamsAt, withRecorder } from '../recorded.js';
import { post } from './raw.js';
import { TEST_CERTIFICATE, TEST_KEY } from './test-certificate.js';

const ANSWER = 'Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}';

/** What the upstream says of the connection. */
const HEADS = {
  'says nothing of it': 'HTTP/1.1 200 OK\r\n',
  'announces it': 'HTTP/1.1 200 OK\r\nConnection: close\r\n',
  'promises more time': 'HTTP/1.1 200 OK\r\nKeep-Alive: timeout=60\r\n',
  'speaks HTTP/1.0': 'HTTP/1.0 200 OK\r\n',
  'speaks HTTP/1.0 and keeps alive': 'HTTP/1.0 200 OK\r\nConnection: keep-alive\r\n',
};

interface Upstream {
  /** Of each connection the number of requests that arrived on it. */
  readonly requests: readonly number[];
  /** Connections that are open. */
  readonly open: number;
}

interface Setting {
  readonly url: string;
  readonly upstream: Upstream;
  readonly finish: Recorded['finish'];
}

/** @param onRequest the nth request on a connection is there, from 1 */
async function withUpstream(
  onRequest: (socket: Socket, n: number) => void,
  use: (setting: Setting) => Promise<void>,
  serve: (listener: (socket: Socket) => void) => Server = listener => createServer(listener),
  scheme = 'http',
): Promise<void> {
  const requests: number[] = [];
  const sockets = new Set<Socket>();
  const server = serve(socket => {
    const index = requests.push(0) - 1;
    sockets.add(socket);
    let text = '';
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    socket.on('data', chunk => {
      text += chunk.toString('latin1');
      if (!text.endsWith('"messages":[]}')) return;
      text = '';
      const n = (requests[index] ?? 0) + 1;
      requests[index] = n;
      onRequest(socket, n);
    });
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const upstream = {
    requests,
    get open() {
      return sockets.size;
    },
  };
  try {
    await withRecorder(
      () => undefined,
      ({ recorder, finish }) => use({ url: recorder.url, upstream, finish }),
      { upstreams: upstreamsAt(`${scheme}://localhost:${portOf(server.address())}`) },
    );
  } finally {
    for (const socket of sockets) socket.destroy();
    server.close();
  }
}

const BODY = '{"model":"m","messages":[]}';
const ask = async (url: string): Promise<number> => (await call(url, '/v1/messages', { body: BODY })).status;

/** A client that keeps its connection. */
class KeptClient {
  text = '';
  isClosed = false;
  readonly #socket: Socket;
  readonly #host: string;

  constructor(url: string) {
    const { hostname, port, host } = new URL(url);
    this.#host = host;
    this.#socket = connect(Number(port), hostname);
    this.#socket.on('data', chunk => {
      this.text += chunk.toString('latin1');
    });
    this.#socket
      .on('error', () => undefined)
      .on('close', () => {
        this.isClosed = true;
      });
  }

  /** What came for a request: an answer, or what of it came before the connection ended. */
  async ask(): Promise<string> {
    this.text = '';
    this.send();
    await until(() => this.isClosed || this.text.endsWith('}'));
    return this.text;
  }

  send(): void {
    this.#socket.write(post(this.#host, '/v1/messages').replace('Connection: close\r\n', ''));
  }

  end(): void {
    this.#socket.destroy();
  }
}

/** What nobody holds is gone after it. */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
}

const serveTls = (listener: (socket: TLSSocket) => void): Server =>
  createTlsServer({ key: TEST_KEY, cert: TEST_CERTIFICATE }, listener);

const ended = (lines: readonly JsonObject[]): unknown[] =>
  lines.filter(({ kind }) => kind === 'usage').map(({ outcome, status }) => [outcome, status]);

afterEach(() => void vi.unstubAllEnvs());

describe('an upstream that closes its connections', () => {
  const waits = [0, 1, 5, 20, 100];
  const behaviours = Object.entries(HEADS).flatMap(([name, head]) =>
    waits.map(wait => [wait, name, head] as const),
  );

  it.each(behaviours)('%d ms after an answer, and %s: each new client is answered', async (wait, _, head) => {
    await withUpstream(
      socket => {
        socket.write(head + ANSWER);
        setTimeout(() => socket.end(), wait);
      },
      async ({ url, upstream, finish }) => {
        const statuses: number[] = [];
        for (let n = 0; n < 20; n += 1) statuses.push(await ask(url));
        expect(statuses).toEqual(statuses.map(() => 200));
        // A connection each, as these clients have with us.
        expect(upstream.requests).toEqual(statuses.map(() => 1));
        expect(ended(await finish())).toEqual(statuses.map(() => ['ok', 200]));
      },
    );
  });

  it.each([
    ['HTTP', 'http', undefined],
    ['TLS', 'https', serveTls],
  ])('as the next request arrives, over %s: never meets another client with it', async (_, scheme, serve) => {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    await withUpstream(
      (socket, n) => (n === 1 ? socket.write(HEADS['says nothing of it'] + ANSWER) : socket.destroy()),
      async ({ url }) => {
        for (let n = 0; n < 10; n += 1) expect(await ask(url)).toBe(200);
        expect(await Promise.all(Array.from({ length: 10 }, () => ask(url)))).toEqual(Array(10).fill(200));
      },
      serve,
      scheme,
    );
  });

  it.each([
    ['resets', (socket: Socket) => void socket.resetAndDestroy()],
    ['closes', (socket: Socket) => void socket.destroy()],
    ['ends', (socket: Socket) => void socket.end()],
  ])(
    'and %s one as its next request arrives: its client sees it closed, and it is sent once',
    async (_, close) => {
      await withUpstream(
        (socket, n) => (n < 3 ? socket.write(HEADS['says nothing of it'] + ANSWER) : close(socket)),
        async ({ url, upstream, finish }) => {
          const client = new KeptClient(url);
          expect(await client.ask()).toMatch(/^HTTP\/1\.1 200 /);
          expect(await client.ask()).toMatch(/^HTTP\/1\.1 200 /);
          expect(await client.ask()).toBe('');
          expect(client.isClosed).toBe(true);
          expect(upstream.requests).toEqual([3]);
          expect(await ask(url)).toBe(200);
          expect(ended(await finish())).toEqual([
            ...[
              ['ok', 200],
              ['ok', 200],
            ],
            ...[
              ['error', null],
              ['ok', 200],
            ],
          ]);
        },
      );
    },
  );

  it('and ends one that nothing is asked on: its client goes on with a new one', async () => {
    await withUpstream(
      socket => socket.end(HEADS['says nothing of it'] + ANSWER),
      async ({ url, upstream }) => {
        const client = new KeptClient(url);
        for (let n = 0; n < 10; n += 1) {
          expect(await client.ask()).toMatch(/^HTTP\/1\.1 200 /);
          await until(() => upstream.open === 0);
        }
        expect(upstream.requests).toEqual(Array(10).fill(1));
        client.end();
      },
    );
  });

  it('with half an answer to a new one: that is said with a 502', async () => {
    await withUpstream(
      socket => socket.end('HTTP/1.1 2'),
      async ({ url }) => expect(await ask(url)).toBe(502),
    );
  });

  it('with an answer on a used one that is none: that is said with a 502', async () => {
    await withUpstream(
      (socket, n) => socket.write(n === 1 ? HEADS['says nothing of it'] + ANSWER : 'SSH-2.0-OpenSSH\r\n'),
      async ({ url }) => {
        const client = new KeptClient(url);
        expect(await client.ask()).toMatch(/^HTTP\/1\.1 200 /);
        expect(await client.ask()).toMatch(/^HTTP\/1\.1 502 /);
        client.end();
      },
    );
  });
});

describe('a connection to an upstream', () => {
  const answer = (socket: Socket): unknown => socket.write(HEADS['says nothing of it'] + ANSWER);

  it('is kept as long as the client keeps its own, and ends with it', async () => {
    await withUpstream(answer, async ({ url, upstream }) => {
      const clients = [new KeptClient(url), new KeptClient(url)];
      for (let n = 0; n < 3; n += 1) for (const client of clients) await client.ask();
      expect(upstream.requests).toEqual([3, 3]);
      expect(upstream.open).toBe(2);
      for (const client of clients) client.end();
      await until(() => upstream.open === 0);
    });
  });

  it('takes what a client sends before it has its answer, one behind the other, and records only what was sent', async () => {
    await withUpstream(
      () => undefined,
      async ({ url, upstream, finish }) => {
        const client = new KeptClient(url);
        client.send();
        client.send();
        await until(() => upstream.requests[0] === 1);
        client.end();
        await until(() => upstream.open === 0);
        expect(upstream.requests).toEqual([1]);
        expect(ended(await finish())).toEqual([['aborted', null]]);
      },
    );
  });

  it('begins with the TLS session of the one before', async () => {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    const isResumed: boolean[] = [];
    const serve = (listener: (socket: TLSSocket) => void): Server =>
      serveTls(socket => {
        isResumed.push(socket.isSessionReused());
        listener(socket);
      });
    await withUpstream(
      answer,
      async ({ url }) => {
        for (let n = 0; n < 3; n += 1) {
          expect(await ask(url)).toBe(200);
          collectGarbage();
        }
        expect(isResumed).toEqual([false, true, true]);
      },
      serve,
      'https',
    );
  });
});
