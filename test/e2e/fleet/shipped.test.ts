/** The unit and the container that are shipped: their lines are command lines that run. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { testWith } from '../../programs.js';
import { assertBuilt } from '../cachequake.js';
import { endAll, startHeadless } from './running.js';

const UNIT = 'examples/fleet/cachequake.service';
const WAIT = { timeout: 60_000 };

let home: string;
beforeAll(assertBuilt);
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'cachequake-shipped-'));
});
afterEach(() => {
  endAll();
  rmSync(home, { recursive: true, force: true });
});

/** Starts what stands behind `watch --headless`, on a port that is free, and ends it. */
async function runs(words: readonly string[]): Promise<void> {
  const [program, command, headless, ...args] = words;
  expect([program, command, headless]).toEqual(['cachequake', 'watch', '--headless']);
  const watching = startHeadless(home, ...args.map(word => word.replace('9464', '0')));
  await expect.poll(watching.printed, WAIT).toContain('what was there is read; watching');
  const port = /metrics at http:\/\/\S+?:(\d+)\/metrics/.exec(watching.printed())?.[1];
  const { status } = await fetch(`http://127.0.0.1:${port}/metrics`);
  expect([status, await watching.end()]).toEqual([200, 0]);
}

test('the unit runs a command that there is, in a home without logs, too', async () => {
  const line = /^ExecStart=\/usr\/bin\/env (.*)$/m.exec(readFileSync(UNIT, 'utf8'))?.[1] ?? '';
  await runs(line.replaceAll('%h', home).split(' '));
});

testWith(['systemd-analyze'], 'the unit is one that systemd takes', () => {
  const runtime = join(home, 'run');
  mkdirSync(runtime);
  cpSync(UNIT, join(home, 'cachequake.service'));
  execFileSync('systemd-analyze', ['verify', '--user', '--man=no', './cachequake.service'], {
    cwd: home,
    env: { ...process.env, XDG_RUNTIME_DIR: runtime },
  });
});

test('the container runs a command that there is, on the folders that it is given', async () => {
  const line = /^ENTRYPOINT (\[.*\])$/m.exec(readFileSync('examples/fleet/Dockerfile', 'utf8'))?.[1] ?? '';
  const logs = join(home, 'logs');
  mkdirSync(logs);
  await runs([...JSON.parse(line), logs]);
});
