import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readLog, readLogs } from '../../src/log/read.js';
import type { LogRecord, SourceState } from '../../src/log/record.js';
import { body } from './read-lines.js';

async function read(path: string): Promise<{ records: LogRecord[]; state: SourceState }> {
  const records: LogRecord[] = [];
  const reading = readLog(path);
  for await (const record of reading) records.push(record);
  return { records, state: reading.state() };
}

describe('reading a log once', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cachequake-read-'));
  });

  afterEach(() => rm(folder, { recursive: true }));

  it('counts a last line without a newline', async () => {
    const path = join(folder, 'log.jsonl');
    const text = `${JSON.stringify({ body })}\n\n${JSON.stringify({ body })}`;
    await writeFile(path, text);
    const { records, state } = await read(path);
    expect(records.map(record => [record.kind, record.origin.line])).toEqual([
      ['request', 1],
      ['request', 3],
    ]);
    expect(state).toEqual({
      path,
      format: 'pairs',
      fidelity: 'reserialised',
      state: 'ended',
      lines: 3,
      bytes: Buffer.byteLength(text),
      message: null,
    });
  });

  it('reads a line that spans many reads', async () => {
    const path = join(folder, 'log.jsonl');
    const long = { ...body, messages: [{ role: 'user', content: 'é'.repeat(3_000_000) }] };
    await writeFile(path, `${JSON.stringify({ body: long })}\n`);
    const { records } = await read(path);
    expect(records).toMatchObject([{ kind: 'request', body: long }]);
  });

  it('reads a document that spans lines, each element with a key of its own', async () => {
    const path = join(folder, 'log.json');
    await writeFile(path, JSON.stringify([{ body }, { body }], null, 2));
    const { records } = await read(path);
    expect(records).toMatchObject([
      { kind: 'request', origin: { line: 2 }, key: '2:[0]', raw: { bodyAt: [0, 'body'] } },
      { kind: 'request', origin: { line: 23 }, key: '23:[1]', raw: { bodyAt: [1, 'body'] } },
    ]);
  });

  /** Lines of a spend log, each a call that began in that second. */
  const callsAt = (...seconds: readonly number[]): string =>
    seconds
      .map((second, i) => ({
        request_id: `r${i}`,
        call_type: 'acompletion',
        spend: 0.01,
        startTime: new Date(Date.UTC(2026, 9, 1, 10, 0, second)).toISOString(),
        metadata: { usage_object: { prompt_tokens: 12_000, completion_tokens: 50 } },
      }))
      .map(row => `${JSON.stringify(row)}\n`)
      .join('');

  it.each([
    ['few', [3, 2, 1], [3, 2, 1]],
    ['many', [9, 9, 8, 7, 6, 5, 4, 3, 1, 2], [9, 10, 8, 7, 6, 5, 4, 3, 2, 1]],
  ])('turns around a log whose newest requests stand first: %s', async (_, seconds, lines) => {
    const path = join(folder, 'log.jsonl');
    await writeFile(path, callsAt(...seconds));
    const { records, state } = await read(path);
    const requests = records.filter(({ kind }) => kind === 'request');
    expect(requests.map(({ origin }) => origin.line)).toEqual(lines);
    expect(records.map(({ kind }) => kind).slice(0, 4)).toEqual(['request', 'usage', 'request', 'usage']);
    expect(state.message).toMatch(/^its newest requests stand first: read in the order of their times$/);
  });

  it.each([[[3, 2, 4, 1]], [[5, 5, 5, 5, 5, 5, 5, 5, 4, 3]], [[1, 2, 1]]])(
    'leaves the lines of any other log where they stand: %j',
    async seconds => {
      const path = join(folder, 'log.jsonl');
      await writeFile(path, callsAt(...seconds));
      const { records, state } = await read(path);
      const requests = records.filter(({ kind }) => kind === 'request');
      expect(requests.map(({ origin }) => origin.line)).toEqual(seconds.map((_, i) => i + 1));
      expect(state.message).toBeNull();
    },
  );

  it('counts a request once that an export holds several times', async () => {
    const path = join(folder, 'log.jsonl');
    const [first = '', second = ''] = callsAt(1, 2).split('\n');
    // A call that was tried again under its id began later.
    const retried = first.replace('10:00:01', '10:00:09');
    await writeFile(path, [first, second, first, `[${second},${first}]`, retried].join('\n'));
    const { records, state } = await read(path);
    const requests = records.filter(record => record.kind === 'request');
    expect(requests.map(({ key, origin }) => [key, origin.line])).toEqual([
      ['r0', 1],
      ['r1', 2],
      ['r0', 5],
    ]);
    expect(state.message).toBe('3 requests stand in it again, the same and at the same time: counted once');
  });

  it('says of a document that breaks off that it is broken', async () => {
    const path = join(folder, 'log.json');
    await writeFile(path, '[\n  {\n');
    const { records } = await read(path);
    expect(records).toMatchObject([{ kind: 'skipped', reason: expect.stringMatching(/^broken JSON/) }]);
  });

  it.each([
    ['1234:4:type;4:http;', /^a mitmproxy dump.*mitmdump -nr FILE --set hardump=out\.har/],
    ['SQLite format 3\0', /^an SQLite database.*export/],
    ['\x1f\x8b\x08', /gunzip/],
    ['PK\x03\x04', /^a ZIP archive.*unzip/],
    ['\xff\xfe{\0"\0', /^UTF-16 text.*iconv/],
    ['\xfe\xff\0{\0"', /^UTF-16 text.*iconv/],
    ['{\0"\0a\0', /^UTF-16 text.*iconv/],
    ['\0{\0"\0a', /^UTF-16 text.*iconv/],
  ])('recognises %j and says what converts it', async (start, sentence) => {
    const path = join(folder, 'dump');
    await writeFile(path, Buffer.from(`${start}\n{}\n`, 'latin1'));
    const { records, state } = await read(path);
    expect(records).toMatchObject([{ kind: 'skipped', reason: expect.stringMatching(sentence) }]);
    expect(state.message).toMatch(sentence);
  });

  it('says of binary data what it is, and reads the lines behind it', async () => {
    const path = join(folder, 'log.jsonl');
    const line = JSON.stringify({ body });
    const rubbish = Buffer.from('\x01\x02\xff rubbish', 'latin1');
    const newline = Buffer.from('\n');
    await writeFile(path, Buffer.concat([rubbish, newline, Buffer.from(line), newline, rubbish, newline]));
    const { records, state } = await read(path);
    expect(records).toMatchObject([
      { kind: 'skipped', reason: expect.stringMatching(/^binary data.*cachequake sources/) },
      { kind: 'request', origin: { line: 2 } },
      { kind: 'skipped', origin: { line: 3 } },
    ]);
    expect(state.message).toBeNull();
  });

  it('reads around the NULs of a hole that a crash or a rotation left', async () => {
    const path = join(folder, 'log.jsonl');
    const line = JSON.stringify({ body });
    await writeFile(
      path,
      `${'\0'.repeat(300_000)}${line}\n${'\0'.repeat(70)}${line}\0\0\n\0\0\n${line}\n${'\0'.repeat(9)}`,
    );
    const { records } = await read(path);
    expect(records.map(record => [record.kind, record.origin.line])).toEqual([
      ['request', 1],
      ['request', 2],
      ['request', 4],
    ]);
  });

  it('reads a coloured line for what it is and goes on', async () => {
    const path = join(folder, 'log.jsonl');
    await writeFile(path, `\x1b[32mready\x1b[0m\n${JSON.stringify({ body })}\n`);
    const { records } = await read(path);
    expect(records.map(record => record.kind)).toEqual(['skipped', 'request']);
  });

  it('takes several documents in one file for what they are', async () => {
    const path = join(folder, 'log.json');
    await writeFile(path, `${JSON.stringify({ body }, null, 2)}\n${JSON.stringify({ body }, null, 2)}\n`);
    const { records } = await read(path);
    expect(records).toMatchObject([
      {
        kind: 'skipped',
        reason: expect.stringMatching(/^a second value follows at character \d+.*jq -c \. FILE/),
      },
    ]);
  });

  it('gives a state and no records for a file that is not there', async () => {
    const { records, state } = await read(join(folder, 'none.jsonl'));
    expect(records).toEqual([]);
    expect(state).toMatchObject({ state: 'gone', message: 'no such file', format: null });
  });
});

it('counts the history of a fork once, whatever its lines and its session are called', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cachequake-fork-'));
  const line = (n: number, sessionId: string, forked: boolean): string => {
    const timestamp = `2026-10-01T10:0${n}:05.000Z`;
    const forkedFrom = { sessionId: 'old', messageUuid: `a${n}` };
    const message = { id: `msg_${n}`, model: 'm', usage: { input_tokens: 3, output_tokens: 1 } };
    const own = { type: 'assistant', sessionId, timestamp, requestId: `req_${n}`, message };
    return `${JSON.stringify(forked ? { ...own, forkedFrom } : own)}\n`;
  };
  const [old, fork] = [join(folder, 'old.jsonl'), join(folder, 'fork.jsonl')];
  await writeFile(old, line(1, 'old', false) + line(2, 'old', false));
  await writeFile(fork, line(1, 'fork', true) + line(2, 'fork', true) + line(3, 'fork', false));
  const keys: string[] = [];
  for await (const record of readLogs([old, fork])) if (record.kind === 'request') keys.push(record.key);
  expect(keys.sort()).toEqual(['msg_1/req_1', 'msg_2/req_2', 'msg_3/req_3']);
  await rm(folder, { recursive: true });
});
