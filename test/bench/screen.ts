/**
 * What the screen costs and how soon it shows, in a real terminal at 120x36: bytes of a calm frame, of the frames for an appended line,
 * and of an idle second; from a line to the screen; from a line of a request to its break that is coming; CPU at four lines
 * a second; from a key to the screen with 10,000 requests.
 *
 *     npm run build && npx tsx test/bench/screen.ts
 */
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assertBuilt, DEMO_LOGS, launchCachequake } from '../e2e/cachequake.js';
import { conversationLine } from '../e2e/conversation.js';
import { endAll, type LaunchedProgram } from '../e2e/terminal.js';

assertBuilt();
const folder = mkdtempSync(join(tmpdir(), 'cachequake-bench-'));
const SIX = readFileSync(join(DEMO_LOGS, 'six-requests.jsonl'), 'utf8').split(/(?<=\n)/);

const pause = (milliseconds: number): Promise<void> => new Promise(done => setTimeout(done, milliseconds));
const quantile = (values: readonly number[], share: number): number =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ??
  Number.NaN;
const say = (name: string, value: string, goal: string): void =>
  void process.stdout.write(`screen: ${name.padEnd(44)} ${value.padEnd(24)} goal ${goal}\n`);
const frames = (raw: string): number => raw.split('\u001B[?2026h').length - 1;

const line = (turns: number, at: number): string =>
  conversationLine({ turns, read: 4_000 + 200 * turns, write: 200, ts: new Date(at).toISOString() });

/** Processor time of a program so far, seconds (`/proc`, user and system, in ticks of 10 ms). */
function cpu(program: LaunchedProgram): number {
  const fields = readFileSync(`/proc/${program.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

async function growing(): Promise<void> {
  const log = join(folder, 'growing.jsonl');
  writeFileSync(log, line(1, Date.now()));
  const program = launchCachequake([log], { cols: 120, rows: 36 });
  await program.waitFor(/\/1 ▼ following/);
  await pause(3_000);
  const calmFrom = program.raw().length;
  await pause(10_000);
  const calm = program.raw().slice(calmFrom);
  say('calm frame (clocks only)', `${Math.round(calm.length / Math.max(1, frames(calm)))} B`, '<= 800 B');
  const [delays, bytes]: [number[], number[]] = [[], []];
  for (let n = 2; n <= 21; n += 1) {
    const from = program.raw().length;
    const began = performance.now();
    appendFileSync(log, line(n, Date.now()));
    await program.waitFor(new RegExp(`/${n} ▼ following`));
    delays.push(performance.now() - began);
    await pause(500);
    const written = program.raw().slice(from);
    bytes.push(written.length / Math.max(1, frames(written)));
    await pause(Math.max(0, 500 - (performance.now() - began - 500)));
  }
  say('frame after an appended line, p95', `${Math.round(quantile(bytes, 0.95))} B`, '<= 3000 B');
  say(
    'from line to screen, one a second, p50 p95',
    `${delays.length ? Math.round(quantile(delays, 0.5)) : 0} ms ${Math.round(quantile(delays, 0.95))} ms`,
    'p95 <= 60 ms',
  );
  const [before, at] = [cpu(program), performance.now()];
  for (let n = 22; n < 62; n += 1) {
    appendFileSync(log, line(n, Date.now()));
    await pause(250);
  }
  const share = (cpu(program) - before) / ((performance.now() - at) / 1000);
  say('CPU at four lines a second', `${(share * 100).toFixed(1)} % of a core`, '<= 10 %');
  program.kill();
}

async function idle(): Promise<void> {
  const log = join(folder, 'idle.jsonl');
  writeFileSync(log, SIX.join(''));
  const program = launchCachequake([log], { cols: 120, rows: 36 });
  await program.waitFor(/IDLE[\s\S]*\/6 ▼ following/);
  await pause(2_000);
  const from = program.raw().length;
  await pause(20_000);
  say('written in 20 idle seconds', `${program.raw().length - from} B`, '0 B');
  program.kill();
}

async function coming(): Promise<void> {
  const delays: number[] = [];
  for (let round = 0; round < 10; round += 1) {
    const log = join(folder, `coming-${round}.jsonl`);
    writeFileSync(log, SIX.slice(0, 8).join(''));
    const program = launchCachequake([log], { cols: 120, rows: 36 });
    await program.waitFor(/\/4 ▼ following/);
    await pause(1_000);
    const began = performance.now();
    appendFileSync(log, SIX[8] ?? '');
    await program.waitFor(/✗~ 1 coming/);
    delays.push(performance.now() - began);
    program.kill();
    await program.exited;
  }
  say(
    'from request line to the coming break, p50 p95',
    `${Math.round(quantile(delays, 0.5))} ms ${Math.round(quantile(delays, 0.95))} ms`,
    'p95 <= 100 ms',
  );
}

async function keys(): Promise<void> {
  const log = join(folder, 'many.jsonl');
  const began = Date.UTC(2026, 10, 20);
  writeFileSync(log, Array.from({ length: 10_000 }, (_, i) => line((i % 4) + 1, began + i * 1000)).join(''));
  const program = launchCachequake([log], { cols: 120, rows: 36 });
  await program.waitFor(/\/10000 ▼ following/, { timeout: 120_000 });
  program.press('g');
  await program.waitFor(/ 1\/10000 /);
  const delays: number[] = [];
  for (let n = 2; n <= 41; n += 1) {
    const from = performance.now();
    program.press('j');
    await program.waitFor(new RegExp(` ${n}/10000 `));
    delays.push(performance.now() - from);
  }
  say(
    'from key to screen, 10 000 requests, p50 p95',
    `${Math.round(quantile(delays, 0.5))} ms ${Math.round(quantile(delays, 0.95))} ms`,
    'p95 <= 50 ms',
  );
  program.kill();
}

try {
  await growing();
  await idle();
  await coming();
  await keys();
} finally {
  await endAll();
  rmSync(folder, { recursive: true });
}
