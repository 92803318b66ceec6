import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { locate } from '../../../../src/log/json/locate.js';
import { readLog } from '../../../../src/log/read.js';
import type { LogRecord } from '../../../../src/log/record.js';
import { body, requestsOf, usagesOf } from '../../read-lines.js';

const endedAt = Date.UTC(2026, 9, 1, 10, 0, 5);
const index = {
  timestamp: '2026-10-01T10:00:05.000Z',
  session_id: 'S',
  query_source: 'sdk',
  model: 'claude-x',
  request_file: 'a.request.json',
  response_file: 'a.response.json',
};
const response = {
  id: 'msg_1',
  type: 'message',
  model: 'claude-x',
  usage: { input_tokens: 3, output_tokens: 4 },
};

describe('Claude Code raw bodies', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cachequake-bodies-'));
  });

  afterEach(() => rm(folder, { recursive: true }));

  async function read(...lines: object[]): Promise<LogRecord[]> {
    const path = join(folder, 'index.jsonl');
    await writeFile(path, lines.map(line => `${JSON.stringify(line)}\n`).join(''));
    const records: LogRecord[] = [];
    for await (const record of readLog(path)) records.push(record);
    return records;
  }

  async function writeBodies(startedAt: number): Promise<void> {
    await writeFile(join(folder, 'a.request.json'), JSON.stringify(body));
    await writeFile(join(folder, 'a.response.json'), JSON.stringify(response));
    await utimes(join(folder, 'a.request.json'), new Date(), new Date(startedAt));
  }

  it('reads the files that a line of the index names', async () => {
    await writeBodies(endedAt - 2000);
    const records = await read(index);
    expect(requestsOf(records)).toMatchObject([
      {
        body,
        at: endedAt - 2000,
        session: 'S',
        agent: 'main',
        raw: { file: join(folder, 'a.request.json') },
      },
    ]);
    expect(usagesOf(records)).toMatchObject([
      { endedAt, responseId: 'msg_1', usage: { input: 3, output: 4 } },
    ]);
    const raw = requestsOf(records)[0]?.raw;
    expect(raw == null ? null : locate(raw, ['model'], 0)).toBe('{"model":"'.length);
  });

  it('does not take the time of a copied file for the start', async () => {
    await writeBodies(endedAt + 60_000);
    expect(requestsOf(await read(index))).toMatchObject([{ at: endedAt }]);
  });

  it('says which file is missing, and never leaves the folder', async () => {
    await writeFile(join(folder, '..', 'outside.json'), JSON.stringify(body));
    const records = await read(index, { ...index, request_file: '../outside.json' });
    await rm(join(folder, '..', 'outside.json'));
    expect(records).toMatchObject([
      { kind: 'skipped', reason: expect.stringContaining('a.request.json is not beside the index') },
      { kind: 'skipped', reason: expect.stringContaining('../outside.json is not beside the index') },
    ]);
  });

  it('knows a request whose response file is gone', async () => {
    await writeBodies(endedAt - 1000);
    await rm(join(folder, 'a.response.json'));
    const records = await read(index);
    expect(requestsOf(records)).toHaveLength(1);
    expect(usagesOf(records)).toMatchObject([{ outcome: 'ok', usage: null }]);
  });
});
