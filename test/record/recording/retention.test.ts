import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { recordingName, recordingsFolder } from '../../../src/log/paths/recordings.js';
import { applyRetention } from '../../../src/record/recording/folder.js';
import {
  parseKeep,
  planRetention,
  type RecordingFile,
  rotationSize,
} from '../../../src/record/recording/retention.js';

const NONE = { bytes: null, files: null, age: null };
const DAY = 86_400_000;

/** Four files of 100 bytes, a day between them; `a` is the oldest. */
function files(live: readonly string[] = []): readonly RecordingFile[] {
  return ['a', 'b', 'c', 'd'].map((path, i) => ({
    path,
    bytes: 100,
    writtenAt: i * DAY,
    isLive: live.includes(path),
  }));
}

describe('the plan', () => {
  it('keeps everything without a limit', () => {
    expect(planRetention(files(), NONE, 100 * DAY)).toEqual([]);
  });

  it('deletes the oldest beyond a size, a number or an age', () => {
    expect(planRetention(files(), { ...NONE, bytes: 250 }, 3 * DAY)).toEqual(['a', 'b']);
    expect(planRetention(files(), { ...NONE, files: 3 }, 3 * DAY)).toEqual(['a']);
    expect(planRetention(files(), { ...NONE, age: DAY }, 3 * DAY)).toEqual(['a', 'b']);
  });

  it('never deletes a file that is written, and counts it', () => {
    expect(planRetention(files(['a']), { ...NONE, bytes: 250 }, 3 * DAY)).toEqual(['b', 'c']);
    expect(planRetention(files(['a', 'b', 'c', 'd']), { bytes: 1, files: 1, age: 1 }, 9 * DAY)).toEqual([]);
  });
});

describe('--keep', () => {
  it('reads sizes, ages and numbers in any combination', () => {
    expect(parseKeep('2GB, 30d,100')).toEqual({
      ok: true,
      limits: { bytes: 2e9, age: 30 * DAY, files: 100 },
    });
    expect(parseKeep('1.5mb')).toEqual({ ok: true, limits: { ...NONE, bytes: 1.5e6 } });
    expect(parseKeep('all')).toEqual({ ok: true, limits: NONE });
  });

  it('says what is wrong with anything else', () => {
    for (const bad of ['', '2 parsecs', '-1', '1GB;2d']) expect(parseKeep(bad).ok, bad).toBe(false);
  });

  it.each(['0', '0GB', '1GB,0d', '0.0MB'])('keeps the recording that is being written: %s', nothing => {
    expect(parseKeep(nothing)).toEqual({
      ok: false,
      message: `--keep ${nothing}: the recording that is being written always stays; --keep 1 keeps that one only`,
    });
  });

  it('has files rotated early enough for old ones to go', () => {
    expect(rotationSize(NONE)).toBe(256e6);
    expect(rotationSize({ ...NONE, bytes: 100e6 })).toBe(25e6);
    expect(rotationSize({ ...NONE, bytes: 1 })).toBe(1e6);
  });
});

describe('the folder', () => {
  it('is under the XDG state directory', () => {
    expect(recordingsFolder({ XDG_STATE_HOME: '/s', HOME: '/h' })).toBe('/s/cachequake/recordings');
    expect(recordingsFolder({ HOME: '/h' })).toBe('/h/.local/state/cachequake/recordings');
    expect(recordingsFolder({ XDG_STATE_HOME: 'relative', HOME: '/h' })).toBe(
      '/h/.local/state/cachequake/recordings',
    );
  });

  it('loses old recordings, but nothing live and nothing that is not ours', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'cachequake-keep-'));
    const gone = 2 ** 22 + 1; // above Linux's highest process number
    const names = [
      recordingName(0, gone, 1),
      recordingName(0, gone, 2),
      recordingName(0, process.pid, 1),
      'notes.jsonl',
    ];
    expect(names[1]).toBe(`1970-01-01T00-00-00Z-${gone}.2.jsonl`);
    for (const name of names) {
      await writeFile(join(folder, name), 'x');
      await utimes(join(folder, name), 0, 0);
    }
    await mkdir(join(folder, recordingName(DAY, gone, 1)));
    const own = join(folder, recordingName(0, process.pid, 1));
    await applyRetention(folder, { ...NONE, age: DAY }, 9 * DAY, own);
    expect((await readdir(folder)).sort()).toEqual(
      [names[2], recordingName(DAY, gone, 1), 'notes.jsonl'].sort(),
    );
    await rm(folder, { recursive: true });
  });

  it('loses the sockets of recorders that are no more', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'cachequake-keep-'));
    const socket = (pid: number) => recordingName(0, pid, 1).replace('.jsonl', '.sock');
    for (const name of [socket(2 ** 22 + 1), socket(process.pid), 'agent.sock'])
      await writeFile(join(folder, name), '');
    const own = join(folder, recordingName(0, process.pid, 1));
    await applyRetention(folder, NONE, DAY, own);
    expect((await readdir(folder)).sort()).toEqual([socket(process.pid), 'agent.sock'].sort());
    await rm(folder, { recursive: true });
  });

  it('loses older parts of a recording that still runs, once no answer to a request in them can come', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'cachequake-keep-'));
    const part = (n: number) => recordingName(0, process.pid, n);
    const written = { 1: 0, 2: 8.98 * DAY, 3: 0 };
    for (const [n, at] of Object.entries(written)) {
      await writeFile(join(folder, part(Number(n))), 'x');
      await utimes(join(folder, part(Number(n))), at / 1000, at / 1000);
    }
    await applyRetention(folder, { ...NONE, bytes: 1 }, 9 * DAY, join(folder, part(1)));
    expect((await readdir(folder)).sort()).toEqual([part(2), part(3)]);
    await rm(folder, { recursive: true });
  });
});
