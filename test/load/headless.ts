/**
 * What one `watch --headless` costs with 200 lanes at 10 requests a second, all exports on: CPU, memory, and whether anything was
 * lost. Each lane has a log of its own, with a conversation that grows, and every twentieth request breaks its prefix.
 *
 * Goals: at most 25 % of a core, 250 MiB, nothing dropped. It ends by itself, after the seconds that it is given.
 *
 * Beside it runs one that only has an incident to tell of, on the same logs: what it uses less of a core is what exports cost,
 * and that is to be under 3 %.
 *
 *     npm run build && npx tsx test/load/headless.ts [--seconds 60] [--lanes 200] [--rate 10] [--size 80000]
 */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { requestLine, usageLine } from '../../src/log/formats/cachequake/cachequake.js';
import { EXECUTABLE } from '../e2e/cachequake.js';
import { recordsIn } from '../e2e/fleet/decode.js';
import { endAll, receive } from '../e2e/fleet/running.js';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    lanes: { type: 'string', default: '200' },
    rate: { type: 'string', default: '10' },
    /** Bytes of the prompt that a lane begins with. */
    size: { type: 'string', default: '80000' },
  },
});
const [SECONDS, LANES, RATE, SIZE] = [values.seconds, values.lanes, values.rate, values.size].map(Number) as [
  number,
  number,
  number,
  number,
];
/** Requests of each lane that are there before it starts. */
const BEFORE = 3;
const BREAKS_EVERY = 20;
/** Linux counts CPU time in hundredths of a second, whatever the machine. */
const TICKS = 100;

const folder = mkdtempSync(join(tmpdir(), 'cachequake-load-'));
const logs = join(folder, 'logs');
mkdirSync(logs);
const collector = await receive();
const webhook = await receive();
let written = 0;
let broken = 0;

interface Lane {
  readonly path: string;
  readonly messages: object[];
  system: string;
  n: number;
}

const text = (bytes: number, seed: string): string =>
  `${seed} lorem ipsum dolor sit amet. `.repeat(bytes / 32);
const lanes = Array.from(
  { length: LANES },
  (_, index): Lane => ({
    path: join(logs, `lane-${index}.jsonl`),
    messages: [{ role: 'user', content: [{ type: 'text', text: text(SIZE / 2, `start ${index}`) }] }],
    system: text(SIZE / 2, `rules ${index}`),
    n: 0,
  }),
);

/** Appends the next request of a lane and its answer. */
function ask(lane: Lane): void {
  lane.n += 1;
  written += 1;
  const breaks = lane.n > BEFORE && written % BREAKS_EVERY === 0;
  if (breaks) {
    lane.system = `${lane.system} And now this, too: ${lane.n}.`;
    broken += 1;
  }
  const ask = {
    role: 'user',
    content: [{ type: 'text', text: text(1000, `ask ${lane.n}`), cache_control: { type: 'ephemeral' } }],
  };
  const body = {
    model: 'claude-sonnet-4-6',
    max_tokens: 1000,
    system: [{ type: 'text', text: lane.system, cache_control: { type: 'ephemeral' } }],
    messages: [...lane.messages, ask],
  };
  const now = Date.now();
  const id = `r${lane.n}`;
  const tokens = Math.round(JSON.stringify(body).length / 4);
  const cacheRead = lane.n === 1 || breaks ? 0 : tokens - 400;
  const usage = {
    input: 3,
    cacheRead,
    cacheWrite: tokens - cacheRead,
    cacheWrite5m: null,
    cacheWrite1h: null,
    output: 50,
  };
  appendFileSync(
    lane.path,
    requestLine(
      { id, at: now, session: lane.path, provider: 'anthropic', api: 'anthropic-messages' },
      JSON.stringify(body),
    ),
  );
  appendFileSync(
    lane.path,
    usageLine({ id, outcome: 'ok', usage, firstByteAt: now, endedAt: now, status: 200 }),
  );
  lane.messages.push(
    { ...ask, content: [{ type: 'text', text: text(1000, `ask ${lane.n}`) }] },
    { role: 'assistant', content: 'Done.' },
  );
}

/** Seconds of CPU, and MiB: what it holds, and the most that it held. */
function costOf(pid: number): { readonly cpu: number; readonly rss: number; readonly peak: number } {
  const [, rest = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ');
  const [utime, stime] = rest.split(' ').slice(11, 13).map(Number);
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const mib = (name: string): number => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]) / 1024;
  return { cpu: ((utime ?? 0) + (stime ?? 0)) / TICKS, rss: mib('VmRSS'), peak: mib('VmHWM') };
}

