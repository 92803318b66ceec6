import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { assertBuilt, EXECUTABLE } from './cachequake.js';

/** What a pull request would see: an agent's scripted run against a stand-in, recorded and checked. */
function checked(env: Readonly<Record<string, string>>): { code: number | null; out: string; err: string } {
  assertBuilt();
  const CACHEQUAKE = `${process.execPath} ${EXECUTABLE}`;
  const { status, stdout, stderr } = spawnSync('sh', ['examples/ci/run.sh'], {
    env: { ...process.env, CACHEQUAKE, ...env },
    encoding: 'utf8',
  });
  return { code: status, out: stdout, err: stderr };
}

test('the example for CI passes an agent whose prefix stays, and fails one that breaks it, with the byte', () => {
  expect(checked({})).toMatchObject({ code: 0 });
  const { code, out } = checked({ WITH_CLOCK: '1' });
  expect(code).toBe(1);
  expect(out).toMatch(/volatile-value \(time\) at system\[0\]\.text, char 21 byte 21, .*\.jsonl:3:\d+\./);
});

test('the example runs from a clean shell anywhere, by the cachequake that it lies in', () => {
  assertBuilt();
  const { status, stdout, stderr } = spawnSync('sh', [resolve('examples/ci/run.sh')], {
    cwd: tmpdir(),
    env: { PATH: `${dirname(process.execPath)}:/usr/bin:/bin`, HOME: tmpdir() },
    encoding: 'utf8',
  });
  expect([status, stderr]).toEqual([0, expect.stringContaining('recording')]);
  expect(stdout).toContain('breaks that ring');
});

test('the example ends with a sentence where its stand-in does not run', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cachequake-ci-'));
  copyFileSync('examples/ci/run.sh', join(folder, 'run.sh'));
  const { status, stderr } = spawnSync('sh', [join(folder, 'run.sh')], { encoding: 'utf8' });
  expect(status).toBe(2);
  expect(stderr).toContain('the stand-in for the API does not run');
});

test('with a veto the request that would break it is not sent: the agent fails with the byte, and so does the run', () => {
  expect(checked({ VETO: '1' })).toMatchObject({ code: 0 });
  const { code, err } = checked({ VETO: '1', WITH_CLOCK: '1' });
  expect(code).toBe(1);
  const why = String.raw`request 2 would break its cached prefix: volatile-value \(time\) at system\[0\]\.text, char 21 byte 21`;
  expect(err).toMatch(new RegExp(`^cachequake record --veto: ${why}`, 'm'));
  expect(err).toMatch(new RegExp(`^cachequake: 1 of them was not sent \\(--veto\\): ${why}`, 'm'));
});
