/** A recorder in front of a fake upstream, in a folder of its own, and what it wrote. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isObject, parseJson } from '../../src/log/json/json.js';
import type { JsonObject } from '../../src/log/record.js';
import { resolveUpstreams, type Upstreams } from '../../src/record/proxy/upstreams.js';
import { type Recorder, type RecorderOptions, startRecorder } from '../../src/record/recorder.js';
import { copyOf } from './copy-of.js';
import { type Answer, type FakeUpstream, startFakeUpstream } from './fake-upstream.js';

export interface Recorded {
  readonly recorder: Recorder;
  readonly upstream: FakeUpstream;
  readonly folder: string;
  /** Ends the recorder and gives every line that it wrote. */
  finish(): Promise<readonly JsonObject[]>;
}

/** Runs `use` with a recorder whose every upstream is a server that answers as told. */
export async function withRecorder<T>(
  answer: Answer,
  use: (recorded: Recorded) => Promise<T>,
  { readsBody = true, ...options }: Partial<RecorderOptions> & { readonly readsBody?: boolean } = {},
): Promise<T> {
  const upstream = await startFakeUpstream(answer, readsBody);
  const folder = await mkdtemp(join(tmpdir(), 'cachequake-record-'));
  const recorder = await recorderOn(upstreamsAt(upstream.url), { folder, ...options });
  try {
    return await use({
      recorder,
      upstream,
      folder,
      async finish() {
        await recorder.close();
        return readRecordings(folder);
      },
    });
  } finally {
    await recorder.close();
    await upstream.close();
    await rm(folder, { recursive: true, force: true });
  }
}

export async function recorderOn(
  upstreams: Upstreams,
  options: Partial<RecorderOptions> & { readonly folder: string },
): Promise<Recorder> {
  const started = await startRecorder({
    allowed: { hosts: [], origins: [] },
    host: '127.0.0.1',
    port: 0,
    upstreams,
    keep: { bytes: null, files: null, age: null },
    maxBody: 1_000_000,
    retryAfter: 5,
    ...options,
  });
  if (!started.ok) throw new Error(started.message);
  return started.recorder;
}

export function upstreamsAt(url: string): Upstreams {
  const resolved = resolveUpstreams(
    [`anthropic=${url}`, `openai=${url}/v1`, `gemini=${url}`, `ollama=${url}`],
    {},
  );
  if (!resolved.ok) throw new Error(resolved.message);
  return resolved.upstreams;
}

/** Every line in a folder, files by name; throws on a line that is no JSON object. */
export async function readRecordings(folder: string): Promise<readonly JsonObject[]> {
  const lines: JsonObject[] = [];
  const names = (await readdir(folder)).filter(name => name.endsWith('.jsonl'));
  for (const name of names.sort()) lines.push(...(await readLines(join(folder, name))));
  return lines;
}

export async function readLines(path: string): Promise<readonly JsonObject[]> {
  const text = await readFile(path, 'utf8');
  if (text !== '' && !text.endsWith('\n')) throw new Error(`${path} ends in half a line`);
  return text
    .split('\n')
    .slice(0, -1)
    .map(line => {
      const value = parseJson(line);
      if (!isObject(value)) throw new Error(`not a JSON object: ${line.slice(0, 200)}`);
      return value;
    });
}

export interface Reply {
  readonly status: number;
  readonly message: string;
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
  /** True if the connection broke before the body's end. */
  readonly isCut: boolean;
}

export interface Call {
  readonly method?: string;
  /** Names and values in turn, sent in this order and letter case. */
  readonly headers?: readonly string[];
  readonly body?: string | Buffer;
}

/** Calls the proxy as a plain client and gives what came back, cut off or not; rejects where no response came. */
export function call(
  base: string,
  path: string,
  { method = 'POST', headers, body }: Call = {},
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(base);
    const raw = ['Host', `${hostname}:${port}`, ...(headers ?? ['Content-Type', 'application/json'])];
    const bytes = body === undefined ? null : Buffer.from(body);
    if (bytes !== null) raw.push('Content-Length', String(bytes.length));
    const request = httpRequest({ host: hostname, port, path, method, headers: raw, agent: false });
    request.on('error', reject);
    request.on('response', response => {
      collect(response).then(resolve, reject);
    });
    request.end(bytes ?? undefined);
  });
}

export async function collect(response: IncomingMessage): Promise<Reply> {
  const chunks: Buffer[] = [];
  let isCut = false;
  response.on('data', (chunk: Buffer) => chunks.push(chunk));
  response.on('error', () => {
    isCut = true;
  });
  await new Promise<void>(resolve => response.on('close', () => resolve()));
  return {
    status: response.statusCode ?? 0,
    message: response.statusMessage ?? '',
    rawHeaders: response.rawHeaders,
    body: copyOf(Buffer.concat(chunks)),
    isCut: isCut || !response.complete,
  };
}

/** Waits for a condition; the test's own timeout ends a wait in vain. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise(resolve => setTimeout(resolve, 2));
}
