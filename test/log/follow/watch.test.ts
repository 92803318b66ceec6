import { EventEmitter } from 'node:events';
import { appendFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { followLogs } from '../../../src/log/follow/follow.js';
import { createRota, createTurns } from '../../../src/log/follow/rota.js';
import { createWatch } from '../../../src/log/follow/watch.js';
import { whyUnopenable } from '../../../src/log/source/unreadable.js';

const watcher = vi.hoisted(() => ({ current: null as EventEmitter | null, paths: [] as string[] }));

vi.mock('chokidar', () => ({
  watch: (paths: string[]) => {
    const emitter = new EventEmitter();
    watcher.paths = paths;
    watcher.current = emitter;
    return Object.assign(emitter, {
      add: () => {},
      unwatch: () => {},
      getWatched: () => ({}),
      close: () => Promise.resolve(),
    });
  },
}));

it('says that the system has no more file watches, and goes on by looking', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cachequake-watch-'));
  const path = join(folder, 'log.jsonl');
  const line = `${JSON.stringify({ model: 'm', input: 'hi' })}\n`;
  await writeFile(path, line);
  let requests = 0;
  const messages: (string | null)[] = [];
  const follower = followLogs(
    [path],
    {
      onRecords: records => {
        requests += records.length;
      },
      onState: state => messages.push(state.message),
    },
    { poll: 5 },
  );
  await follower.caughtUp;
  watcher.current?.emit('error', Object.assign(new Error('full'), { code: 'ENOSPC' }));
  const sentence = 'the system has no more file watches (ENOSPC): looking every 5 ms instead';
  expect(messages.at(-1)).toBe(sentence);
  await appendFile(path, line);
  await vi.waitFor(() => expect(requests).toBe(2), { timeout: 10_000, interval: 5 });
  expect(follower.sources()).toMatchObject([{ state: 'live', message: sentence }]);
  await follower.close();
  await rm(folder, { recursive: true });
});

it('keeps quiet of a link in a folder that leads to itself', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cachequake-watch-'));
  await writeFile(join(folder, 'log.jsonl'), `${JSON.stringify({ model: 'm', messages: [] })}\n`);
  const follower = followLogs([folder], { onRecords: () => {}, onState: () => {} }, { poll: 5 });
  await follower.caughtUp;
  watcher.current?.emit('error', Object.assign(new Error('loop'), { code: 'ELOOP' }));
  expect(follower.sources()).toMatchObject([{ state: 'live', message: null }]);
  await follower.close();
  await rm(folder, { recursive: true });
});

it.each([
  ['ENOENT', 'no such file'],
  ['EACCES', 'no permission to read it: check its owner and mode'],
  ['EMFILE', 'too many files are open: raise `ulimit -n`'],
  ['ELOOP', 'a symbolic link that leads back to itself'],
  ['EIO', 'cannot be read (EIO)'],
])('has a sentence for %s', (code, sentence) => {
  expect(whyUnopenable(Object.assign(new Error(code), { code }))).toBe(sentence);
});

it('has none for a bug', () => {
  expect(whyUnopenable(new TypeError('x is not a function'))).toBeNull();
  expect(whyUnopenable(Object.assign(new Error(), { code: 'ERR_INVALID_ARG_TYPE' }))).toBeNull();
});

it('hears of a file that comes from its folder, of no other file in it, and asks nobody where the folder is missing', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cachequake-watch-'));
  const [there, coming, other] = ['there', 'coming', 'other'].map(name => join(folder, name)) as [
    string,
    string,
    string,
  ];
  await writeFile(there, '');
  const heard = new Set<string>();
  const watch = createWatch(
    [there, coming, join(folder, 'missing/log.jsonl')],
    path => heard.add(path),
    () => {},
  );
  expect(watcher.paths).toEqual([there]);
  await writeFile(other, '');
  await writeFile(coming, '');
  await vi.waitFor(() => expect(heard).toContain(coming), { timeout: 10_000, interval: 5 });
  expect(heard).not.toContain(other);
  await watch.close();
  await rm(folder, { recursive: true });
});

it('reads a log that comes in a folder that was missing', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cachequake-watch-'));
  const path = join(folder, 'later', 'log.jsonl');
  let requests = 0;
  const count = (records: readonly unknown[]): void => {
    requests += records.length;
  };
  const follower = followLogs([path], { onRecords: count, onState: () => {} }, { poll: 5 });
  await follower.caughtUp;
  await mkdir(join(folder, 'later'));
  await writeFile(path, `${JSON.stringify({ model: 'm', input: 'hi' })}\n`);
  await vi.waitFor(() => expect(requests).toBe(1), { timeout: 10_000, interval: 5 });
  await follower.close();
  await rm(folder, { recursive: true });
});

it('asks of very many paths in turn, and at once of those that something was heard of', () => {
  const paths = Array.from({ length: 120 }, (_, n) => `/logs/${n}.jsonl`);
  const turns = createTurns();
  expect(turns.take(paths.slice(0, 50), false)).toHaveLength(50);
  expect(turns.take(paths, true)).toEqual(paths);
  const looks = [1, 2, 3].map(() => turns.take(paths, false));
  expect(new Set(looks.flat())).toEqual(new Set(paths));
  expect(Math.max(...looks.map(look => look.length))).toBe(50);
  turns.hear('/logs/119.jsonl');
  expect(turns.take(paths, false)).toContain('/logs/119.jsonl');
  turns.hear('/logs/119.jsonl/new.jsonl');
  expect(turns.take(paths, false)).toContain('/logs/119.jsonl');
  const rota = createRota();
  rota.take(paths, new Set(['/logs/119.jsonl']), false);
  expect(rota.now()[0]).toBe('/logs/119.jsonl');
});
