/**
 * Whether the cost of a request grows with the log: CPU of reading and judging a request early and late in one log of many
 * small requests, and of what is published when one more has come (model, store, frame), with some and with all loaded.
 * Medians of one run, after a log of another seed; read the ratios. What the process holds at the end stands beside them.
 *
 *     npx tsx test/bench/cost.ts [--requests 10000] [--listed 10000] [--seed 1]
 */
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createEngine, type Engine } from '../../src/engine.js';
import { readLog } from '../../src/log/read.js';
import { withData } from '../../src/store/moves.js';
import { createStore } from '../../src/store/store.js';
import { screenOf } from '../../src/ui/screen.js';
import { linesOf, profileOf } from './logs/profiles.js';

const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '10000' },
    listed: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
  },
});
const requests = Number(values.requests);
const seed = Number(values.seed);
/** Requests of which the CPU is read at once: the clock of a process is too coarse for one. */
const WINDOW = 50;
/** Publications that are measured, each after one more request. */
const PUBLISHED = 40;
const SIZE = { columns: 140, rows: 45 };
const store = createStore();

const folder = mkdtempSync(join(tmpdir(), 'cachequake-cost-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
await measured(logOf(seed + 1, Math.min(requests, 2_000)));
const found = await measured(logOf(seed, requests));
const early = median(found.windows.slice(2, 12));
const late = median(found.windows.slice(-10));
const [some, all] = [median(found.published[0] ?? []), median(found.published[1] ?? [])];
const ms = (value: number): string => `${value.toFixed(2)} ms`;
process.stdout.write(
  [
    `cost: ${requests} small requests, ${found.listed} of them listed; the process holds ${found.mib.toFixed(0)} MiB`,
    `cost:   a request, read and judged: ${ms(early)} behind the 100th, ${ms(late)} at the end: ${(late / early).toFixed(2)}`,
    `cost:   a publication, with its frame: ${ms(some)} with a tenth, ${ms(all)} with all: ${(all / some).toFixed(2)}`,
    '',
  ].join('\n'),
);

interface Measured {
  /** CPU per request of each window, milliseconds. */
  readonly windows: readonly number[];
  /** CPU of each publication with a tenth of the requests, and with all. */
  readonly published: readonly (readonly number[])[];
  readonly listed: number;
  readonly mib: number;
}

async function measured(log: string): Promise<Measured> {
  const engine = createEngine({ listed: Number(values.listed) });
  const windows: number[] = [];
  const published: number[][] = [[], []];
  let read = 0;
  let began = cpu();
  for await (const record of readLog(log)) {
    engine.accept(record);
    if (record.kind !== 'usage') continue;
    read += 1;
    const place = read > requests - PUBLISHED ? 1 : Math.abs(read - requests / 10) < PUBLISHED / 2 ? 0 : null;
    if (place !== null) {
      published[place]?.push(publish(engine));
      began = cpu();
    } else if (read % WINDOW === 0) {
      windows.push((cpu() - began) / WINDOW);
      began = cpu();
    }
  }
  const mib = process.memoryUsage().rss / 2 ** 20;
  return { windows, published, listed: engine.model().requests.length, mib };
}

function publish(engine: Engine): number {
  const began = cpu();
  store.setState(state =>
    withData(state, { model: engine.model(), sources: [], now: 0, arrivedAt: 0, isReading: false }),
  );
  screenOf(store.getState(), SIZE);
  return cpu() - began;
}

function logOf(from: number, count: number): string {
  const path = join(folder, `${from}.jsonl`);
  const file = openSync(path, 'w');
  let lines = 0;
  for (const line of linesOf(profileOf('small'), from)) {
    writeSync(file, line);
    lines += 1;
    if (lines === 2 * count) break;
  }
  closeSync(file);
  return path;
}

/** Milliseconds of CPU that this process has used. */
function cpu(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[numbers.length >> 1] ?? Number.NaN;
}
