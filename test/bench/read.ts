/**
 * How fast a log is read, against what people would write instead and against what bounds it, all of one run and in turn:
 * `report --format json` and reading without diagnosis beside a Node script (naive, and with care), Python as in the
 * article, jq (sizes only), `md5sum` and `wc -l`. Medians; peak memory of the process. Needs Linux for the memory.
 *
 *     npm run build && npx tsx test/bench/read.ts [--mb 30] [--rounds 3] [--seed 1] [--profiles mixed,small] [--only SUBJECT,…]
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { PROFILES, profileOf, writeLog } from './logs/profiles.js';

const { values } = parseArgs({
  options: {
    mb: { type: 'string', default: '30' },
    rounds: { type: 'string', default: '3' },
    seed: { type: 'string', default: '1' },
    profiles: { type: 'string', default: PROFILES.map(({ id }) => id).join() },
    only: { type: 'string' },
  },
});

interface Subject {
  readonly name: string;
  readonly command: string;
  args(log: string): readonly string[];
}

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const script = (name: string, file: string): Subject => ({
  name,
  command: process.execPath,
  args: log => [here(file), log],
});

/** Sizes of the sections: what a jq one-liner can say of a log. */
const SIZES =
  'select(.stage == "request") | [.sessionId, (.payload | (.tools, .system, .messages) | tojson | length)]';

const SUBJECTS: readonly Subject[] = [
  { name: 'wc -l', command: 'wc', args: log => ['-l', log] },
  { name: 'md5sum', command: 'md5sum', args: log => [log] },
  script('md5 in Node', './baselines/md5.js'),
  script('naive Node', './baselines/naive.js'),
  script('better Node', './baselines/better.js'),
  { name: 'Python', command: 'python3', args: log => [here('./baselines/article.py'), log] },
  { name: 'jq, sizes', command: 'jq', args: log => ['-c', SIZES, log] },
  script('ingest', './baselines/ingest.js'),
  {
    name: 'report',
    command: process.execPath,
    args: log => [here('../../bin/cachequake.js'), 'report', '--format', 'json', log],
  },
];

interface Run {
  readonly ms: number;
  readonly peakMib: number;
  /** What it says of its time without the start of Node. */
  readonly inside: number | null;
}

const only = values.only?.split(',');
const subjects = SUBJECTS.filter(({ name }) => only === undefined || only.includes(name));
const folder = mkdtempSync(join(tmpdir(), 'cachequake-bench-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
for (const id of values.profiles.split(',')) await measure(id);

async function measure(id: string): Promise<void> {
  const log = join(folder, `${id}.jsonl`);
  const requests = writeLog(log, profileOf(id), Number(values.seed), Number(values.mb) * 1e6);
  process.stdout.write(`read: ${id} (${profileOf(id).title}): ${values.mb} MB, ${requests} requests\n`);
  const runs = new Map<string, Run[]>();
  for (let round = 0; round < Number(values.rounds); round += 1) {
    for (const subject of subjects) {
      const run = await time(subject, log);
      if (run !== null) runs.set(subject.name, [...(runs.get(subject.name) ?? []), run]);
    }
  }
  const against = ['naive Node', 'Python', 'md5sum'];
  for (const [name, own] of runs) {
    const ratios = against.flatMap(other => {
      const paired = runs.get(other);
      if (paired === undefined || other === name) return [];
      const ratio = median(own.map(({ ms }, round) => (paired[round]?.ms ?? Number.NaN) / ms));
      return [`${other} / it ${ratio.toFixed(2)}`];
    });
    const inside = own.flatMap(run => run.inside ?? []);
    const within = inside.length === 0 ? '' : `  in process ${median(inside).toFixed(0)} ms`;
    const ms = median(own.map(run => run.ms)).toFixed(0);
    const peak = Math.max(...own.map(run => run.peakMib)).toFixed(0);
    process.stdout.write(
      `read:   ${name.padEnd(12)} ${ms.padStart(6)} ms  ${peak.padStart(4)} MiB  ${ratios.join('  ')}${within}\n`,
    );
  }
  rmSync(log);
}

/** `null`: it is not installed, or cannot read the log. */
function time({ command, args }: Subject, log: string): Promise<Run | null> {
  return new Promise(resolve => {
    const start = performance.now();
    const child = spawn(command, args(log), { stdio: ['ignore', 'pipe', 'ignore'] });
    let peakMib = 0;
    let last = '';
    child.stdout.on('data', (chunk: Buffer) => {
      last = (last + chunk.toString('latin1')).slice(-200);
    });
    const watch = setInterval(() => {
      peakMib = Math.max(peakMib, peakOf(child.pid));
    }, 10);
    const finish = (run: Run | null): void => {
      clearInterval(watch);
      resolve(run);
    };
    child.once('error', () => finish(null));
    child.once('close', code => {
      const inside = /([\d.]+) ms in process/.exec(last)?.[1];
      const ms = performance.now() - start;
      finish(code === 0 ? { ms, peakMib, inside: inside === undefined ? null : Number(inside) } : null);
    });
  });
}

function peakOf(pid: number | undefined): number {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[numbers.length >> 1] ?? Number.NaN;
}
