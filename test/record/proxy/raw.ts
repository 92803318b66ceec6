/** Both ends of the proxy as bare sockets: what is sent and what comes back, to the byte. */
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JsonObject } from '../../../src/log/record.js';
import type { RecorderOptions } from '../../../src/record/recorder.js';
import { portOf } from '../fake-upstream.js';
import { readRecordings, recorderOn, upstreamsAt } from '../recorded.js';

export interface RawUpstream {
  readonly url: string;
  /** What arrived, a connection each, as latin-1. */
  readonly received: string[];
  close(): Promise<void>;
}

/** A server that answers the first bytes of each connection with these, and then ends it. */
export async function startRawUpstream(answer: string | Buffer | null): Promise<RawUpstream> {
  const received: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer(socket => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    const index = received.push('') - 1;
    socket.on('data', chunk => {
      const isFirst = received[index] === '';
      received[index] += chunk.toString('latin1');
      if (!isFirst) return;
      if (answer === null) socket.destroy();
      else socket.end(Buffer.isBuffer(answer) ? answer : Buffer.from(answer, 'latin1'));
    });
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${portOf(server.address())}`,
    received,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** Sends bytes to the proxy and gives all that comes back until the connection ends, as latin-1. */
export function exchangeRaw(url: string, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    let reply = '';
    socket.on('data', chunk => {
      reply += chunk.toString('latin1');
    });
    socket.on('error', error => (reply === '' ? reject(error) : resolve(reply)));
    socket.on('close', () => resolve(reply));
    socket.write(bytes, 'latin1');
  });
}

export interface Setting {
  readonly url: string;
  readonly host: string;
  readonly upstream: RawUpstream;
  finish(): Promise<readonly JsonObject[]>;
}

/** A recorder in front of such a server. */
export async function withRaw<T>(
  answer: string | Buffer | null,
  use: (setting: Setting) => Promise<T>,
  options: Partial<RecorderOptions> = {},
): Promise<T> {
  const upstream = await startRawUpstream(answer);
  const folder = await mkdtemp(join(tmpdir(), 'cachequake-raw-'));
  const recorder = await recorderOn(upstreamsAt(upstream.url), { folder, ...options });
  const finish = async (): Promise<readonly JsonObject[]> => {
    await recorder.close();
    return readRecordings(folder);
  };
  try {
    return await use({ url: recorder.url, host: new URL(recorder.url).host, upstream, finish });
  } finally {
    await recorder.close();
    await upstream.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** A request that the recorder would record. */
export function post(host: string, path: string, headers: readonly string[] = []): string {
  const body = '{"model":"m","messages":[]}';
  const lines = [`POST ${path} HTTP/1.1`, `Host: ${host}`, 'Connection: close', ...headers];
  return `${[...lines, 'Content-Type: application/json', `Content-Length: ${body.length}`].join('\r\n')}\r\n\r\n${body}`;
}
