/**
 * What `cachequake status` costs in CPU (user and system) against `node -e 0`, in pairs of one run: medians of what each pair
 * gives. Without a watcher on three logs and on one of some 260 MB, with one on the smallest.
 *
 * Goal: at most four times `node -e 0`, on a log of any size.
 *
 *     npm run build && npx tsx test/bench/status.ts
 */
import { spawn, spawnSync } from 'node:child_process';
import { appendFileSync, copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assertBuilt, DEMO_LOGS, EXECUTABLE } from '../e2e/cachequake.js';

const PAIRS = 15;
assertBuilt();
const folder = mkdtempSync(join(tmpdir(), 'cachequake-status-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
const env = { ...process.env, HOME: folder, XDG_STATE_HOME: join(folder, 'state') };

/** Milliseconds of CPU. */
function cost(args: readonly string[]): number {
  const timed = spawnSync(
    'bash',
    ['-c', 'TIMEFORMAT="%U %S"; time "$@" >/dev/null 2>&1', 'time', process.execPath, ...args],
    {
      env,
      encoding: 'utf8',
    },
  );
  const [user = Number.NaN, system = Number.NaN] = timed.stderr.trim().split(' ').map(Number);
  return (user + system) * 1000;
}

const median = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? Number.NaN;

function tell(name: string, log: string): void {
  const pairs = Array.from(
    { length: PAIRS },
    () => [cost(['-e', '0']), cost([EXECUTABLE, 'status', log])] as const,
  );
  const ratios = pairs.map(([empty, status]) => status / empty);
  process.stdout.write(
    `status: ${name.padEnd(32)} ${median(ratios).toFixed(2)} x node -e 0 (${median(pairs.map(([, status]) => status)).toFixed(0)} ms)\n`,
  );
}

for (const name of ['six-requests', 'message-id', 'healthy-day'])
  tell(name, join(DEMO_LOGS, `${name}.jsonl`));
const day = readFileSync(join(DEMO_LOGS, 'healthy-day.jsonl'));
const large = join(folder, 'large.jsonl');
for (let times = 0; times < 100; times += 1) appendFileSync(large, day);
tell('a hundred healthy days', large);

const watched = join(folder, 'watched.jsonl');
copyFileSync(join(DEMO_LOGS, 'message-id.jsonl'), watched);
const watcher = spawn(process.execPath, [EXECUTABLE, watched, '--plain'], { env, stdio: 'ignore' });
const isKnown = (): boolean =>
  spawnSync(process.execPath, [EXECUTABLE, 'status', watched, '--format', 'json'], {
    env,
    encoding: 'utf8',
  }).stdout.includes('"by":"watcher"');
for (let tries = 0; tries < 60 && !isKnown(); tries += 1)
  await new Promise(resolve => setTimeout(resolve, 200));
if (!isKnown()) throw new Error('the watcher does not say how its log stands');
tell('with a watcher', watched);
watcher.kill();
