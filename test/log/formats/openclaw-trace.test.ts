import { appendFile, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { followLogs } from '../../../src/log/follow/follow.js';
import { readLogs } from '../../../src/log/read.js';
import type { JsonObject, LogRecord } from '../../../src/log/record.js';
import { body, recordsOf, requestsOf, usagesOf } from '../read-lines.js';

const base = {
  runId: 'r1',
  sessionId: 's1',
  provider: 'anthropic',
  modelId: 'm',
  modelApi: 'anthropic-messages',
};
const at = (second: number): string => `2026-10-01T10:00:0${second}.000Z`;
const time = (second: number): number => Date.UTC(2026, 9, 1, 10, 0, second);

function trace(second: number, stage: string, options?: JsonObject): JsonObject {
  return { ...base, ts: at(second), seq: second, stage, ...(options === undefined ? {} : { options }) };
}

const lines = [
  trace(1, 'cache:state', { requestIndex: 1 }),
  trace(2, 'cache:result', {
    requestIndex: 1,
    broke: false,
    input: 7,
    cacheRead: 0,
    cacheWrite: 50,
    changes: null,
  }),
  trace(3, 'cache:state', { requestIndex: 2 }),
  trace(4, 'cache:result', {
    requestIndex: 2,
    broke: true,
    previousCacheRead: 40,
    cacheRead: 10,
    changes: [{ code: 'tools', detail: '12 -> 13 tools' }],
  }),
];

describe('OpenClaw cache trace alone', () => {
  it('tells usage and the verdict of each request', () => {
    const records = recordsOf(...lines);
    expect(requestsOf(records)).toMatchObject([
      { key: 'r1#1', fidelity: 'digests', body: null, at: time(1), session: 's1', turn: 'r1', model: 'm' },
      { key: 'r1#2', at: time(3) },
    ]);
    expect(usagesOf(records)).toMatchObject([
      {
        of: { key: 'r1#1' },
        endedAt: time(2),
        usage: { input: 7, cacheRead: 0, cacheWrite: 50 },
        vendor: null,
      },
      {
        of: { key: 'r1#2' },
        usage: { input: null, cacheRead: 10, cacheWrite: null },
        vendor: { by: 'openclaw', reason: 'tools', missedTokens: 30 },
      },
    ]);
  });
});

describe('OpenClaw cache trace beside the payload log', () => {
  let folder: string;
  const payload = (second: number): string =>
    `${JSON.stringify({ ...base, ts: at(second), stage: 'request', payload: body })}\n`;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cachequake-openclaw-'));
    await writeFile(
      join(folder, 'cache-trace.jsonl'),
      lines.map(line => `${JSON.stringify(line)}\n`).join(''),
    );
    await writeFile(join(folder, 'anthropic-payload.jsonl'), payload(1) + payload(3));
  });

  afterEach(() => rm(folder, { recursive: true }));

  const shown = (records: readonly LogRecord[]): string[] =>
    records.map(record => (record.kind === 'usage' ? JSON.stringify(record.of) : record.kind));
  const joined = ['request', '{"session":"s1","turn":"r1"}', 'request', '{"session":"s1","turn":"r1"}'];

  it.each(['anthropic-payload.jsonl', 'cache-trace.jsonl', ''])(
    'gives each request its usage, whichever of the two is named: %j',
    async name => {
      const records: LogRecord[] = [];
      for await (const record of readLogs([join(folder, name)])) records.push(record);
      expect(shown(records)).toEqual(joined);
    },
  );

  it('does so when it is followed, from the backlog on', async () => {
    const records: LogRecord[] = [];
    const follower = followLogs(
      [join(folder, 'cache-trace.jsonl')],
      {
        onRecords: batch => {
          records.push(...batch);
        },
        onState: () => {},
      },
      { events: false },
    );
    await follower.caughtUp;
    await follower.close();
    expect(shown(records)).toEqual(joined);
  });

  it('goes without a payload log that was no longer written', async () => {
    await utimes(join(folder, 'anthropic-payload.jsonl'), new Date(), new Date(time(0)));
    await appendFile(join(folder, 'cache-trace.jsonl'), '');
    const records: LogRecord[] = [];
    for await (const record of readLogs([join(folder, 'cache-trace.jsonl')])) records.push(record);
    expect(requestsOf(records).filter(record => record.fidelity === 'digests')).toHaveLength(2);
  });
});
