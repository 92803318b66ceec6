import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { assertBuilt, EXECUTABLE } from './cachequake.js';

let folder: string;
let program: ChildProcess | null = null;

beforeEach(() => {
  assertBuilt();
  folder = mkdtempSync(join(tmpdir(), 'cachequake-descriptors-'));
});
afterEach(async () => {
  // Where one does not end in time, the next test has a program and a folder of its own by then.
  const [ended, used] = [program, folder];
  program = null;
  if (ended !== null && ended.exitCode === null) {
    ended.kill('SIGKILL');
    await once(ended, 'close');
  }
  rmSync(used, { recursive: true });
});

const pathOf = (n: number): string => join(folder, `log${n}.jsonl`);

/** A request and its usage, as lines. */
function exchange(id: string, session: number, at: number): string {
  const body = { model: 'claude-sonnet-4-6', messages: [{ role: 'user', content: id }] };
  const usage = { input: 5, output: 1, cacheRead: 0, cacheWrite: 0 };
  return [
    { cachequake: 1, kind: 'request', id, at, session: `s${session}`, body },
    { cachequake: 1, kind: 'usage', id, at: at + 500, usage },
  ]
    .map(record => `${JSON.stringify(record)}\n`)
    .join('');
}

function writeLogs(count: number): void {
  for (let n = 0; n < count; n += 1) {
    writeFileSync(pathOf(n), exchange(`r${n}`, n, 1_760_000_000_000 + n * 1000));
  }
}

/** The program in a shell that lets it open so many files at once. */
function start(
  descriptors: number,
  args: readonly string[],
  env: Record<string, string> = {},
): { out: () => string; ends: Promise<number> } {
  const shell = `ulimit -n ${descriptors}; exec "$@"`;
  const child = spawn('bash', ['-c', shell, 'bash', process.execPath, EXECUTABLE, ...args], {
    env: { ...process.env, ...env },
  });
  program = child;
  let out = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => (out += chunk));
  return { out: () => out, ends: once(child, 'close').then(([code]) => Number(code)) };
}

const requestsIn = (out: string): number => out.match(/first of its lane/g)?.length ?? 0;

test.each([
  // Named one by one, or by their folder: the second does not hold files open that it may have to let go.
  { descriptors: 1024, count: 1500, byName: false },
  { descriptors: 1024, count: 1500, byName: true },
  { descriptors: 64, count: 300, byName: true },
])(
  '$count logs are followed with $descriptors descriptors (by name: $byName)',
  {
    timeout: 120_000,
  },
  async ({ descriptors, count, byName }) => {
    writeLogs(count);
    const paths = byName ? Array.from({ length: count }, (_, n) => pathOf(n)) : [folder];
    const { out } = start(descriptors, ['watch', '--plain', ...paths]);
    const wait = { timeout: 90_000, interval: 50 };
    await expect.poll(() => requestsIn(out()), wait).toBe(count);
    for (const n of [0, count >> 1, count - 1]) {
      appendFileSync(pathOf(n), exchange(`late${n}`, count + n, 1_770_000_000_000));
    }
    await expect.poll(() => requestsIn(out()), wait).toBe(count + 3);
    expect(out()).not.toContain('too many files');
    expect(out()).not.toContain('skipped');
  },
);

test('a report of 300 logs needs no more than 64 descriptors', { timeout: 60_000 }, async () => {
  writeLogs(300);
  const { out, ends } = start(64, ['report', '--format', 'json', folder]);
  expect(await ends).toBe(0);
  const { totals, sources } = JSON.parse(out());
  expect([totals.requests, sources.length]).toEqual([300, 300]);
  // With prices: the list of them could not be loaded when so many files were open.
  expect(totals.unpriced).toBe(0);
});

test('300 logs that are renamed are all read on with 80 descriptors', { timeout: 120_000 }, async () => {
  const count = 300;
  writeLogs(count);
  const paths = Array.from({ length: count }, (_, n) => pathOf(n));
  const { out } = start(80, ['watch', '--plain', ...paths]);
  const wait = { timeout: 90_000, interval: 50 };
  await expect.poll(() => requestsIn(out()), wait).toBe(count);
  const movedTo = (n: number): string => join(folder, `moved${n}.txt`);
  for (let n = 0; n < count; n += 1) renameSync(pathOf(n), movedTo(n));
  await expect.poll(() => out().match(/renamed: still read/g)?.length ?? 0, wait).toBe(count);
  for (let n = 0; n < count; n += 1) {
    appendFileSync(movedTo(n), exchange(`late${n}`, count + n, 1_770_000_000_000));
  }
  await expect.poll(() => requestsIn(out()), wait).toBe(2 * count);
  expect(out()).not.toContain('too many files');
  expect(out()).not.toContain('not there any more');
});

test.each([
  ['record', '--', 'true'],
  ['report', 'log0.jsonl'],
])('with as many descriptors as it says are enough, %s starts', { timeout: 60_000 }, async (...args) => {
  const enough = Number(/\((\d+) is enough\)/.exec(readFileSync(EXECUTABLE, 'utf8'))?.[1]);
  writeLogs(1);
  const words = args.map(arg => (arg === 'log0.jsonl' ? pathOf(0) : arg));
  const { out, ends } = start(enough, words, { XDG_STATE_HOME: folder });
  expect([await ends, out()]).toEqual([0, expect.not.stringContaining('too many files')]);
});
