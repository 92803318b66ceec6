/** A log whose every line was written anew (`sed -i`, a migrated session, ids given again) holds the requests that it held. */
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createEngine } from '../../../src/engine.js';
import { createTail, type Tail } from '../../../src/log/follow/tail.js';
import type { LogRecord } from '../../../src/log/record.js';

interface Sent {
  readonly id: string;
  readonly second: number;
  readonly text?: string;
  readonly hasBody?: boolean;
}

const SIX: readonly Sent[] = [1, 2, 3, 4, 5, 6].map(n => ({ id: `r${n}`, second: n }));

/** A conversation that grows, each request with its usage. */
function write(sent: readonly Sent[], session = 's'): string {
  return sent
    .flatMap(({ id, second, text = `question ${second}`, hasBody = true }, index) => {
      const messages = [...Array(index).keys()].map(n => ({
        role: n % 2 ? 'assistant' : 'user',
        content: `${n}`,
      }));
      const body = hasBody
        ? {
            model: 'claude-sonnet-4-6',
            max_tokens: 9,
            system: 'Be kind.',
            messages: [...messages, { role: 'user', content: text }],
          }
        : null;
      const at = `2026-11-22T10:00:0${second}.000Z`;
      const usage = { input: 5, cacheRead: index * 2000, cacheWrite: 2000, output: 9 };
      return [
        { cachequake: 1, kind: 'request', id, at, session, model: 'claude-sonnet-4-6', body },
        { cachequake: 1, kind: 'usage', id, outcome: 'ok', usage },
      ];
    })
    .map(line => `${JSON.stringify(line)}\n`)
    .join('');
}

describe.each(['by a rename', 'in place'])('a log that is written anew %s', how => {
  let folder: string;
  let path: string;
  let tail: Tail;
  let records: LogRecord[];

  async function put(text: string): Promise<void> {
    const target = how === 'in place' ? path : `${path}~`;
    await writeFile(target, text);
    if (target !== path) await rename(target, path);
    await tail.wake();
  }

  /** Requests and usages that came, breaks that ring, and what the screen says of the log. */
  function outcome() {
    const engine = createEngine();
    for (const record of records) engine.accept(record);
    const kinds = records.map(({ kind }) => kind);
    const count = (kind: LogRecord['kind']): number => kinds.filter(one => one === kind).length;
    return [
      count('request'),
      count('usage'),
      count('skipped'),
      engine.model().requests.filter(one => one.break !== null).length,
      tail.state.message,
    ];
  }

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cachequake-anew-'));
    path = join(folder, 'log.jsonl');
    records = [];
    tail = createTail(path, { onRecords: more => void records.push(...more), onState: () => undefined });
  });

  afterEach(async () => {
    await tail.close();
    await rm(folder, { recursive: true });
  });

  const renamed = (sent: readonly Sent[]): Sent[] => sent.map(one => ({ ...one, id: `new-${one.id}` }));
  const bare = SIX.map(one => ({ ...one, hasBody: false }));
  it.each([
    ['under another session', write(SIX), write(SIX, 'another-session')],
    ['under other ids', write(SIX), write(renamed(SIX))],
    ['under both', write(SIX), write(renamed(SIX), 'another-session')],
    ['without prompts, under another session', write(bare), write(bare, 'another-session')],
  ])('%s counts once', async (_, before, after) => {
    await put(before);
    await put(after);
    expect(outcome()).toEqual([6, 6, 0, 0, 'rewritten: 6 known, 0 new']);
  });

  it('goes on with what is new behind it', async () => {
    await put(write(SIX));
    await put(write([...renamed(SIX), { id: 'r7', second: 7 }]));
    expect(outcome()).toEqual([7, 7, 0, 0, 'rewritten: 6 known, 1 new']);
  });

  it('keeps two equal requests of one reading two', async () => {
    const twice = [...SIX, { id: 'r6b', second: 6 }];
    await put(write(twice));
    await put(write(renamed(twice)));
    expect(outcome().slice(0, 2)).toEqual([7, 7]);
  });

  it('loses none that says something else at the same time, or the same under another id elsewhere', async () => {
    await put(write(SIX));
    const others = SIX.map(one => ({ ...one, id: `x${one.id}`, text: `another ${one.second}` }));
    await put(write([...others, { id: 'y', second: 6, text: 'question 6' }]));
    expect(outcome().slice(0, 2)).toEqual([13, 13]);
  });
});
