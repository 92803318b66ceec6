/** Commands for alerts of a program that ends: only a process of its own shows what keeps it alive. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { assertBuilt, DEMO_LOGS, EXECUTABLE } from './cachequake.js';

let folder: string;

beforeAll(() => {
  assertBuilt();
  folder = mkdtempSync(join(tmpdir(), 'cachequake-commands-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

test('a watcher that is ended leaves no command behind, also none in the background that does not hear it', async () => {
  const left = join(folder, 'left');
  const hook = join(folder, 'hook.sh');
  writeFileSync(hook, `sh -c 'trap "" TERM; echo $$ >> ${left}; sleep 62' >/dev/null 2>&1 &\n`);
  const program = spawn(
    process.execPath,
    [
      EXECUTABLE,
      ...['watch', '--headless', join(DEMO_LOGS, 'six-requests.jsonl')],
      ...['--alert-replay', '--on-break', `sh ${hook}`],
    ],
    { stdio: 'ignore', env: { ...process.env, HOME: folder, XDG_STATE_HOME: folder } },
  );
  const ended = new Promise<number | null>(resolve => program.on('exit', resolve));
  await expect.poll(() => existsSync(left) && readFileSync(left, 'utf8')).toMatch(/\d+\n/);
  program.kill('SIGTERM');
  expect(await ended).toBe(0);
  for (const pid of readFileSync(left, 'utf8').trim().split('\n')) {
    // Gone, or a zombie that nobody has waited for.
    await expect.poll(() => stateOf(Number(pid))).toMatch(/^gone|^Z/);
  }
});

/** Of Linux; where there is no such file it is gone. */
function stateOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1] ?? '';
  } catch {
    return 'gone';
  }
}
