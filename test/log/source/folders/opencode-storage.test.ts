import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createEngine } from '../../../../src/engine.js';
import { followLogs } from '../../../../src/log/follow/follow.js';
import { logsAt } from '../../../../src/log/paths/logs-at.js';
import { readLogs } from '../../../../src/log/read.js';
import type { Json, JsonObject, LogRecord } from '../../../../src/log/record.js';
import { requestsOf, usagesOf } from '../../read-lines.js';

const start = Date.UTC(2026, 9, 1, 10);

describe("opencode's storage", () => {
  let root: string;
  let storage: string;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'cachequake-opencode-'));
    storage = join(root, 'storage');
  });

  afterEach(() => rm(root, { recursive: true }));

  async function put(path: string, value: Json | string): Promise<string> {
    const file = join(storage, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, typeof value === 'string' ? value : JSON.stringify(value, null, 2));
    return file;
  }

  const answer = (session: string, n: number, more: JsonObject = {}): JsonObject => ({
    id: `msg_${n}`,
    role: 'assistant',
    sessionID: session,
    parentID: `msg_${n - 1}`,
    providerID: 'anthropic',
    modelID: 'claude-sonnet-4-5',
    mode: 'build',
    time: { created: start + n * 1000, completed: start + n * 1000 + 500 },
    tokens: { input: 3, output: 9, reasoning: 0, cache: { read: n * 1000, write: 1000 } },
    ...more,
  });
  const step = (read: number, write = 1000): JsonObject => ({
    type: 'step-finish',
    tokens: { input: 3, output: 9, reasoning: 0, cache: { read, write } },
  });

  async function putAnswer(session: string, n: number, more: JsonObject = {}): Promise<void> {
    await put(`message/${session}/msg_${n}.json`, answer(session, n, more));
  }

  /** Two sessions; the answer of the first one took two steps. */
  async function putTree(): Promise<void> {
    await put('session/p1/ses_a.json', { id: 'ses_a', projectID: 'p1', time: { created: start } });
    await put('message/ses_a/msg_1.json', { id: 'msg_1', role: 'user', sessionID: 'ses_a', time: {} });
    await put('part/msg_1/prt_1.json', { id: 'prt_1', type: 'text', text: 'go on' });
    await putAnswer('ses_a', 2);
    await put('part/msg_2/prt_3.json', step(2000, 70));
    await put('part/msg_2/prt_2.json', step(1000));
    await putAnswer('ses_b', 4);
  }

  async function read(path: string): Promise<LogRecord[]> {
    const records: LogRecord[] = [];
    for await (const record of readLogs([path])) records.push(record);
    return records;
  }

  it('is a log for each session, its steps in their order, wherever in the tree the path points', async () => {
    await putTree();
    const [a, b] = [join(storage, 'message', 'ses_a'), join(storage, 'message', 'ses_b')];
    for (const path of [storage, root, join(storage, 'message')]) {
      expect([...(await logsAt(path))].sort()).toEqual([a, b]);
    }
    expect(await logsAt(join(storage, 'session', 'p1', 'ses_a.json'))).toEqual([a]);
    expect(await logsAt(b)).toEqual([b]);
    const records = await read(a);
    const file = join(a, 'msg_2.json');
    expect(requestsOf(records)).toMatchObject([
      { key: 'msg_2', session: 'ses_a', at: start + 2000, origin: { path: file, line: 1, log: a } },
      { key: 'msg_2/2', session: 'ses_a' },
    ]);
    expect(usagesOf(records)).toMatchObject([
      { usage: { cacheRead: 1000, cacheWrite: 1000 } },
      { usage: { cacheRead: 2000, cacheWrite: 70 } },
    ]);
    expect(requestsOf(await read(storage)).map(({ key }) => key)).toEqual(['msg_2', 'msg_2/2', 'msg_4']);
  });

  it('names a file that is not JSON, and reads the rest', async () => {
    await putTree();
    const broken = await put('message/ses_a/msg_3.json', '{"id": "msg_3", "ro');
    const part = await put('part/msg_2/prt_4.json', '\0\0');
    const records = await read(storage);
    expect(records.filter(({ kind }) => kind === 'skipped')).toMatchObject([
      { origin: { path: part }, reason: expect.stringContaining('prt_4.json is not JSON') },
      { origin: { path: broken }, reason: expect.stringContaining('msg_3.json is not JSON') },
    ]);
    expect(requestsOf(records)).toHaveLength(3);
  });

  it('does not take what writes the summary, nor what follows it, for a break', async () => {
    const totals = { input: 3, output: 9, reasoning: 0, cache: { read: 0, write: 60_000 } };
    await putAnswer('ses_a', 1, { tokens: { ...totals, cache: { read: 0, write: 50_000 } } });
    await putAnswer('ses_a', 2, { tokens: { ...totals, cache: { read: 50_000, write: 9000 } } });
    await put('message/ses_a/msg_3.json', { id: 'msg_3', role: 'user', sessionID: 'ses_a', time: {} });
    await put('part/msg_3/prt_1.json', { type: 'compaction', auto: true });
    await putAnswer('ses_a', 4, { summary: true, mode: 'compaction', tokens: totals });
    await putAnswer('ses_a', 5, { tokens: { ...totals, cache: { read: 20_000, write: 2000 } } });
    await putAnswer('ses_a', 6, { tokens: { ...totals, cache: { read: 22_000, write: 900 } } });
    const engine = createEngine();
    for (const record of await read(storage)) engine.accept(record);
    expect(engine.model().totals).toMatchObject({ requests: 5, ringing: 0 });
  });

  it('is followed: an answer counts when it has ended, and a session that comes later too', async () => {
    await putTree();
    const running = { created: start + 9000 };
    await putAnswer('ses_a', 6, { time: running });
    // Sessions come below it: it stays as it is.
    await utimes(storage, new Date(start), new Date(start));
    const records: LogRecord[] = [];
    const follower = followLogs(
      [storage],
      { onRecords: more => void records.push(...more), onState: () => {} },
      { poll: 10, events: false },
    );
    await follower.caughtUp;
    const keys = (): string[] => requestsOf(records).map(({ key }) => key);
    expect(keys()).toEqual(['msg_2', 'msg_2/2', 'msg_4']);
    await put('part/msg_6/prt_9.json', step(7000));
    const half = await put('message/ses_a/msg_6.json', '{"id": "msg_6", "role": "assis');
    await follower.looked();
    expect(records.filter(({ kind }) => kind === 'skipped')).toEqual([]);
    await putAnswer('ses_a', 6);
    await putAnswer('ses_c', 8);
    await vi.waitFor(() => expect(keys().slice(3).sort()).toEqual(['msg_6', 'msg_8']));
    // Written again after it ended: told once.
    await utimes(half, new Date(), new Date());
    await follower.looked();
    expect(keys()).toHaveLength(5);
    await follower.close();
  });
});
