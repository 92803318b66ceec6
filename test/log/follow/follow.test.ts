import { appendFile, mkdir, mkdtemp, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Follower, type FollowOptions, followLogs } from '../../../src/log/follow/follow.js';

function line(id: string): string {
  const body = { model: 'm', messages: [{ role: 'user', content: `hi ${id}` }] };
  return `${JSON.stringify({ cachequake: 1, kind: 'request', id, at: '2026-11-22T10:00:00.000Z', body })}\n`;
}

describe.each<[string, FollowOptions]>([
  ['events alone', { poll: 3_600_000 }],
  ['the poll alone', { poll: 5, events: false }],
])('following with %s', (_, options) => {
  let folder: string;
  let seen: string[];
  let follower: Follower | null;

  function follow(...paths: string[]): Follower {
    follower = followLogs(
      paths,
      {
        onRecords(records) {
          for (const record of records) seen.push(record.kind === 'request' ? record.key : record.kind);
        },
        onState: () => {},
      },
      options,
    );
    return follower;
  }

  const until = (...ids: string[]): Promise<void> =>
    vi.waitFor(() => expect(seen).toEqual(ids), { timeout: 10_000, interval: 5 });

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cachequake-follow-'));
    seen = [];
    follower = null;
  });

  afterEach(async () => {
    await follower?.close();
    await rm(folder, { recursive: true });
  });

  it.each([false, true])('follows what takes the place of a renamed log (replaced: %s)', async isReplaced => {
    const [path, other] = [join(folder, 'log.jsonl'), join(folder, 'other.jsonl')];
    await writeFile(path, line('a'));
    const { caughtUp, ready, looked } = follow(folder);
    await Promise.all([caughtUp, ready]);
    await rename(path, other);
    await looked();
    if (isReplaced) {
      await writeFile(join(folder, 'new'), line('a') + line('b'));
      await rename(join(folder, 'new'), other);
    } else {
      await rm(other);
      await looked();
      await writeFile(other, line('a') + line('b'));
    }
    await until('a', 'b');
    await appendFile(other, line('c'));
    await until('a', 'b', 'c');
  });

  it('reads what is there, then what is appended', async () => {
    const path = join(folder, 'log.jsonl');
    await writeFile(path, line('a'));
    const { caughtUp, ready } = follow(path);
    await caughtUp;
    expect(seen).toEqual(['a']);
    await ready;
    await appendFile(path, line('b').slice(0, 9));
    await appendFile(path, line('b').slice(9));
    await until('a', 'b');
  });

  it('reads every log of a folder, oldest first, and those that come later', async () => {
    await writeFile(join(folder, 'b.jsonl'), line('a'));
    await writeFile(join(folder, 'a.jsonl'), line('b'));
    await utimes(join(folder, 'b.jsonl'), new Date(), new Date(0));
    await writeFile(join(folder, 'picture.png'), 'x');
    const { caughtUp, ready, sources } = follow(folder);
    await caughtUp;
    expect(seen).toEqual(['a', 'b']);
    expect(sources().map(source => source.state)).toEqual(['live', 'live']);
    await ready;
    await writeFile(join(folder, 'new.jsonl'), line('c'));
    await until('a', 'b', 'c');
    await appendFile(join(folder, 'b.jsonl'), line('d'));
    await until('a', 'b', 'c', 'd');
  });

  it('stops for good', async () => {
    const path = join(folder, 'log.jsonl');
    await writeFile(path, line('a'));
    const following = follow(path);
    await following.caughtUp;
    await following.close();
    await appendFile(path, line('b'));
    await new Promise<void>(resolve => setImmediate(resolve));
    expect(seen).toEqual(['a']);
  });
});

describe('following', () => {
  let folder: string;
  let seen: string[];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cachequake-follow-'));
    seen = [];
  });

  afterEach(() => rm(folder, { recursive: true }));

  it.each([
    ['file', ['later', 'log.jsonl']],
    ['folder', ['later']],
  ])('waits for a %s whose parents do not exist yet, then hears its events', async (_, steps) => {
    const named = join(folder, ...steps);
    const path = join(folder, 'later', 'log.jsonl');
    const follower = followLogs(
      [named],
      {
        onRecords: records => {
          seen.push(...records.map(record => (record.kind === 'request' ? record.key : record.kind)));
        },
        onState: () => {},
      },
      { poll: 5 },
    );
    await follower.caughtUp;
    expect(follower.sources()).toMatchObject([{ path: named, state: 'waiting' }]);
    await mkdir(join(folder, 'later'));
    await writeFile(path, line('a'));
    await vi.waitFor(() => expect(seen).toEqual(['a']), { timeout: 10_000, interval: 5 });
    expect(follower.sources()).toMatchObject([{ path, state: 'live' }]);
    await follower.close();
  });

  it('follows a file through a rotation', async () => {
    const path = join(folder, 'log.jsonl');
    await writeFile(path, line('a'));
    const follower = followLogs(
      [path],
      {
        onRecords: records => {
          seen.push(...records.map(record => (record.kind === 'request' ? record.key : record.kind)));
        },
        onState: () => {},
      },
      { poll: 5 },
    );
    await follower.caughtUp;
    await follower.ready;
    await rename(path, join(folder, 'log.jsonl.1'));
    await writeFile(path, line('b'));
    await vi.waitFor(() => expect(seen).toEqual(['a', 'b']), { timeout: 10_000, interval: 5 });
    await appendFile(path, line('c'));
    await vi.waitFor(() => expect(seen).toEqual(['a', 'b', 'c']), { timeout: 10_000, interval: 5 });
    await follower.close();
  });
});
