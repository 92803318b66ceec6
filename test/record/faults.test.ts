/**
 * A thousand requests while the disk, the upstream and the client fail at seeded moments. What must hold whatever the
 * network's timing: bytes arrive unchanged as far as they arrive, a complete answer is on record with its exact usage,
 * no line is broken or wrong, and nothing stays behind.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, expect, it } from 'vitest';
import { isObject, parseJson } from '../../src/log/json/json.js';
import type { JsonObject } from '../../src/log/record.js';
import { startRecorder } from '../../src/record/recorder.js';
import {
  ANTHROPIC_BILL,
  type Answer,
  anthropicMessage,
  anthropicStream,
  chatStream,
  OPENAI_BILL,
  startFakeUpstream,
} from './fake-upstream.js';
import { createMemoryDisk, type MemoryDisk } from './memory-disk.js';
import { collect, type Reply, until, upstreamsAt } from './recorded.js';

const REQUESTS = 1000;
const AT_ONCE = 20;
const DEAD = 'http://127.0.0.1:1';

interface Plan {
  readonly path: string;
  readonly answer: string;
  readonly contentType: string;
  readonly status: number;
  readonly pieces: number;
  /** Bytes of the answer after which the upstream breaks off; -1: before its head; null: never. */
  readonly upstreamCut: number | null;
  /** Bytes of the answer after which the client hangs up; -1: while it still sends; null: never. */
  readonly clientCut: number | null;
  readonly body: string;
}

it('loses nothing complete, writes nothing wrong and leaves nothing behind', {
  timeout: 60_000,
}, async () => {
  const random = seeded(20261122);
  const plans = Array.from({ length: REQUESTS }, (_, n) => planOf(n, random));
  const upstream = await startFakeUpstream(obey(plans), true, false);
  const disk = createMemoryDisk();
  disk.room = () => pick(random, [0, 0, 1, 200, 10_000, Infinity, Infinity, Infinity, Infinity]);
  const recorder = await recorderOver(disk, upstream.url);

  const replies: (Reply | null)[] = [];
  const heap: number[] = [];
  const handles: number[] = [];
  for (let from = 0; from < REQUESTS; from += 250) {
    for (let n = from; n < from + 250; n += AT_ONCE) {
      const batch = plans.slice(n, Math.min(n + AT_ONCE, from + 250));
      replies.push(...(await Promise.all(batch.map((plan, i) => send(recorder.url, n + i, plan)))));
    }
    await until(() => recorder.state.open === 0 && recorder.state.failing === null);
    heap.push((await heapAfterCollection()) - disk.bytes);
    handles.push(process.getActiveResourcesInfo().length);
  }
  await recorder.close();
  expect(recorder.state).toMatchObject({ open: 0, lost: 0, fault: null });
  await until(async () => (await upstream.connections()) === 0);
  await upstream.close();

  const written = read(disk);
  plans.forEach((plan, n) => {
    check(plan, replies[n] ?? null, written.get(`m-${n}`) ?? null);
  });
  expect(disk.open).toBe(0);
  // What the recording weighs is taken off; a body that stays behind would weigh 20 kB a request.
  expect(Math.max(...heap) - (heap[0] ?? 0)).toBeLessThan(3e6);
  expect(handles.at(-1)).toBeLessThanOrEqual((handles[0] ?? 0) + AT_ONCE);
});

function planOf(n: number, random: () => number): Plan {
  const kind = pick(random, ['message', 'stream', 'stream', 'chat', 'error', 'dead'] as const);
  const answer = {
    message: JSON.stringify(anthropicMessage),
    stream: anthropicStream,
    chat: chatStream,
    error: JSON.stringify({ type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } }),
    dead: '',
  }[kind];
  const path = { chat: '/openai/v1/chat/completions', dead: '/gemini/v1beta/models/g:generateContent' };
  const length = Buffer.byteLength(answer);
  const cut = () => (random() < 0.2 ? -1 : Math.floor(random() * length));
  return {
    path: kind === 'chat' || kind === 'dead' ? path[kind] : '/anthropic/v1/messages',
    answer,
    contentType: kind === 'stream' || kind === 'chat' ? 'text/event-stream' : 'application/json',
    status: kind === 'error' ? 529 : kind === 'dead' ? 502 : 200,
    pieces: 1 + Math.floor(random() * length),
    upstreamCut: random() < 0.15 ? cut() : null,
    clientCut: random() < 0.15 ? cut() : null,
    body: JSON.stringify({ model: `m-${n}`, text: 'x'.repeat(Math.floor(random() * 40_000)) }),
  };
}

/** Answers each request by its plan, which its `x-plan` header names. */
function obey(plans: readonly Plan[]): Answer {
  return async (response, _received, request) => {
    const plan = plans[Number(request.headers['x-plan'])];
    if (!plan || plan.upstreamCut === -1) {
      request.socket.destroy();
      return;
    }
    response.writeHead(plan.status, { 'content-type': plan.contentType });
    const bytes = Buffer.from(plan.answer).subarray(0, plan.upstreamCut ?? undefined);
    for (let at = 0; at < bytes.length; at += plan.pieces) {
      response.write(bytes.subarray(at, at + plan.pieces));
      await new Promise(setImmediate);
    }
    if (plan.upstreamCut === null) response.end();
    else response.destroy();
  };
}

