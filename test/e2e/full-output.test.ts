import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { assertBuilt, DEMO_LOGS, EXECUTABLE } from './cachequake.js';

const FULL = '/dev/full';
const LOG = join(DEMO_LOGS, 'message-id.jsonl');

describe.skipIf(!existsSync(FULL))('output that takes no more', () => {
  it.each([
    ['a report', ['report', LOG]],
    ['events', ['--json', LOG]],
    ['the help', ['--help']],
  ])('ends %s with 2 and a sentence', (_name, args) => {
    assertBuilt();
    const out = openSync(FULL, 'w');
    const { status, stderr } = spawnSync(process.execPath, [EXECUTABLE, ...args], {
      stdio: ['ignore', out, 'pipe'],
      encoding: 'utf8',
    });
    closeSync(out);
    expect(stderr).toBe(
      'cachequake: standard output could not be written: ENOSPC: no space left on device, write\n',
    );
    expect(status).toBe(2);
  });
});
