/** A log that holds its requests twice: told from retries by the answer. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { JsonObject, LogRecord } from '../../../../src/log/record.js';
import { createSource } from '../../../../src/log/source/source.js';

const at = (second: number): string => `2026-11-22T10:00:${String(second).padStart(2, '0')}.000Z`;

function request(id: string, second: number): JsonObject {
  const body = { model: 'claude-sonnet-4-6', messages: [{ role: 'user', content: `question ${id}` }] };
  return { cachequake: 1, kind: 'request', id, at: at(second), session: 's', body };
}

function usage(id: string, second: number, cacheRead: number): JsonObject {
  const counts = { input: 3, cacheRead, cacheWrite: 40, output: 5 };
  return { cachequake: 1, kind: 'usage', id, endedAt: at(second), outcome: 'ok', usage: counts };
}

const LOG = [request('a', 1), usage('a', 2, 0), request('b', 3), usage('b', 4, 40)];

function read(lines: readonly JsonObject[]): { readonly told: string; readonly repeated: number } {
  const source = createSource('log.jsonl');
  const pushed = source.push(Buffer.from(lines.map(line => `${JSON.stringify(line)}\n`).join('')));
  const told = [...pushed, ...source.end()].map(nameOf).join(' ');
  return { told, repeated: source.repeated };
}

function nameOf(record: LogRecord): string {
  if (record.kind === 'request') return record.key;
  return record.kind === 'usage' && 'key' in record.of ? `=${record.of.key}` : record.kind;
}

describe('requests that stand in a recording again', () => {
  it.each([
    ['a log behind itself', [...LOG, ...LOG], 2],
    ['three times', [...LOG, ...LOG, ...LOG], 4],
    ['two requests at a time', [...shuffled(), ...shuffled()], 2],
  ])('count once where their answers are the same: %s', (_, lines, repeated) => {
    const [first] = [lines.slice(0, LOG.length)];
    expect(read(lines)).toEqual({ told: read(first).told, repeated });
  });

  it('go on with what is new behind them', () => {
    const lines = [...LOG, ...LOG, request('c', 5), usage('c', 6, 80)];
    expect(read(lines)).toEqual({ told: 'a =a b =b c =c', repeated: 2 });
  });

  it('get the usage that the first copy was cut off in front of', () => {
    expect(read([...LOG.slice(0, 3), ...LOG])).toEqual({ told: 'a =a b =b', repeated: 2 });
  });

  it('count once without usage, where the rest of the log stands there again', () => {
    const cut = LOG.slice(0, 3);
    expect(read([...cut, ...cut])).toEqual({ told: 'a =a b', repeated: 2 });
  });

  it('stay two where they were answered otherwise', () => {
    const again = [request('a', 1), usage('a', 2, 40)];
    expect(read([...LOG, ...again])).toEqual({ told: 'a =a b =b a =a', repeated: 0 });
  });

  it('stay two without an answer, where nothing else is repeated', () => {
    expect(read([...LOG, request('a', 1)])).toEqual({ told: 'a =a b =b a', repeated: 0 });
  });

  it('stay two without times, where the id is called a mistake', () => {
    const timeless = LOG.map(({ at: _, endedAt: __, ...line }) => line);
    const { told, repeated } = read([...timeless, ...timeless]);
    const first = 'a skipped =a b skipped =b';
    expect({ told, repeated }).toEqual({
      told: `${first} ${first.replaceAll('skipped', 'skipped skipped')}`,
      repeated: 0,
    });
  });
});

/** Both requests leave before either is answered. */
function shuffled(): JsonObject[] {
  return [request('a', 1), request('b', 3), usage('b', 4, 40), usage('a', 2, 0)];
}

