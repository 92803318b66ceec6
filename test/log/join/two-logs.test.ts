/** One session in two logs, as files: a payload log beside a transcript, a recording beside Claude Code's transcript. */
import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createEngine, type Engine } from '../../../src/engine.js';
import { followLogs } from '../../../src/log/follow/follow.js';
import { readLogs } from '../../../src/log/read.js';
import type { JsonObject } from '../../../src/log/record.js';
import { conversation } from '../../agent.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cachequake-two-logs-'));
});
afterEach(() => rm(folder, { recursive: true }));

const time = (second: number): string => new Date(Date.UTC(2026, 9, 1, 10) + second * 1000).toISOString();
const jsonl = (lines: readonly JsonObject[]): string =>
  lines.map(line => `${JSON.stringify(line)}\n`).join('');

/** Requests of a session: #5 begins with another system text. */
const REQUESTS = Array.from({ length: 8 }, (_, n) => ({
  n,
  body: conversation(n, { system: (n < 4 ? 'One rule. ' : 'Another rule. ').repeat(700) }),
  read: n === 0 || n === 4 ? 0 : 6_000 + n * 500,
  write: n === 0 || n === 4 ? 6_000 + n * 500 : 500,
}));

const payload = (n: number): JsonObject => ({
  ...{ runId: `t${n >> 1}`, sessionId: 's', sessionKey: 'agent:main:main', provider: 'anthropic' },
  ...{ modelId: 'claude-sonnet-4-6', modelApi: 'anthropic-messages', ts: time(n * 20), stage: 'request' },
  payload: REQUESTS[n]?.body ?? {},
});

const answer = (n: number): JsonObject => {
  const { read = 0, write = 0 } = REQUESTS[n] ?? {};
  return {
    ...{ type: 'message', id: `a${n}`, timestamp: time(n * 20 + 6) },
    message: {
      ...{ role: 'assistant', content: [], api: 'anthropic-messages', provider: 'anthropic' },
      ...{ model: 'claude-sonnet-4-6', responseId: `m${n}`, stopReason: 'stop' },
      usage: { input: 0, output: 9, cacheRead: read, cacheWrite: write, totalTokens: read + write + 9 },
    },
  };
};
const header: JsonObject = { type: 'session', version: 3, id: 's', timestamp: time(0), cwd: '/w' };

const recorded = (n: number): JsonObject => ({
  ...{ cachequake: 1, kind: 'request', id: `r${n}`, at: time(n * 20), session: 's' },
  ...{ api: 'anthropic-messages', provider: 'anthropic', body: REQUESTS[n]?.body ?? {} },
});
const ended = (n: number): JsonObject => ({
  ...{
    cachequake: 1,
    kind: 'usage',
    id: `r${n}`,
    endedAt: time(n * 20 + 9),
    outcome: 'ok',
    responseId: `msg_${n}`,
  },
  usage: { input: 0, cacheRead: REQUESTS[n]?.read ?? 0, cacheWrite: REQUESTS[n]?.write ?? 0, output: 90 },
});
/** The transcript has the first block of an answer while it still streams. */
const said = (n: number): JsonObject => ({
  ...{ type: 'assistant', sessionId: 's', uuid: `u${n}`, requestId: `req_${n}`, timestamp: time(n * 20 + 5) },
  message: {
    ...{ id: `msg_${n}`, role: 'assistant', model: 'claude-sonnet-4-6', content: [], stop_reason: null },
    usage: {
      ...{ input_tokens: 0, output_tokens: 1 },
      ...{
        cache_read_input_tokens: REQUESTS[n]?.read ?? 0,
        cache_creation_input_tokens: REQUESTS[n]?.write ?? 0,
      },
    },
  },
});

const numbers = REQUESTS.map(({ n }) => n);
const KINDS = {
  'a payload log and a transcript': {
    better: numbers.map(n => [payload(n)]),
    bare: numbers.map(n => (n === 0 ? [header, answer(n)] : [answer(n)])),
  },
  "a recording and Claude Code's transcript": {
    better: numbers.map(n => [recorded(n), ended(n)]),
    bare: numbers.map(n => [said(n)]),
  },
};

/** `8 requests, 1 break, 8 billed`, and the first cause. */
function facts(engine: Engine): unknown {
  const { requests } = engine.model();
  return {
    requests: requests.length,
    billed: requests.filter(({ usage }) => usage?.cacheRead != null).length,
    breaks: requests.flatMap(({ n, break: found }) =>
      found === null ? [] : [[n, found.predicted, found.causes[0]?.id]],
    ),
  };
}
const RIGHT = { requests: 8, billed: 8, breaks: [[5, false, 'system-changed']] };

describe.each(Object.entries(KINDS))('%s', (_, { better, bare }) => {
  it.each([
    ['better', 'bare'],
    ['bare', 'better'],
  ])('are one session after the fact: %s first', async (...order) => {
    const paths = order.map(name => join(folder, `${name}.jsonl`));
    await writeFile(join(folder, 'better.jsonl'), jsonl(better.flat()));
    await writeFile(join(folder, 'bare.jsonl'), jsonl(bare.flat()));
    const engine = createEngine();
    const reading = readLogs(paths);
    for await (const record of reading) engine.accept(record);
    expect(facts(engine)).toEqual(RIGHT);
    const [one, other] = order.map(
      name => reading.states().find(({ path }) => path.endsWith(`${name}.jsonl`))?.message,
    );
    const message = order[0] === 'bare' ? [one, other] : [other, one];
    expect(message).toEqual([
      `8 requests of it stand in ${join(folder, 'better.jsonl')} too: counted there`,
      null,
    ]);
  });

  it('are one session while they are written, whichever writes first', async () => {
    const paths = ['bare', 'better'].map(name => join(folder, `${name}.jsonl`));
    for (const path of paths) await writeFile(path, '');
    const engine = createEngine();
    const follower = followLogs(
      paths,
      {
        onRecords: records => {
          for (const record of records) engine.accept(record);
        },
        onState: () => undefined,
      },
      { events: false, poll: 3_600_000 },
    );
    await follower.caughtUp;
    for (const n of numbers) {
      const [first = [], rest = []] = [better[n]?.slice(0, 1), better[n]?.slice(1)];
      const begin = (): Promise<void> => appendFile(join(folder, 'better.jsonl'), jsonl(first));
      const finish = (): Promise<void> => appendFile(join(folder, 'better.jsonl'), jsonl(rest));
      const tell = (): Promise<void> => appendFile(join(folder, 'bare.jsonl'), jsonl(bare[n] ?? []));
      // Each third request is there at once, and of each third the answer is told before its prompt.
      for (const step of n % 3 === 2 ? [tell, begin, finish] : [begin, tell, finish]) {
        await step();
        if (n % 3 !== 1) await follower.looked();
      }
      await follower.looked();
    }
    await follower.looked();
    await follower.looked();
    await follower.close();
    expect(facts(engine)).toEqual(RIGHT);
  });
});
