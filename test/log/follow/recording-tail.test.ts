import { appendFile, mkdtemp, rm, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Follower, type FollowOptions, followLogs } from '../../../src/log/follow/follow.js';
import { createRecordingTail } from '../../../src/log/follow/recording-tail.js';
import { partPath } from '../../../src/log/paths/recordings.js';
import { readLogs } from '../../../src/log/read.js';
import type { LogRecord, SourceState } from '../../../src/log/record.js';

const clock = (seconds: number): string => new Date(Date.UTC(2026, 10, 22, 10, 0, seconds)).toISOString();

const request = (id: string, seconds: number): string =>
  `${JSON.stringify({ cachequake: 1, kind: 'request', id, at: clock(seconds), body: { model: 'm', messages: [] } })}\n`;
const usage = (id: string, seconds: number): string =>
  `${JSON.stringify({ cachequake: 1, kind: 'usage', id, endedAt: clock(seconds), outcome: 'ok' })}\n`;

const nameOf = (record: LogRecord): string => {
  if (record.kind === 'request') return record.key;
  return record.kind === 'usage' && 'key' in record.of ? `${record.of.key}!` : record.kind;
};

describe('following a recording', () => {
  let folder: string;
  let one: string;
  let two: string;
  let three: string;
  let records: LogRecord[];
  let states: SourceState[];
  let follower: Follower | null;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cachequake-parts-'));
    one = join(folder, '2026-11-22T10-00-00Z-4711.jsonl');
    two = partPath(one, 2);
    three = partPath(one, 3);
    records = [];
    states = [];
    follower = null;
  });

  afterEach(async () => {
    await follower?.close();
    await rm(folder, { recursive: true });
  });

  function follow(path: string, options: FollowOptions = { poll: 5 }): Follower {
    follower = followLogs(
      [path],
      { onRecords: more => void records.push(...more), onState: state => void states.push(state) },
      options,
    );
    return follower;
  }

  const until = (...names: string[]): Promise<void> =>
    vi.waitFor(() => expect(records.map(nameOf)).toEqual(names), { timeout: 10_000, interval: 5 });

  it.each<[string, FollowOptions]>([
    ['with events', { poll: 20 }],
    ['by the poll alone', { poll: 5, events: false }],
  ])('goes on with its next parts when it is rotated, %s', async (_, options) => {
    await writeFile(one, request('r1', 1) + usage('r1', 2));
    await follow(one, options).caughtUp;
    await writeFile(two, request('r2', 3));
    await until('r1', 'r1!', 'r2');
    await appendFile(two, usage('r2', 4));
    await until('r1', 'r1!', 'r2', 'r2!');
    await writeFile(three, request('r3', 5));
    await until('r1', 'r1!', 'r2', 'r2!', 'r3');
    expect(records.map(({ origin }) => origin.log ?? origin.path)).toEqual(Array(5).fill(one));
    expect(records.at(-1)?.origin).toEqual({ path: three, line: 1, log: one });
    expect(follower?.sources()).toMatchObject([
      { path: one, state: 'live', lines: 5, message: null, parts: [one, two, three] },
    ]);
  });

  it('hears what is written to any part by an event', async () => {
    await writeFile(one, request('r1', 1));
    await writeFile(two, request('r2', 2));
    const { caughtUp, ready } = follow(one, { poll: 3_600_000 });
    await caughtUp;
    await ready;
    await vi.waitFor(
      async () => {
        // The watch of this part may not have begun.
        await appendFile(two, '\n');
        expect(follower?.sources()[0]?.lines).toBeGreaterThan(2);
      },
      { timeout: 10_000, interval: 20 },
    );
  });

  it('takes usage that comes late to an older part, once', async () => {
    await writeFile(one, request('r1', 1));
    await writeFile(two, request('r2', 2));
    await follow(one).caughtUp;
    await appendFile(one, usage('r1', 9));
    await until('r1', 'r2', 'r1!');
    await appendFile(two, usage('r2', 10));
    await until('r1', 'r2', 'r1!', 'r2!');
  });

  it('reads what is there in the order in which it was written, whichever part is named', async () => {
    // A large body began to come before r2 and was written after it, so the recorder rotated.
    await writeFile(one, request('r1', 1) + request('r2', 4) + usage('r1', 7));
    await writeFile(two, request('r3', 3) + usage('r3', 6));
    for (const path of [one, two, folder]) {
      records = [];
      await follow(path).caughtUp;
      expect(records.map(nameOf)).toEqual(['r1', 'r2', 'r3', 'r3!', 'r1!']);
      expect(follower?.sources().map(source => source.path)).toEqual([one]);
      await follower?.close();
      const once: string[] = [];
      for await (const record of readLogs([path])) once.push(nameOf(record));
      expect(once).toEqual(['r1', 'r2', 'r3', 'r3!', 'r1!']);
    }
  });

  it('reads an older part to its end before a new one', async () => {
    await writeFile(one, request('r1', 1));
    const tail = createRecordingTail(one, {
      onRecords: more => void records.push(...more),
      onState: () => {},
    });
    await tail.wake();
    await appendFile(one, usage('r1', 2) + request('r2', 9) + usage('r2', 10));
    await writeFile(two, request('r3', 5));
    await tail.wake();
    expect(records.map(nameOf)).toEqual(['r1', 'r1!', 'r2', 'r3', 'r2!']);
    await tail.close();
  });

  it('says which parts are missing, and reads the others', async () => {
    await writeFile(two, request('r2', 2));
    await writeFile(partPath(one, 4), request('r4', 4));
    await follow(one).caughtUp;
    await until('r2', 'r4');
    expect(states.at(-1)).toMatchObject({
      path: one,
      state: 'live',
      message: 'parts 1, 3 of 4 are missing, with the requests in them',
      parts: [two, partPath(one, 4)],
    });
  });

  it('says that a part was deleted while it was followed, and goes on with the next', async () => {
    await writeFile(one, request('r1', 1) + usage('r1', 2));
    await writeFile(two, request('r2', 3));
    await follow(one).caughtUp;
    await until('r1', 'r1!', 'r2');
    await unlink(one);
    await vi.waitFor(() => expect(states.at(-1)?.message).toBe('part 1 of 2 was deleted after it was read'), {
      timeout: 10_000,
      interval: 5,
    });
    await appendFile(two, usage('r2', 4));
    await until('r1', 'r1!', 'r2', 'r2!');
    expect(states.at(-1)).toMatchObject({ state: 'live', lines: 4, parts: [two] });
  });

  it('waits for a recording that is not there yet', async () => {
    const following = follow(one);
    await following.caughtUp;
    expect(following.sources()).toMatchObject([{ path: one, state: 'waiting' }]);
    await writeFile(one, request('r1', 1));
    await until('r1');
    expect(following.sources()).toMatchObject([{ path: one, state: 'live', message: null }]);
  });
});