describe('requests without ids that stand in a log again', () => {
  const pair = (n: number, second: number, fraction = '217'): JsonObject => ({
    timestamp: at(second).replace('.000', `.${fraction}`),
    request: { model: 'gpt-5', messages: [{ role: 'user', content: `question ${n}` }] },
    response: { usage: { prompt_tokens: 40 + n, completion_tokens: 3, total_tokens: 43 + n } },
  });
  const pairs = [pair(1, 1), pair(2, 3)];

  it('count once where content, time and answer are the same', () => {
    expect(read([...pairs, ...pairs])).toMatchObject({ repeated: 2 });
    expect(read([...pairs, ...pairs]).told).toBe(`${read(pairs).told} =3 =4`);
  });

  it('stay two at another time, with another answer, or with another last message', () => {
    const other = { ...pair(1, 1), response: { usage: { prompt_tokens: 90, completion_tokens: 1 } } };
    expect(read([...pairs, pair(1, 5), other, pair(7, 1)]).repeated).toBe(0);
  });

  it('stay two with another prompt, where that is no list', () => {
    const completion = (prompt: string): JsonObject => ({
      ...pair(1, 1),
      request: { model: 'davinci', prompt },
    });
    expect(read([completion('a'), completion('b'), completion('a')]).repeated).toBe(1);
  });

  it('count once without an answer only where the time is known to the millisecond', () => {
    const bare = (fraction: string): JsonObject => ({ ...pair(1, 1, fraction), response: {} });
    expect(read([bare('217'), pair(2, 3), bare('217')]).repeated).toBe(1);
    expect(read([bare('000'), pair(2, 3), bare('000')]).repeated).toBe(0);
  });

  it('are told from requests with ids that begin like the numbers of their lines', () => {
    const tapped = (id: string): JsonObject => ({
      timestamp: at(1).replace('.000', '.217'),
      ...{ request_id: id, duration_ms: 0, response: {} },
      request: { method: 'POST', path: '/v1/messages', headers: {}, body: request('a', 1).body ?? null },
    });
    expect(read([tapped('1fa'), tapped('2bc')])).toEqual({ told: '1fa =1fa 2bc =2bc', repeated: 0 });
  });

  describe('in lines so long that only their place in the file is kept', () => {
    const folder = mkdtempSync(join(tmpdir(), 'cachequake-once-'));
    afterAll(() => rmSync(folder, { recursive: true }));
    const asked = (text: string, id = ''): JsonObject => ({
      id,
      timestamp: at(1).replace('.000', '.217'),
      request: { model: 'gpt-5', messages: [{ role: 'user', content: text.padEnd(2_000, '.') }] },
      response: { usage: { prompt_tokens: 41, completion_tokens: 3, total_tokens: 44 } },
    });

    /** How many of the requests of a file were left out; what stands in it then is read with the last of them. */
    function repeated(lines: readonly JsonObject[], instead?: readonly JsonObject[]): number {
      const log = join(folder, 'log.jsonl');
      const source = createSource(log, log, null, true);
      const write = (of: readonly JsonObject[]): string =>
        of.map(line => `${JSON.stringify(line)}\n`).join('');
      writeFileSync(log, write(lines));
      const last = lines.slice(-1);
      source.push(Buffer.from(write(lines.slice(0, -1))));
      if (instead !== undefined) writeFileSync(log, write(instead));
      source.push(Buffer.from(write(last)));
      return source.repeated;
    }

    it('count once, also in lines of other bytes', () => {
      expect(repeated([asked('a'), asked('b'), asked('a'), asked('b'), asked('a')])).toBe(3);
      expect(repeated([asked('a', 'x'), asked('b', 'x'), asked('a', 'y'), asked('b', 'y')])).toBe(2);
    });

    it('stay two with another newest message', () => {
      expect(repeated([asked('a'), asked('b'), asked('c')])).toBe(0);
    });

    it('stay two where the first one does not stand there any more, so that nothing can be compared', () => {
      const lines = [asked('a', 'x'), ...Array.from({ length: 80 }, (_, i) => other(i)), asked('a', 'y')];
      expect(repeated(lines)).toBe(1);
      expect(repeated(lines, lines.toReversed())).toBe(0);
    });

    /** So many that the first is not held in memory either. */
    const other = (n: number): JsonObject => ({
      ...asked('o'),
      timestamp: at(2).replace('000', `${100 + n}`),
    });
  });
});
