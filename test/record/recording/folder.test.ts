import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { recordingName } from '../../../src/log/paths/recordings.js';
import { applyRetention } from '../../../src/record/recording/folder.js';
import { serveStatus } from '../../../src/record/status.js';

let root = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'cachequake-state-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

/** A process of today that runs for as long as the test; in a container its number is one that recordings before had, too. */
const RUNNING = process.ppid;

test('a number to keep leaves that number where numbers of processes come again', async () => {
  const own = join(root, recordingName(Date.now(), process.pid, 1));
  await writeFile(own, 'x');
  for (let n = 1; n <= 3; n += 1) {
    await writeFile(join(root, recordingName(n * 1_000, process.pid, 1)), 'x');
    await writeFile(join(root, recordingName(n * 1_000, RUNNING, 1)), 'x');
  }
  await applyRetention(root, { bytes: null, files: 2, age: null }, Date.now(), own);
  const left = await readdir(root);
  expect(left).toHaveLength(2);
  expect(left).toContain(basename(own));
});

test('what another recorder writes stays: by its socket, or by its process', async () => {
  const byProcess = recordingName(Date.now(), RUNNING, 1);
  const bySocket = recordingName(1_000, 4_000_001, 1);
  const ended = recordingName(2_000, 4_000_002, 1);
  for (const name of [byProcess, bySocket, ended]) await writeFile(join(root, name), 'x');
  const server = await serveStatus(join(root, bySocket), { failing: null, lost: 0, fault: null });
  await applyRetention(root, { bytes: null, files: 1, age: null }, Date.now());
  expect((await readdir(root)).filter(name => name.endsWith('.jsonl')).sort()).toEqual(
    [bySocket, byProcess].sort(),
  );
  await server.close();
});

test('a number to keep leaves that number, the new recording included', async () => {
  // Recordings of processes that have ended.
  for (let n = 1; n <= 5; n += 1) {
    await writeFile(join(root, recordingName(n * 1_000, 4_000_000 + n, 1)), 'x');
  }
  const own = join(root, recordingName(9_000, process.pid, 1));
  await writeFile(own, 'x');
  await applyRetention(root, { bytes: null, files: 3, age: null }, Date.now(), own);
  expect(await readdir(root)).toHaveLength(3);
});
