import {
  appendFile,
  copyFile,
  mkdir,
  mkdtemp,
  readdir,
  readlink,
  rename,
  rm,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createTail, type Tail, type TailOptions } from '../../../src/log/follow/tail.js';
import type { LogRecord, SourceState } from '../../../src/log/record.js';

/** A line whose request has this text as its key, so that the order of what came out can be stated. */
function line(id: string): string {
  const body = { model: 'm', messages: [{ role: 'user', content: `hi ${id}` }] };
  return `${JSON.stringify({ cachequake: 1, kind: 'request', id, at: '2026-11-22T10:00:00.000Z', body })}\n`;
}

function nameOf(record: LogRecord): string {
  return record.kind === 'request' ? record.key : `${record.kind} ${record.origin.line}`;
}

/** What this process holds open. */
async function namesOfOpen(): Promise<readonly string[]> {
  const open = await readdir('/proc/self/fd');
  return await Promise.all(open.map(name => readlink(join('/proc/self/fd', name)).catch(() => '')));
}

describe('tail of a file', () => {
  let folder: string;
  let path: string;
  let seen: string[];
  let states: SourceState[];
  let tail: Tail;

  function follow(options: TailOptions = {}): Tail {
    const onRecords = (records: readonly LogRecord[]): void => {
      seen.push(...records.map(nameOf));
    };
    return createTail(path, { onRecords, onState: state => states.push(state) }, options);
  }

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cachequake-tail-'));
    path = join(folder, 'log.jsonl');
    seen = [];
    states = [];
    tail = follow();
  });

  afterEach(async () => {
    await tail.close();
    await rm(folder, { recursive: true });
  });

  it('says of a log whose newest requests stand first that it is read as it stands', async () => {
    const at = (second: number): string =>
      line(`r${second}`).replace('10:00:00.000Z', `10:00:${String(second).padStart(2, '0')}.000Z`);
    const lines = [...Array(12).keys()].map(at);
    await writeFile(path, lines.slice(0, 12).reverse().join(''));
    await tail.wake();
    expect(tail.state.message).toMatch(/^its newest requests stand first/);
    await writeFile(join(folder, 'other.jsonl'), lines.join(''));
    const other = createTail(join(folder, 'other.jsonl'), {
      onRecords: () => undefined,
      onState: () => undefined,
    });
    await other.wake();
    expect(other.state.message).toBeNull();
    await other.close();
  });

  it('waits for a file that does not exist, and for its folder', async () => {
    path = join(folder, 'later', 'log.jsonl');
    tail = follow();
    await tail.wake();
    expect(tail.state).toMatchObject({ state: 'waiting', message: null });
    await mkdir(join(folder, 'later'));
    await writeFile(path, line('a'));
    await tail.wake();
    expect(seen).toEqual(['a']);
    expect(tail.state).toMatchObject({
      state: 'live',
      format: 'cachequake',
      fidelity: 'wire',
      lines: 1,
      message: null,
    });
  });

  it('gives what is appended, once, and keeps a half line until its newline', async () => {
    await writeFile(path, line('a'));
    await tail.wake();
    await tail.wake();
    await appendFile(path, line('b').slice(0, 20));
    await tail.wake();
    expect(seen).toEqual(['a']);
    await appendFile(path, line('b').slice(20) + line('c'));
    await tail.wake();
    expect(seen).toEqual(['a', 'b', 'c']);
    expect(tail.state).toMatchObject({ lines: 3, bytes: line('a').length * 3 });
  });

  it('gives a line that lacks only its newline, and not again when that comes', async () => {
    await writeFile(path, line('a') + line('b').trimEnd());
    await tail.wake();
    expect(seen).toEqual(['a', 'b']);
    await appendFile(path, `\n${line('c')}`);
    await tail.wake();
    expect(seen).toEqual(['a', 'b', 'c']);
    expect(tail.state).toMatchObject({ lines: 3, bytes: line('a').length * 3 });
  });

  it('reads a file that is one line without a newline', async () => {
    await writeFile(path, `[${line('a').trimEnd()},${line('b').trimEnd()}]`);
    await tail.wake();
    expect(seen).toEqual(['a', 'b']);
  });

  it('reads a backlog larger than its chunk in order, one batch a chunk', async () => {
    const ids = Array.from({ length: 50 }, (_, index) => String(index));
    await writeFile(path, ids.map(line).join(''));
    tail = follow({ chunk: 100 });
    await tail.wake();
    expect(seen).toEqual(ids);
  });

  it('waits for a listener that is not done before it reads on', async () => {
    await writeFile(path, line('a') + line('b'));
    let open = (): void => {};
    const gate = new Promise<void>(resolve => {
      open = resolve;
    });
    const batches: string[][] = [];
    const slow = createTail(
      path,
      {
        onRecords(records) {
          batches.push(records.map(nameOf));
          return gate;
        },
        onState: () => {},
      },
      { chunk: line('a').length },
    );
    const reading = slow.wake();
    await vi.waitFor(() => expect(batches).toHaveLength(1));
    for (let turn = 0; turn < 50; turn += 1) await new Promise<void>(resolve => setImmediate(resolve));
    expect(batches).toEqual([['a']]);
    open();
    await reading;
    await slow.close();
    expect(batches).toEqual([['a'], ['b']]);
  });

  it('drains a renamed file before it turns to the new one', async () => {
    await writeFile(path, line('a'));
    await tail.wake();
    await appendFile(path, line('b'));
    await rename(path, `${path}.1`);
    await writeFile(path, line('c'));
    await tail.wake();
    expect(seen).toEqual(['a', 'b', 'c']);
    expect(tail.state).toMatchObject({
      state: 'live',
      lines: 3,
      message: 'rotated: the old file was read to its end',
      isNews: true,
    });
  });

  it('still reads the renamed file while its writer goes on writing there, in halves too', async () => {
    await writeFile(path, line('a') + line('b').slice(0, 9));
    await tail.wake();
    await rename(path, `${path}.1`);
    await writeFile(path, line('c'));
    await tail.wake();
    await appendFile(`${path}.1`, line('b').slice(9));
    await tail.wake();
    expect(seen).toEqual(['a', 'c', 'b']);
  });

  it('lets go of a renamed file after a while, and says what was left of a half line', async () => {
    await tail.close();
    tail = follow({ linger: -1 });
    await writeFile(path, `${line('a')}{"half`);
    await tail.wake();
    await rename(path, `${path}.1`);
    await writeFile(path, line('c'));
    await tail.wake();
    await tail.wake();
    expect(seen).toEqual(['a', 'c', 'skipped 2']);
  });

  it('holds no file open that was renamed, once it is let go of', async () => {
    const open = async (): Promise<number> =>
      (await namesOfOpen()).filter(name => name.startsWith(path)).length;
    await writeFile(path, line('a'));
    await tail.wake();
    await rename(path, `${path}-kept`);
    await tail.wake();
    expect(await open()).toBe(1);
    await tail.release();
    expect(await open()).toBe(0);
    await appendFile(`${path}-kept`, line('b'));
    await tail.wake();
    expect(seen).toEqual(['a', 'b']);
  });

  it('goes on where it stopped when the file is replaced by a longer copy of itself', async () => {
    await writeFile(path, line('a') + line('b').slice(0, 9));
    await tail.wake();
    await writeFile(`${path}.new`, line('a') + line('b') + line('c'));
    await rename(`${path}.new`, path);
    await tail.wake();
    expect(seen).toEqual(['a', 'b', 'c']);
  });

  it('goes on where it was when its writer takes back half a line', async () => {
    const whole = line('a');
    // Longer than what is remembered of the bytes that were read last.
    const half = `{"cachequake":1,"kind":"notice","text":"${'x'.repeat(5000)}`;
    await writeFile(path, whole + half);
    await tail.wake();
    await truncate(path, whole.length);
    await tail.wake();
    expect([seen, tail.state.message, tail.state.bytes]).toEqual([['a'], null, whole.length]);
    await appendFile(path, line('b') + line('c').slice(0, 9));
    await tail.wake();
    await appendFile(path, line('c').slice(9));
    await tail.wake();
    expect(seen).toEqual(['a', 'b', 'c']);
    expect(tail.state).toMatchObject({ lines: 3, message: null });
  });

  it('starts again when the file is truncated, and forgets the half line', async () => {
    await writeFile(path, line('a') + line('b').slice(0, 9));
    await tail.wake();
    await truncate(path);
    await appendFile(path, line('c'));
    await tail.wake();
    expect(seen).toEqual(['a', 'c']);
    expect(tail.state).toMatchObject({ message: 'truncated: read again from its start', isNews: true });
  });

  it.each([
    ['of the same size', ''],
    ['that is longer', line('d')],
  ])('notices that other content %s was written in place', async (_, more) => {
    await writeFile(path, line('a') + line('b'));
    await tail.wake();
    await writeFile(path, line('A') + line('B') + more);
    await utimes(path, new Date(), new Date(Date.now() + 5000));
    await tail.wake();
    expect(seen.slice(0, 4)).toEqual(['a', 'b', 'A', 'B']);
    expect(tail.state).toMatchObject({ message: 'rewritten: read again from its start', isNews: true });
  });

  it('does not say of a renamed file that it was deleted, and reads on in it', async () => {
    await writeFile(path, line('a'));
    await tail.wake();
    await rename(path, `${path}-kept`);
    await tail.wake();
    expect(tail.state.message).toBe('renamed: still read under its new name; waiting for another one here');
    await appendFile(`${path}-kept`, line('b'));
    await tail.wake();
    expect(seen).toEqual(['a', 'b']);
    // Let go of, it is found again, wherever it was renamed to within its folder.
    await tail.release();
    await rename(`${path}-kept`, `${path}-kept-again`);
    await appendFile(`${path}-kept-again`, line('c'));
    await tail.wake();
    expect(seen).toEqual(['a', 'b', 'c']);
    expect(tail.state.message).toBe('renamed: still read under its new name; waiting for another one here');
    await tail.release();
    await appendFile(`${path}-kept-again`, line('d'));
    await writeFile(path, line('e'));
    await tail.wake();
    expect(seen).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('says of a renamed file that was let go of and deleted that it is not there', async () => {
    await writeFile(path, line('a'));
    await tail.wake();
    await rename(path, `${path}-kept`);
    await tail.wake();
    await tail.release();
    await rm(`${path}-kept`);
    await tail.wake();
    expect(tail.state.message).toBe('not there any more: waiting for it to come back');
    await writeFile(path, line('b'));
    await tail.wake();
    expect(seen).toEqual(['a', 'b']);
  });

  it('reads on in a file that was renamed while it was not open', async () => {
    await writeFile(path, line('a'));
    await tail.wake();
    await tail.release(false);
    await rename(path, `${path}-kept`);
    await appendFile(`${path}-kept`, line('b'));
    await tail.wake();
    expect(tail.state.message).toMatch(/^renamed/);
    await tail.release(false);
    await appendFile(`${path}-kept`, line('c'));
    await tail.wake();
    await writeFile(path, line('d'));
    await tail.wake();
    expect(seen).toEqual(['a', 'b', 'c', 'd']);
  });

  it('goes on when the file was deleted and created again', async () => {
    await writeFile(path, line('a'));
    await tail.wake();
    await rm(path);
    await tail.wake();
    expect(tail.state).toMatchObject({ state: 'gone', message: 'deleted: waiting for it to come back' });
    await writeFile(path, line('b'));
    await tail.wake();
    expect(seen).toEqual(['a', 'b']);
    expect(tail.state).toMatchObject({
      state: 'live',
      message: 'is back: read from its start',
      isNews: true,
    });
  });

  it('goes on where it stopped after it had let go of the file', async () => {
    await writeFile(path, line('a') + line('b').slice(0, 9));
    await tail.wake();
    await tail.release();
    await appendFile(path, line('b').slice(9));
    await tail.wake();
    expect(seen).toEqual(['a', 'b']);
  });

  it('says why it cannot read a folder in place of a file', async () => {
    await mkdir(path);
    await tail.wake();
    expect(tail.state).toMatchObject({ state: 'gone', message: 'a folder, not a file' });
    expect(seen).toEqual([]);
  });

  it('does not open what is no file: opening a pipe would wait for its writer', async () => {
    const server = createServer();
    await new Promise<void>(resolve => server.listen(path, resolve));
    await tail.wake();
    expect(tail.state).toMatchObject({ state: 'gone', message: 'a socket, not a file' });
    await new Promise(resolve => server.close(resolve));
  });

  it('reads a document over several lines when it is complete', async () => {
    const document = JSON.stringify([JSON.parse(line('a')), JSON.parse(line('b'))], null, 2);
    await writeFile(path, document.slice(0, 60));
    await tail.wake();
    expect(seen).toEqual([]);
    await appendFile(path, document.slice(60));
    await tail.wake();
    expect(seen).toEqual(['a', 'b']);
  });

  it('reads an array with an item a line, however long its first line is', async () => {
    const [a, b] = ['a', 'b'].map(key => line(key).trimEnd());
    const first = `[${' '.repeat(500)}${a},\n`;
    await writeFile(path, first);
    await tail.wake();
    expect(seen).toEqual([]);
    await appendFile(path, `${b}]\n`);
    await tail.wake();
    expect(seen).toEqual(['a', 'b']);
  });

  it('says what to do with a file that is no text', async () => {
    await writeFile(path, Buffer.concat([Buffer.from('SQLite format 3\0'), Buffer.alloc(100)]));
    await tail.wake();
    expect(seen).toEqual(['skipped 1']);
    expect(tail.state.message).toMatch(/^an SQLite database, not a log of lines: export it first/);
  });

  it('gives nothing after it was closed', async () => {
    await writeFile(path, line('a'));
    await tail.close();
    await tail.wake();
    expect(seen).toEqual([]);
  });

  it('says of a log that was written again how much of it is new', async () => {
    await writeFile(path, line('a') + line('b'));
    await tail.wake();
    await writeFile(`${path}~`, line('a') + line('b') + line('c'));
    await appendFile(`${path}~`, '');
    await rename(`${path}~`, path);
    await tail.wake();
    await writeFile(path, line('b') + line('c'));
    await tail.wake();
    expect(seen).toEqual(['a', 'b', 'c']);
    expect(tail.state.message).toBe('truncated: 2 known, 0 new');
  });

  it('says of a log that stands in its file twice that it counts once', async () => {
    const usage = (id: string): string =>
      `${JSON.stringify({ cachequake: 1, kind: 'usage', id, outcome: 'ok', usage: { input: 3, cacheRead: 0 } })}\n`;
    const log = line('a') + usage('a') + line('b') + usage('b');
    await writeFile(path, log);
    await tail.wake();
    expect(tail.state.message).toBeNull();
    await appendFile(path, log);
    await tail.wake();
    expect(seen).toEqual(['a', 'usage 2', 'b', 'usage 4']);
    // It happened: it is told for a while, and kept where messages are.
    expect(tail.state).toMatchObject({
      message: '2 requests stand in it again, the same and at the same time: counted once',
      isNews: true,
    });
  });

  it('takes two equal lines of one reading for two requests, and those of another reading for the same two', async () => {
    await writeFile(path, line('a') + line('a') + line('b'));
    await tail.wake();
    await writeFile(path, line('a') + line('a'));
    await tail.wake();
    await appendFile(path, line('a'));
    await tail.wake();
    expect(seen).toEqual(['a', 'a', 'b', 'a']);
  });

  it.each([
    [2, 'rotated 2 times: 1 file in between was read to the end'],
    [5, 'rotated 5 times: 4 files in between were read to the end'],
  ])('reads every file that was the log between two looks: %i', async (times, message) => {
    const turns = Array.from({ length: times }, (_, index) => index + 1);
    await writeFile(`${path}.0`, line('of an older run'));
    await writeFile(path, line('a'));
    await tail.wake();
    for (const n of turns) {
      await appendFile(path, line(`end of ${n}`));
      await rename(path, `${path}.${n}`);
      await writeFile(path, line(`start of ${n + 1}`));
    }
    await tail.wake();
    expect(seen).toEqual(['a', ...turns.flatMap(n => [`end of ${n}`, `start of ${n + 1}`])]);
    expect(tail.state.message).toBe(message);
  });

  it('reads the rest of a log that was emptied from the copy that was made of it', async () => {
    await writeFile(path, line('a'));
    await tail.wake();
    await appendFile(path, line('b'));
    await copyFile(path, `${path}.1`);
    await truncate(path, 0);
    await appendFile(path, line('c'));
    await tail.wake();
    expect(seen).toEqual(['a', 'b', 'c']);
  });

  it('reads the rest of a log that was renamed while it was let go', async () => {
    await writeFile(path, line('a'));
    await tail.wake();
    await tail.release();
    await appendFile(path, line('b'));
    await rename(path, `${path}.1`);
    await writeFile(path, line('c'));
    await tail.wake();
    expect(seen).toEqual(['a', 'b', 'c']);
  });
});
