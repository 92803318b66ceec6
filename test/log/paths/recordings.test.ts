import { expect, test } from 'vitest';
import { logAt, partPath, recordingName, recordingPart } from '../../../src/log/paths/recordings.js';

const AT = Date.UTC(2026, 10, 22, 10);

test('every part of a recording leads to its part 1, and back', () => {
  for (const n of [1, 2, 11]) {
    const path = `/r/${recordingName(AT, 4711, n)}`;
    const recording = '/r/2026-11-22T10-00-00Z-4711.jsonl';
    expect(recordingPart(path)).toMatchObject({ recording, n, pid: 4711 });
    expect([logAt(path), partPath(recording, n)]).toEqual([recording, path]);
  }
});

test('a file of another name is a log by itself, whatever number it ends in', () => {
  for (const path of [
    'payload.2.jsonl',
    '/r/2026-11-22T10-00-00Z.2.jsonl',
    '2026-11-22T10-00-00Z-1.2.json',
  ]) {
    expect([recordingPart(path), logAt(path)]).toEqual([null, path]);
  }
});
