import { copyFile, link, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createEngine } from '../../../src/engine.js';
import { followLogs } from '../../../src/log/follow/follow.js';
import { kindOf, logsAt, logsBehind } from '../../../src/log/paths/logs-at.js';
import { readLog, readLogs } from '../../../src/log/read.js';
import type { LogRecord } from '../../../src/log/record.js';
import { cachequake } from '../../cli/captured-io.js';

let root = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'cachequake-at-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

function exchange(id: string, second: number): string {
  const at = `2026-11-22T10:00:${String(second).padStart(2, '0')}.000Z`;
  const body = { model: 'claude-sonnet-4-6', messages: [{ role: 'user', content: `say ${id}` }] };
  const usage = {
    input_tokens: 9,
    cache_read_input_tokens: 0,
    cache_creation_input_tokens: 0,
    output_tokens: 1,
  };
  return [
    { cachequake: 1, kind: 'request', id, at, api: 'anthropic-messages', body },
    { cachequake: 1, kind: 'usage', id, endedAt: at, status: 200, usage },
  ]
    .map(line => `${JSON.stringify(line)}\n`)
    .join('');
}

const LOG = [1, 2, 3].map(n => exchange(`r${n}`, n)).join('');

describe('a folder of documents', () => {
  const chat = (id: string): string =>
    JSON.stringify(
      {
        sessionId: id,
        projectHash: 'harbour',
        messages: [
          { id: `${id}-1`, type: 'user', timestamp: '2026-10-01T10:00:00.000Z', content: 'boats' },
          {
            id: `${id}-2`,
            type: 'gemini',
            timestamp: '2026-10-01T10:00:02.000Z',
            content: 'two',
            model: 'gemini-x',
            tokens: { input: 9000, cached: 6000, output: 5, thoughts: 0, tool: 0, total: 9005 },
          },
        ],
      },
      null,
      2,
    );

  test("holds Gemini CLI's chats of before 0.38, and nothing else that is JSON", async () => {
    await writeFile(join(root, 'session-2026-10-01T10-00-aa.json'), chat('aa'));
    await writeFile(join(root, 'session-2026-10-01T11-00-bb.json'), chat('bb'));
    await writeFile(join(root, 'settings.json'), '{}');
    expect(await logsAt(root)).toHaveLength(2);
    expect(await countOf([root])).toBe(2);
  });

  test("is a task of Cline or Roo Code, of which the panel's messages are the log", async () => {
    const info = { tokensIn: 10, tokensOut: 20, cacheWrites: 400, cacheReads: 12_000 };
    const said = {
      ts: Date.UTC(2026, 9, 1),
      type: 'say',
      say: 'api_req_started',
      text: JSON.stringify(info),
    };
    await writeFile(join(root, 'ui_messages.json'), JSON.stringify([said]));
    await writeFile(join(root, 'api_conversation_history.json'), '[{"role":"user","content":"hi"}]');
    const { code, out, err } = await cachequake('report', root, '--format', 'json');
    expect([code, err, JSON.parse(out).totals.requests]).toEqual([0, '', 1]);
  });
});

async function countOf(paths: readonly string[]): Promise<number> {
  const engine = createEngine();
  for await (const record of readLogs(paths)) engine.accept(record);
  return engine.model().requests.length;
}

async function watched(paths: readonly string[]): Promise<number> {
  const records: LogRecord[] = [];
  const follower = followLogs(
    paths,
    { onRecords: more => void records.push(...more), onState: () => {} },
    { events: false },
  );
  await follower.caughtUp;
  await follower.close();
  return records.filter(({ kind }) => kind === 'request').length;
}

async function reported(paths: readonly string[]): Promise<number> {
  const { code, out, err } = await cachequake('report', ...paths, '--format', 'json');
  expect([code, err]).toEqual([0, '']);
  return JSON.parse(out).totals.requests;
}

describe('watching, reports and the library find the same at a path', () => {
  test('a folder of bodies without an index', async () => {
    await writeFile(
      join(root, 'a.request.json'),
      JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'x' }] }),
    );
    await writeFile(
      join(root, 'a.response.json'),
      JSON.stringify({ id: 'msg_1', model: 'm', usage: { input_tokens: 3, output_tokens: 1 } }),
    );
    expect(await kindOf(root)).toBe('bodies');
    expect(await logsAt(root)).toEqual([root]);
    expect([await countOf([root]), await reported([root])]).toEqual([1, 1]);
  });

  test('a recording by any of its parts, in the library too', async () => {
    const part = (n: string): string => join(root, `2026-11-20T10-00-00Z-123${n}.jsonl`);
    await writeFile(part(''), exchange('r1', 1));
    await writeFile(part('.2'), exchange('r2', 2));
    for (const path of [part(''), part('.2')]) {
      const records: LogRecord[] = [];
      for await (const record of readLog(path)) records.push(record);
      expect(records.filter(({ kind }) => kind === 'request')).toHaveLength(2);
      expect(await reported([path])).toBe(2);
      expect(await watched([path])).toBe(2);
    }
  });

  test('a folder whose logs stand one step further down, with one of them named', async () => {
    const folder = join(root, 'projects');
    for (const name of ['b', 'a', 'c']) await mkdir(join(folder, name), { recursive: true });
    for (const name of ['a', 'b']) await writeFile(join(folder, name, 'x.jsonl'), '');
    expect((await logsBehind([folder])).problems).toEqual([
      `${folder}: a folder without logs of its own, but 2 folders in it have some: name one, as ${join(folder, 'a')}`,
    ]);
  });

  test('a folder without logs, and nothing at all, with a sentence', async () => {
    await mkdir(join(root, 'empty'));
    const { logs, problems } = await logsBehind([join(root, 'empty'), join(root, 'none')]);
    expect(logs).toEqual([]);
    expect(problems).toEqual([
      expect.stringContaining('a folder without logs'),
      expect.stringContaining('no such file'),
    ]);
  });
});

describe('a log is its file and its requests, not its path', () => {
  const PATHS: readonly (readonly [string, (log: string, other: string) => Promise<void>])[] = [
    ['a symbolic link', (log, other) => symlink(log, other)],
    ['a hard link', (log, other) => link(log, other)],
    ['a copy', (log, other) => copyFile(log, other)],
    ['an older copy', (_, other) => writeFile(other, exchange('r1', 1) + exchange('r2', 2))],
  ];
  test.each(PATHS)('%s is counted once', async (_, make) => {
    const [log, other] = [join(root, 'log.jsonl'), join(root, 'other.jsonl')];
    await writeFile(log, LOG);
    await make(log, other);
    for (const paths of [[log, other], [other, log], [root], [log, log]]) {
      expect([await countOf(paths), await reported(paths), await watched(paths)]).toEqual([3, 3, 3]);
    }
  });

  test('two logs that only begin alike stay two', async () => {
    await writeFile(join(root, 'a.jsonl'), exchange('r1', 1) + exchange('r2', 2));
    await writeFile(join(root, 'b.jsonl'), exchange('r1', 7) + exchange('r2', 8));
    expect([await countOf([root]), await watched([root])]).toEqual([4, 4]);
  });

  test('a fork counts what it shares once, and what is its own', async () => {
    await writeFile(join(root, 'a.jsonl'), exchange('r1', 1) + exchange('r2', 2));
    await writeFile(join(root, 'b.jsonl'), exchange('r1', 1) + exchange('r9', 3));
    expect([await countOf([root]), await watched([root])]).toEqual([3, 3]);
  });
});
