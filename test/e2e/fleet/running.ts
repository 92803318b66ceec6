/** Programs that a test starts beside it, and ends with it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createServer as createHttpServer, type Server } from 'node:http';
import { createServer } from 'node:net';
import { EXECUTABLE } from '../cachequake.js';

const children: ChildProcess[] = [];
const servers: Server[] = [];

export interface Running {
  /** What it printed so far, on both streams. */
  printed(): string;
  /** Asks it to end. @returns its exit code */
  end(): Promise<number | null>;
}

export function start(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>> = process.env,
): Running {
  const child = spawn(command, [...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      printed += chunk.toString('utf8');
    });
  }
  const exited = new Promise<number | null>(resolve => child.once('exit', resolve));
  return {
    printed: () => printed,
    end() {
      child.kill('SIGTERM');
      return exited;
    },
  };
}

/** The built program, with a home of its own. */
export const startHeadless = (home: string, ...args: readonly string[]): Running =>
  start(process.execPath, [EXECUTABLE, 'watch', '--headless', ...args], {
    ...process.env,
    HOME: home,
    XDG_STATE_HOME: `${home}/state`,
    CACHEQUAKE_NO_LEARN: '',
  });

/** For who must be told its port before it listens. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise<void>(resolve => server.close(() => resolve()));
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  return address.port;
}

export interface Got {
  readonly path: string;
  readonly type: string | undefined;
  readonly body: Buffer;
}

/** Takes whatever is posted to it. */
export async function receive(status = 200): Promise<{ readonly url: string; readonly got: readonly Got[] }> {
  const got: Got[] = [];
  const server = createHttpServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    got.push({
      path: request.url ?? '',
      type: request.headers['content-type'],
      body: Buffer.concat(chunks),
    });
    response.writeHead(status).end();
  });
  servers.push(server);
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return { url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`, got };
}

/** Takes connections and never answers. @returns its address */
export async function hang(): Promise<string> {
  const server = createHttpServer(() => {});
  servers.push(server);
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
}

/** After each test, whatever became of it. */
export function endAll(): void {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
}
