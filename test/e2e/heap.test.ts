/** How much memory a large log takes that is no part of what is kept of it. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, it } from 'vitest';
import { profileOf, writeLog } from '../bench/logs/profiles.js';
import { assertBuilt, EXECUTABLE } from './cachequake.js';
import { scratchFolder } from './scratch.js';

const HOOK = fileURLToPath(new URL('./fixtures/tell-heap.js', import.meta.url));
const folder = scratchFolder();
beforeAll(assertBuilt);

it('gives new objects 8 MiB at most, however long the log is', () => {
  const log = folder.in('log.jsonl');
  writeLog(log, profileOf('mixed'), 1, 60e6);
  const { stderr, status } = spawnSync(process.execPath, ['--import', HOOK, EXECUTABLE, 'report', log], {
    encoding: 'utf8',
    maxBuffer: 1e8,
  });
  expect({ status, bytes: Number(stderr) }).toEqual({ status: 0, bytes: 8 * 1024 * 1024 });
});
