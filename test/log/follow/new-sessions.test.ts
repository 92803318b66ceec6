import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { followLogs } from '../../../src/log/follow/follow.js';
import { createNewSessions } from '../../../src/log/follow/new-sessions.js';
import type { LogRecord, SourceState } from '../../../src/log/record.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cachequake-new-sessions-'));
});
afterEach(() => rm(folder, { recursive: true }));

const line = (session: string, n: number, more: object = {}): string =>
  `${JSON.stringify({
    ...{
      type: 'assistant',
      sessionId: session,
      uuid: `${session}${n}`,
      timestamp: '2026-10-01T10:00:00.000Z',
    },
    message: {
      ...{
        id: `msg_${session}${n}`,
        role: 'assistant',
        model: 'claude-x',
        content: [],
        stop_reason: 'end_turn',
      },
      usage: {
        input_tokens: 3,
        output_tokens: 2,
        cache_read_input_tokens: 4,
        cache_creation_input_tokens: n,
      },
    },
    ...more,
  })}\n`;
const said = (session: string, content: unknown): string =>
  line(session, 0, { type: 'user', message: { role: 'user', content } });
const CLEAR = '<command-name>/clear</command-name>\n<command-message>clear</command-message>';

describe('a session that begins in the folder of a transcript', () => {
  const at = (name: string): string => join(folder, name);
  const old = (): string => at('old.jsonl');

  it.each<[string, string, boolean]>([
    ['with /clear', said('new', CLEAR), true],
    ['with /clear, as blocks', said('new', [{ type: 'text', text: CLEAR }]), true],
    ['with a quotation of it', said('new', `what is ${CLEAR}?`), false],
    ['with an answer', said('new', 'hi') + line('new', 1), true],
    ['with a question that is not answered yet', said('new', 'hi'), false],
    ['and is none', '{"level":"info","msg":"started"}\n', false],
    ['and is empty', '', false],
  ])('%s', async (_, text, isFollowed) => {
    await writeFile(old(), line('old', 1));
    await writeFile(at('before.jsonl'), line('before', 1));
    const sessions = createNewSessions();
    const followed = [{ path: old(), grownAt: 1000 }];
    expect(await sessions.look(followed, 2000)).toEqual([]);
    await writeFile(at('new.jsonl'), text);
    await writeFile(at('agent-1.jsonl'), line('new', 1));
    const found = await sessions.look(followed, 3000);
    expect(found.map(({ path }) => path)).toEqual(isFollowed ? [at('new.jsonl')] : []);
    expect(await sessions.look(followed, 4000)).toEqual([]);
  });

  it("is somebody else's where the one that is followed goes on", async () => {
    await writeFile(old(), line('old', 1));
    const sessions = createNewSessions();
    await sessions.look([{ path: old(), grownAt: 1000 }], 2000);
    await writeFile(at('new.jsonl'), said('new', 'hi'));
    expect(await sessions.look([{ path: old(), grownAt: 1000 }], 3000)).toEqual([]);
    await appendFile(at('new.jsonl'), line('new', 1));
    expect(await sessions.look([{ path: old(), grownAt: 9000 }], 9000)).toEqual([]);
    expect(await sessions.look([{ path: old(), grownAt: 9000 }], 20_000)).toEqual([]);
  });
});

it('a watcher of a transcript goes on in the file that /clear begins, and in the one after that', async () => {
  await writeFile(join(folder, 'a.jsonl'), line('a', 1));
  const keys: string[] = [];
  const states = new Map<string, SourceState>();
  const follower = followLogs(
    [join(folder, 'a.jsonl')],
    {
      onRecords(records: readonly LogRecord[]) {
        for (const record of records) if (record.kind === 'request') keys.push(record.session ?? '');
      },
      onState: state => states.set(state.path, state),
    },
    { events: false, poll: 3_600_000 },
  );
  await follower.caughtUp;
  await writeFile(join(folder, 'b.jsonl'), said('b', CLEAR) + line('b', 1));
  await follower.looked();
  await writeFile(join(folder, 'c.jsonl'), said('c', CLEAR) + line('c', 1));
  await follower.looked();
  await appendFile(join(folder, 'c.jsonl'), line('c', 2));
  await follower.looked();
  await follower.close();
  expect(keys).toEqual(['a', 'b', 'c', 'c']);
  expect(states.get(join(folder, 'b.jsonl'))).toMatchObject({
    message: 'begun by /clear in a.jsonl: followed too',
    isNews: true,
  });
});

it('leaves what nobody named alone where another format is followed', async () => {
  const request = {
    cachequake: 1,
    kind: 'request',
    id: 'r',
    at: '2026-10-01T10:00:00.000Z',
    body: { model: 'm' },
  };
  await writeFile(join(folder, 'a.jsonl'), `${JSON.stringify(request)}\n`);
  const keys: string[] = [];
  const follower = followLogs(
    [join(folder, 'a.jsonl')],
    {
      onRecords(records: readonly LogRecord[]) {
        keys.push(...records.map(({ kind }) => kind));
      },
      onState: () => undefined,
    },
    { events: false, poll: 3_600_000 },
  );
  await follower.caughtUp;
  await writeFile(join(folder, 'b.jsonl'), said('b', CLEAR) + line('b', 1));
  await follower.looked();
  await follower.close();
  expect(keys).toEqual(['request']);
});
