import { EventEmitter } from 'node:events';
import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { followLogs } from '../../../src/log/follow/follow.js';
import { whyUnopenable } from '../../../src/log/source/unreadable.js';

const watcher = vi.hoisted(() => ({ current: null as EventEmitter | null }));

vi.mock('chokidar', () => ({
  watch: () => {
    const emitter = new EventEmitter();
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