for (let round = 0; round < BEFORE; round += 1) lanes.forEach(ask);
const args = [
  'watch',
  '--headless',
  logs,
  '--metrics',
  '0',
  '--otlp',
  collector.url,
  '--webhook',
  `json=${webhook.url}`,
];
const launch = (home: string, args: readonly string[]): ChildProcessByStdio<null, null, Readable> =>
  spawn(process.execPath, [EXECUTABLE, ...args], {
    env: { ...process.env, HOME: home, XDG_STATE_HOME: join(home, 'state') },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
const child = launch(folder, args);
const silent = launch(join(folder, 'silent'), ['watch', '--headless', logs, '--on-incident', 'true']);
let silentSaid = '';
silent.stderr.on('data', (chunk: Buffer) => {
  silentSaid += chunk.toString('utf8');
});
let said = '';
child.stderr.on('data', (chunk: Buffer) => {
  said += chunk.toString('utf8');
});
const exited = new Promise<number | null>(resolve => child.once('exit', resolve));
const { pid = 0 } = child;

async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + 60_000;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`${what} did not happen in a minute; it said: ${said}`);
    await sleep(100);
  }
}

/** Sum of a counter over its series. */
async function counter(name: string): Promise<number> {
  const url = /metrics at (\S+)/.exec(said)?.[1] ?? '';
  const lines = (await (await fetch(url)).text()).split('\n').filter(line => line.startsWith(name));
  return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
}

try {
  await until('reading what was there', () =>
    [said, silentSaid].every(text => text.includes('what was there is read')),
  );
  const [before, start, began] = [written, Date.now(), costOf(pid)];
  const silentBegan = costOf(silent.pid ?? 0);
  const breaksBefore = broken;
  for (let next = 0; Date.now() - start < SECONDS * 1000; next += 1) {
    const lane = lanes[next % LANES];
    if (lane !== undefined) ask(lane);
    await sleep(Math.max(0, start + ((next + 1) * 1000) / RATE - Date.now()));
  }
  const ended = costOf(pid);
  const silentEnded = costOf(silent.pid ?? 0);
  const seconds = (Date.now() - start) / 1000;
  const [requests, breaks] = [written - before, broken - breaksBefore];
  // A series that is new shows 0 in the first scrape.
  await counter('cachequake_requests_total');
  await until(
    'counting every request',
    async () => (await counter('cachequake_requests_total')) === requests,
  );
  await until(
    'delivering every break',
    () =>
      recordsIn(collector.got).filter(({ eventName }) => eventName === 'cachequake.break').length >= breaks,
  );
  const dropped = await counter('cachequake_dropped_exports_total');
  const cpu = ((ended.cpu - began.cpu) / seconds) * 100;
  console.log(
    `${LANES} lanes, ${(requests / seconds).toFixed(1)} requests a second for ${seconds.toFixed(0)} s, prompts of ${SIZE / 1000} kB and more, ${breaks} breaks`,
  );
  const exported = cpu - ((silentEnded.cpu - silentBegan.cpu) / seconds) * 100;
  console.log(`exports: ${exported.toFixed(1)} % of a core, ${(ended.rss - silentEnded.rss).toFixed(0)} MiB`);
  console.log(`CPU ${cpu.toFixed(1)} % of a core (start and what was there: ${began.cpu.toFixed(1)} s)`);
  console.log(`memory ${ended.rss.toFixed(0)} MiB, at most ${ended.peak.toFixed(0)} MiB`);
  console.log(
    `counted ${requests} of ${requests} requests; records ${recordsIn(collector.got).length}, posts ${webhook.got.length}, dropped ${dropped}`,
  );
  const misses = [
    ...(cpu > 25 ? ['CPU over 25 %'] : []),
    ...(exported > 3 ? ['exports cost over 3 %'] : []),
    ...(ended.peak > 250 ? ['memory over 250 MiB'] : []),
    ...(dropped > 0 ? ['exports were dropped'] : []),
  ];
  console.log(misses.length === 0 ? 'all goals are held' : misses.join(', '));
  process.exitCode = misses.length === 0 ? 0 : 1;
} finally {
  child.kill('SIGTERM');
  silent.kill('SIGTERM');
  await exited;
  endAll();
  rmSync(folder, { recursive: true, force: true });
}
