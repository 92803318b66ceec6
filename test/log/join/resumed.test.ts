/** A session that goes on in another file, which begins with a copy of what was said before. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RequestEntry } from '../../../src/diagnosis/model.js';
import { createEngine } from '../../../src/engine.js';
import { readLogs } from '../../../src/log/read.js';
import type { JsonObject } from '../../../src/log/record.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cachequake-resumed-'));
});
afterEach(() => rm(folder, { recursive: true }));

const time = (n: number): string => new Date(Date.UTC(2026, 9, 1, 10, n)).toISOString();

function line(session: string, n: number, read: number, write: number, more: JsonObject = {}): string {
  const value = {
    ...{ type: 'assistant', sessionId: session, uuid: `a${n}`, requestId: `req_${n}`, timestamp: time(n) },
    ...more,
    message: {
      ...{
        id: `msg_${n}`,
        role: 'assistant',
        model: 'claude-sonnet-4-6',
        content: [],
        stop_reason: 'end_turn',
      },
      usage: {
        ...{ input_tokens: 3, output_tokens: 20 },
        ...{ cache_read_input_tokens: read, cache_creation_input_tokens: write },
      },
    },
  };
  return `${JSON.stringify(value)}\n`;
}

const history = (session: string, more: JsonObject = {}): string =>
  [1, 2, 3, 4]
    .map(n => line(session, n, n === 1 ? 0 : 19_500 + n * 500, n === 1 ? 20_500 : 500, more))
    .join('');

/** Named so that the old one is read first, or last. */
async function read(
  names: readonly [string, string],
  rest: string,
  more: JsonObject,
): Promise<readonly RequestEntry[]> {
  const [old, resumed] = names.map(name => join(folder, name));
  await writeFile(old ?? '', history('old'));
  await writeFile(resumed ?? '', history('new', more) + rest);
  const engine = createEngine();
  for await (const record of readLogs(names.toSorted().map(name => join(folder, name))))
    engine.accept(record);
  return engine.model().requests;
}

const KINDS: readonly (readonly [string, JsonObject])[] = [
  ['that says where it was copied from', { forkedFrom: { sessionId: 'old', messageUuid: 'a4' } }],
  ['that does not', {}],
];

describe.each(KINDS)('a session under a new id %s', (_, more) => {
  it.each([
    ['old first', 'a-old.jsonl', 'b-new.jsonl'],
    ['new first', 'b-old.jsonl', 'a-new.jsonl'],
  ])('counts each request once and goes on from the last of them: %s', async (_name, old, resumed) => {
    const requests = await read([old, resumed], line('new', 9, 21_990, 500), more);
    expect(requests).toHaveLength(5);
    const [fourth, fifth] = requests.slice(3);
    expect(fifth).toMatchObject({ parentId: fourth?.id, what: 'growth', break: null });
  });

  it('breaks where what the old one wrote was not read', async () => {
    const requests = await read(['a-old.jsonl', 'b-new.jsonl'], line('new', 5, 0, 22_500), more);
    expect(requests.at(-1)?.break).toMatchObject({ extent: 'full', actualRead: 0 });
    expect(requests.filter(({ break: found }) => found !== null)).toHaveLength(1);
  });
});

describe('a fork of pi, a new file with a header that names the old one and a copy of the branch', () => {
  const entry = (n: number, parent: number, read: number, write: number, response: boolean): string => {
    const usage = {
      input: 3,
      output: 20,
      cacheRead: read,
      cacheWrite: write,
      totalTokens: 23 + read + write,
    };
    const own = { api: 'anthropic-messages', provider: 'anthropic', model: 'claude-sonnet-4-6' };
    const at = Date.UTC(2026, 9, 1, 10, n);
    return [
      {
        ...{ type: 'message', id: `u${n}`, parentId: parent === 0 ? null : `a${parent}` },
        timestamp: new Date(at).toISOString(),
        message: { role: 'user', content: [{ type: 'text', text: `question ${n}` }], timestamp: at },
      },
      {
        ...{ type: 'message', id: `a${n}`, parentId: `u${n}`, timestamp: new Date(at + 9000).toISOString() },
        message: {
          ...{ role: 'assistant', content: [], ...own, usage, stopReason: 'stop', timestamp: at + 500 },
          ...(response ? { responseId: `msg_${n}` } : {}),
        },
      },
    ]
      .map(value => `${JSON.stringify(value)}\n`)
      .join('');
  };
  const header = (id: string, more: JsonObject = {}): string =>
    `${JSON.stringify({ type: 'session', version: 3, id, timestamp: time(0), cwd: '/srv', ...more })}\n`;

  it.each([
    ['with ids of answers, old first', true, 'a-old.jsonl', 'b-fork.jsonl'],
    ['with ids of answers, new first', true, 'b-old.jsonl', 'a-fork.jsonl'],
    ['without, old first', false, 'a-old.jsonl', 'b-fork.jsonl'],
    ['without, new first', false, 'b-old.jsonl', 'a-fork.jsonl'],
  ])('counts each request once and goes on from where it left: %s', async (_, response, old, fork) => {
    const shared = entry(1, 0, 0, 20_500, response) + entry(2, 1, 20_500, 500, response);
    const left = entry(3, 2, 21_000, 500, response) + entry(4, 3, 21_500, 500, response);
    await writeFile(join(folder, old), header('old') + shared + left);
    await writeFile(
      join(folder, fork),
      header('new', { parentSession: join(folder, old) }) + shared + entry(7, 2, 21_000, 700, response),
    );
    const engine = createEngine();
    for await (const record of readLogs([old, fork].toSorted().map(name => join(folder, name))))
      engine.accept(record);
    const { requests } = engine.model();
    expect(requests).toHaveLength(5);
    const [second, , , last] = requests.slice(1);
    expect(last).toMatchObject({ parentId: second?.id, break: null });
    expect(requests.filter(({ break: found }) => found !== null)).toEqual([]);
  });
});
