/**
 * From starting the built program to its first frame, and to the first frame that holds all of a log (3.9 MB, six
 * requests), in a terminal, on the clock of a person before it; against Node that prints one word, and against Ink that
 * does (`ink-hello.js`). All take turns, so that a busy machine is as hard on each.
 *
 * Goal: the first frame within 300 ms.
 *
 *     npm run build && npx tsx test/bench/start.ts [executable of another checkout to compare with]
 */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { assertBuilt, DEMO_LOGS, EXECUTABLE } from '../e2e/cachequake.js';
import { endAll, launch } from '../e2e/terminal.js';

const ROUNDS = 20;
const WARM_UP = 2;
const LOG = join(DEMO_LOGS, 'six-requests.jsonl');
const HELLO = fileURLToPath(new URL('./ink-hello.js', import.meta.url));
const FIRST = /READING|LIVE|IDLE/;
const WHOLE = /✗ 3 breaks/;

interface Subject {
  readonly name: string;
  readonly args: readonly string[];
  readonly shows: RegExp;
  readonly times: number[];
}

assertBuilt();
const [other] = process.argv.slice(2);
const node = subject('node that prints', ['-e', 'console.log("hello")'], /hello/);
const ink = subject('Ink that prints', [HELLO], /hello/);
const subjects = [
  node,
  ink,
  subject('cachequake --help', [EXECUTABLE, '--help'], /Commands:/),
  ...(other === undefined ? [] : watching(other, 'other: ')),
  ...watching(EXECUTABLE, ''),
];

for (let round = -WARM_UP; round < ROUNDS; round += 1) {
  for (const { args, shows, times } of subjects) {
    const time = await timeUntil(args, shows);
    if (round >= 0) times.push(time);
  }
}
for (const { name, times } of subjects) {
  const p50 = quantile(times, 0.5);
  const against = [node, ink].map(one => (p50 / quantile(one.times, 0.5)).toFixed(1));
  process.stdout.write(
    `start: ${name.padEnd(34)} p50 ${Math.round(p50)} ms  p90 ${Math.round(quantile(times, 0.9))} ms  ` +
      `${against[0]} x node  ${against[1]} x Ink\n`,
  );
}

function watching(executable: string, prefix: string): Subject[] {
  return [
    subject(`${prefix}cachequake LOG, first frame`, [executable, LOG], FIRST),
    subject(`${prefix}cachequake LOG, whole log`, [executable, LOG], WHOLE),
  ];
}

function subject(name: string, args: readonly string[], shows: RegExp): Subject {
  return { name, args, shows, times: [] };
}

async function timeUntil(args: readonly string[], shows: RegExp): Promise<number> {
  const start = performance.now();
  const program = launch({ command: process.execPath, args });
  await program.waitFor(shows);
  const time = performance.now() - start;
  await endAll();
  return time;
}

function quantile(values: readonly number[], at: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(at * sorted.length))] ?? Number.NaN;
}
