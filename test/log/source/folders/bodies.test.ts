import { execFileSync } from 'node:child_process';
import { appendFile, mkdir, mkdtemp, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { followLogs } from '../../../../src/log/follow/follow.js';
import { readLogs } from '../../../../src/log/read.js';
import type { LogRecord } from '../../../../src/log/record.js';
import { body, requestsOf, usagesOf } from '../../read-lines.js';

const start = Date.UTC(2026, 9, 1, 10);

describe('Claude Code bodies without an index', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cachequake-bodies-'));
  });

  afterEach(() => rm(folder, { recursive: true }));

  async function put(name: string, second: number, value: object): Promise<void> {
    await writeFile(join(folder, name), JSON.stringify(value));
    await utimes(join(folder, name), new Date(), new Date(start + second * 1000));
  }

  const request = (model: string): object => ({ ...body, model });
  const response = (id: string, model: string): object => ({
    id,
    type: 'message',
    model,
    usage: { input_tokens: 1, output_tokens: 1 },
  });

  async function read(): Promise<LogRecord[]> {
    const records: LogRecord[] = [];
    for await (const record of readLogs([folder])) records.push(record);
    return records;
  }

  it('gives a response to the newest request of its model that is not answered', async () => {
    await put('lost.request.json', 1, request('big'));
    await put('a.request.json', 2, request('big'));
    await put('t.request.json', 3, request('small'));
    await put('x.response.json', 4, response('msg_a', 'big'));
    await put('y.response.json', 5, response('msg_t', 'small'));
    const records = await read();
    expect(requestsOf(records)).toMatchObject([
      { key: 'lost.request.json', at: start + 1000, origin: { path: folder, line: 1 } },
      { key: 'a.request.json', raw: { file: join(folder, 'a.request.json') } },
      { key: 't.request.json' },
    ]);
    expect(usagesOf(records)).toMatchObject([
      { of: { key: 'a.request.json' }, responseId: 'msg_a', endedAt: start + 4000 },
      { of: { key: 't.request.json' }, responseId: 'msg_t' },
    ]);
  });

  it('names what is no file among the bodies, and reads the rest', async () => {
    await put('a.request.json', 1, request('big'));
    await put('x.response.json', 2, response('msg_a', 'big'));
    execFileSync('mkfifo', [join(folder, 'p.request.json')]);
    await symlink('/dev/zero', join(folder, 'z.response.json'));
    const records = await read();
    expect(records.filter(record => record.kind === 'skipped')).toMatchObject([
      { reason: 'p.request.json is a pipe, not a file', origin: { path: folder } },
      { reason: 'z.response.json is a device, not a file' },
    ]);
    expect(requestsOf(records)).toHaveLength(1);
    expect(usagesOf(records)).toHaveLength(1);
  });

  it('does not give the response of a request that cannot be read to another', async () => {
    await put('a.request.json', 1, request('big'));
    await put('b.request.json', 2, {});
    await writeFile(join(folder, 'b.request.json'), '{"model":');
    await utimes(join(folder, 'b.request.json'), new Date(), new Date(start + 2000));
    await put('b.response.json', 3, response('msg_b', 'big'));
    expect(await read()).toMatchObject([
      { kind: 'request', key: 'a.request.json' },
      { kind: 'skipped', reason: expect.stringMatching(/^b\.request\.json is not JSON/) },
    ]);
  });

  it('leaves the files to the index where there is one', async () => {
    await put('a.request.json', 1, request('big'));
    await put('a.response.json', 2, response('msg_a', 'big'));
    await writeFile(
      join(folder, 'index.jsonl'),
      `${JSON.stringify({ request_file: 'a.request.json', response_file: 'a.response.json' })}\n`,
    );
    expect(requestsOf(await read())).toMatchObject([{ origin: { path: join(folder, 'index.jsonl') } }]);
  });

  it('is followed: a half-written file is read when it is whole', async () => {
    await put('a.request.json', 1, request('big'));
    await put('a.response.json', 2, response('msg_a', 'big'));
    const records: LogRecord[] = [];
    const follower = followLogs(
      [folder],
      {
        onRecords: batch => {
          records.push(...batch);
        },
        onState: () => {},
      },
      { poll: 5, events: false },
    );
    await follower.caughtUp;
    expect(records).toHaveLength(2);
    const text = JSON.stringify(request('big'));
    await writeFile(join(folder, 'b.request.json'), text.slice(0, 9));
    await appendFile(join(folder, 'b.request.json'), text.slice(9));
    await vi.waitFor(() => expect(requestsOf(records)).toHaveLength(2), { timeout: 10_000, interval: 5 });
    expect(follower.sources()).toMatchObject([{ path: folder, format: 'claude-code-bodies', lines: 2 }]);
    await follower.close();
  });
});

describe('subagents of a Claude Code session', () => {
  it.each([
    ['the transcript', 'S.jsonl'],
    ['its folder', ''],
  ])('come with their session, now and later, if %s is named', async (_, name) => {
    const folder = await mkdtemp(join(tmpdir(), 'cachequake-subagents-'));
    const line = (agentId: string): string =>
      `${JSON.stringify({
        type: 'assistant',
        sessionId: 'S',
        agentId,
        message: { id: agentId, stop_reason: 'end_turn', usage: { input_tokens: 1 } },
      })}\n`;
    const nested = join(folder, 'S', 'subagents');
    await writeFile(join(folder, 'S.jsonl'), line('main'));
    const seen: (string | null)[] = [];
    const follower = followLogs(
      [join(folder, name)],
      {
        onRecords: records => {
          seen.push(...requestsOf(records).map(request => request.agent));
        },
        onState: () => {},
      },
      { poll: 5, events: false },
    );
    await follower.caughtUp;
    await mkdir(nested, { recursive: true });
    await writeFile(join(nested, 'agent-a.jsonl'), line('a'));
    await vi.waitFor(() => expect(seen).toEqual(['main', 'a']), { timeout: 10_000, interval: 5 });
    await follower.close();

    const read: LogRecord[] = [];
    for await (const record of readLogs([folder])) read.push(record);
    expect(requestsOf(read).map(request => request.agent)).toEqual(['main', 'a']);
    await rm(folder, { recursive: true });
  });
});
