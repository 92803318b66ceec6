import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { realDisk } from '../../../src/record/recording/disk.js';
import { createRecording, type RecordingOptions } from '../../../src/record/recording/recording.js';
import { createMemoryDisk } from '../memory-disk.js';
import { until } from '../recorded.js';

const line = (text: string) => [Buffer.from(text), Buffer.from('\n')];

function record(options: Partial<RecordingOptions> = {}) {
  const disk = createMemoryDisk();
  const recording = createRecording({
    pathOf: n => `f${n}`,
    disk,
    now: () => Date.UTC(2026, 10, 22),
    rotateAt: 1e6,
    holdAtMost: 1e6,
    retryAfter: 1,
    lookEvery: 0,
    ...options,
  });
  return { disk, recording };
}

describe('a recording', () => {
  it('writes lines in the order in which they come', async () => {
    const { disk, recording } = record();
    const [a, b] = [recording.begin(line('a')), recording.begin(line('b'))];
    recording.finish(b, line('b done'));
    recording.finish(a, line('a done'));
    await recording.close();
    expect(disk.read('f1')).toBe('a\nb\nb done\na done\n');
    expect([recording.state.requests, recording.state.lost, disk.open]).toEqual([2, 0, 0]);
  });

  it('goes on in a new file when one is full, with usage beside its request', async () => {
    const { disk, recording } = record({ rotateAt: 5 });
    const a = recording.begin(line('aaa'));
    const b = recording.begin(line('bbb'));
    expect(recording.state.path).toBe('f2');
    recording.finish(b, line('b!'));
    recording.finish(a, line('a!'));
    await until(() => disk.open === 1);
    await recording.close();
    expect([disk.read('f1'), disk.read('f2'), disk.open]).toEqual(['aaa\na!\n', 'bbb\nb!\n', 0]);
  });

  it('never splits a line, and takes one that is larger than a file', async () => {
    const { disk, recording } = record({ rotateAt: 2 });
    recording.finish(recording.begin(line('a long line')), line('x'));
    await recording.close();
    expect(disk.paths).toEqual(['f1']);
    expect(disk.read('f1')).toBe('a long line\nx\n');
  });
});

describe('a full disk', () => {
  it('costs nothing once there is room again: half a line is completed', async () => {
    const changes: (string | null)[] = [];
    const { disk, recording } = record({
      onChange: () => changes.push(recording.state.failing?.reason ?? null),
    });
    const rooms = [3, 0, 0, 2];
    disk.room = () => rooms.shift() ?? Number.POSITIVE_INFINITY;
    await recording.open();
    rooms.unshift(3);
    recording.finish(recording.begin(line('first')), line('second'));
    await until(() => disk.read('f1')?.endsWith('second\n') === true);
    expect(disk.read('f1')).toBe('first\nsecond\n');
    expect(changes).toContain('ENOSPC: no space left on device');
    expect([changes.at(-1), recording.state.failing]).toEqual([null, null]);
    await recording.close();
  });

  it('holds lines only up to a limit, and then says how many are missing', async () => {
    const { disk, recording } = record({ holdAtMost: 20 });
    await recording.open();
    disk.room = () => 0;
    const tickets = ['1', '2', '3', '4', '5'].map(n => recording.begin(line(`request ${n}`)));
    expect(recording.state).toMatchObject({ requests: 5, lost: 3 });
    await until(() => recording.state.failing !== null);
    recording.begin(line('request 6'));
    disk.room = () => Number.POSITIVE_INFINITY;
    for (const ticket of tickets) recording.finish(ticket, line('done'));
    await until(() => disk.read('f1')?.includes('missing') === true);
    await recording.close();
    const [first, second, third, fourth, notice] = (disk.read('f1') ?? '').split('\n');
    expect([first, second, third, fourth]).toEqual(['request 1', 'request 2', 'done', 'done']);
    expect(notice).toContain(
      '4 requests since 2026-11-22T00:00:00.000Z are missing here: the disk was too slow',
    );
  });

  it('is tried once more at the end', async () => {
    const { disk, recording } = record({ retryAfter: 1e6 });
    const rooms = [Number.POSITIVE_INFINITY, 3, 0];
    disk.room = () => rooms.shift() ?? Number.POSITIVE_INFINITY;
    await recording.open();
    recording.begin(line('first'));
    recording.begin(line('second'));
    await recording.close();
    expect(disk.read('f1')).toBe('first\nsecond\n');
  });

  it('leaves no half line when the recording ends on it', async () => {
    const { disk, recording } = record();
    const rooms = [Number.POSITIVE_INFINITY, 8];
    disk.room = () => rooms.shift() ?? 0;
    await recording.open();
    recording.begin(line('first'));
    recording.begin(line('second'));
    await recording.close();
    expect(disk.read('f1')).toBe('first\n');
    expect(disk.open).toBe(0);
  });

  it('at the start is a reason not to start', async () => {
    const { disk, recording } = record();
    disk.room = () => 0;
    expect(await recording.open()).toBe('ENOSPC: no space left on device');
  });
});

describe('a deleted file', () => {
  it('is made again, without usage of requests that went with it', async () => {
    const { disk, recording } = record();
    const lost = recording.begin(line('lost'));
    await until(() => disk.read('f1') === 'lost\n');
    disk.delete('f1');
    recording.finish(recording.begin(line('kept')), line('kept done'));
    recording.finish(lost, line('lost done'));
    await until(() => disk.read('f1')?.includes('goes on') === true);
    await recording.close();
    const [request, usage, notice, end] = (disk.read('f1') ?? '').split('\n');
    expect([request, usage, end]).toEqual(['kept', 'kept done', '']);
    expect(notice).toContain('This recording was deleted while it ran; it goes on from here.');
    expect(disk.open).toBe(0);
  });

  it('is made again with its folder, for its owner only', async () => {
    const top = await mkdtemp(join(tmpdir(), 'cachequake-disk-'));
    const path = join(top, 'recordings', 'a.jsonl');
    const { recording } = record({ disk: realDisk, pathOf: () => path });
    await recording.open();
    await rm(join(top, 'recordings'), { recursive: true });
    recording.begin(line('kept'));
    await recording.close();
    expect((await readFile(path, 'utf8')).split('\n')[0]).toBe('kept');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await stat(join(top, 'recordings'))).mode & 0o777).toBe(0o700);
    await rm(top, { recursive: true });
  });
});