/** null: no answer came. */
function send(proxy: string, n: number, plan: Plan): Promise<Reply | null> {
  return new Promise(resolve => {
    const { hostname, port } = new URL(proxy);
    const headers = { 'x-plan': n, 'content-type': 'application/json' };
    const request = httpRequest({
      host: hostname,
      port,
      path: plan.path,
      method: 'POST',
      headers,
      agent: false,
    });
    request.on('error', () => resolve(null));
    request.on('close', () => resolve(null));
    request.on('response', response => {
      let got = 0;
      const hangUp = () => {
        if (plan.clientCut !== null && got >= plan.clientCut) request.destroy();
      };
      response.on('data', (chunk: Buffer) => {
        got += chunk.length;
        hangUp();
      });
      hangUp();
      collect(response).then(resolve);
    });
    if (plan.clientCut === -1) {
      request.write(plan.body.slice(0, plan.body.length / 2), () => request.destroy());
    } else {
      request.end(plan.body);
    }
  });
}

interface Written {
  readonly request: JsonObject;
  readonly usage: JsonObject;
}

/** Every line of the recording, by the model of its request; each request has its usage, and stands before it. */
function read(disk: MemoryDisk): ReadonlyMap<string, Written> {
  const byId = new Map<string, JsonObject>();
  const byModel = new Map<string, Written>();
  for (const text of disk.paths.flatMap(path =>
    (disk.read(path) ?? '').split('\n').filter(line => line !== ''),
  )) {
    const line = parseJson(text);
    if (!isObject(line)) throw new Error(`broken line: ${text.slice(0, 100)}`);
    const id = String(line.id);
    if (line.kind === 'request') {
      expect(byId.has(id)).toBe(false);
      byId.set(id, line);
      continue;
    }
    const request = byId.get(id);
    if (line.kind !== 'usage' || !request) throw new Error(`usage without its request: ${text}`);
    const model = isObject(request.body) ? String(request.body.model) : `unsent ${id}`;
    expect(byModel.has(model)).toBe(false);
    byModel.set(model, { request, usage: line });
  }
  expect([...byModel.values()].length).toBe(byId.size);
  return byModel;
}

function check(plan: Plan, reply: Reply | null, written: Written | null): void {
  const isDead = plan.path.startsWith('/gemini');
  const body = reply?.body.toString() ?? '';
  if (reply?.status === plan.status && !isDead)
    expect(Buffer.from(plan.answer).subarray(0, reply.body.length)).toEqual(reply.body);
  if (written) expect(written.request.body).toEqual(JSON.parse(plan.body));

  const bill = plan.path.startsWith('/openai') ? OPENAI_BILL : ANTHROPIC_BILL;
  const isComplete =
    reply !== null && !reply.isCut && reply.status === plan.status && !isDead && body === plan.answer;
  if (isComplete) {
    expect(written?.usage).toMatchObject(
      plan.status === 200
        ? { status: 200, outcome: 'ok', error: null, usage: bill }
        : { status: 529, outcome: 'error', error: 'overloaded_error: Overloaded', usage: null },
    );
  }
  if (plan.upstreamCut === null && plan.clientCut === null && !isDead) expect(isComplete).toBe(true);
  if (plan.upstreamCut !== null && plan.status === 200) expect(body).not.toBe(plan.answer);
  if (written?.usage.outcome === 'ok') expect(written.usage.usage).toMatchObject(bill);
  if (written && isObject(written.usage.usage ?? undefined)) {
    // Whatever is said of an answer that broke off was in the part that came.
    for (const [name, value] of Object.entries(written.usage.usage ?? {})) {
      if (value !== null && name in bill) expect(bill).toMatchObject({ [name]: value });
    }
  }
}

/** Made ready as any other, though the recordings are in memory. */
const folder = mkdtempSync(join(tmpdir(), 'cachequake-faults-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function recorderOver(disk: MemoryDisk, url: string) {
  const upstreams = { ...upstreamsAt(url), gemini: upstreamsAt(DEAD).gemini };
  const keep = { bytes: null, files: null, age: null };
  for (;;) {
    const started = await startRecorder({
      allowed: { hosts: [], origins: [] },
      ...{ host: '127.0.0.1', port: 0, upstreams, folder, keep, maxBody: 1e6, disk, retryAfter: 1 },
    });
    // The disk may be full at the start, too.
    if (started.ok) return started.recorder;
  }
}

/** Bytes in use when collecting no longer frees any: array buffers are swept between collections. */
async function heapAfterCollection(): Promise<number> {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc');
  let lowest = Number.POSITIVE_INFINITY;
  for (let turnsWithout = 0; turnsWithout < 10; turnsWithout += 1) {
    collectGarbage();
    await new Promise(setImmediate);
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    if (heapUsed + arrayBuffers < lowest - 10_000) turnsWithout = 0;
    lowest = Math.min(lowest, heapUsed + arrayBuffers);
  }
  return lowest;
}

function pick<T>(random: () => number, from: readonly T[]): T {
  const one = from[Math.floor(random() * from.length)];
  if (one === undefined) throw new Error('nothing to pick from');
  return one;
}

/** Mulberry32: the same numbers from the same seed everywhere. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
