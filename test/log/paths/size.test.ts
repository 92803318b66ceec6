import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sizeOfLogs } from '../../../src/log/paths/size.js';

const folder = mkdtempSync(join(tmpdir(), 'size-'));
const write = (name: string, size: number): string => {
  const path = join(folder, name);
  writeFileSync(path, 'x'.repeat(size));
  return path;
};

test('the size of logs is that of all their files; one that is not there holds nothing', async () => {
  const recording = write('2026-03-10T08-00-00Z-12.jsonl', 5);
  write('2026-03-10T08-00-00Z-12.2.jsonl', 20);
  expect(await sizeOfLogs([recording, write('log.jsonl', 100), join(folder, 'none.jsonl')])).toBe(125);
  expect(await sizeOfLogs([])).toBe(0);
});

test('the size of a folder says nothing of what is read in it', async () => {
  const bodies = join(folder, 'bodies');
  mkdirSync(bodies);
  expect(await sizeOfLogs([write('one.jsonl', 1), bodies])).toBeNull();
});
