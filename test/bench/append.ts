/**
 * How soon what is appended to a log is a record: a conversation of more than a megabyte grows by a line, 200 times, in one
 * write each, from another thread. Milliseconds from the end of the write to the record, by one clock.
 *
 *     npx tsx test/bench/append.ts [--count 200] [--every 60]
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { followLogs } from '../../src/log/follow/follow.js';
import { linesOf, profileOf } from './logs/profiles.js';

const { values } = parseArgs({
  options: { count: { type: 'string', default: '200' }, every: { type: 'string', default: '60' } },
});
const count = Number(values.count);
const folder = mkdtempSync(join(tmpdir(), 'cachequake-append-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
const [log, source] = [join(folder, 'log.jsonl'), join(folder, 'lines')];

/** A request with its usage line: one write. */
const writes: string[] = [];
for (const line of linesOf(profileOf('append-only'), 3)) {
  if (line.includes('"stage":"request"')) {
    if (writes.length > count) break;
    writes.push(line);
  } else writes[writes.length - 1] += line;
}
const [first = '', ...rest] = writes;
writeFileSync(log, first);
writeFileSync(source, JSON.stringify(rest.slice(0, count)));

const now = (): number => performance.timeOrigin + performance.now();
const arrived: number[] = [];
const follower = followLogs([log], {
  onRecords(records) {
    for (const record of records) if (record.kind === 'request') arrived.push(now());
  },
  onState() {},
});
await follower.caughtUp;
await follower.ready;
await new Promise(resolve => setTimeout(resolve, 500));
arrived.length = 0;

/** Plain JavaScript: a worker does not know the loader of this one. */
const writer = `
  const { parentPort, workerData } = require('node:worker_threads');
  const { openSync, readFileSync, writeSync } = require('node:fs');
  const lines = JSON.parse(readFileSync(workerData.source, 'utf8')).map(line => Buffer.from(line));
  const file = openSync(workerData.log, 'a');
  const done = [];
  const timer = setInterval(() => {
    const line = lines.shift();
    if (line === undefined) { clearInterval(timer); parentPort.postMessage(done); return; }
    writeSync(file, line);
    done.push(performance.timeOrigin + performance.now());
  }, workerData.every);
`;
const written = await new Promise<readonly number[]>(resolve => {
  new Worker(writer, { eval: true, workerData: { source, log, every: Number(values.every) } }).once(
    'message',
    resolve,
  );
});
await new Promise(resolve => setTimeout(resolve, 500));
await follower.close();
const took = written.map((at, i) => (arrived[i] ?? Number.NaN) - at).sort((a, b) => a - b);
const share = (of: number): string =>
  (took[Math.min(took.length - 1, Math.floor(took.length * of))] ?? 0).toFixed(2);
const mean = writes.reduce((sum, { length }) => sum + length, 0) / writes.length / 1e6;
process.stdout.write(
  `append: ${written.length} appends of ${mean.toFixed(2)} MB, ${arrived.length} records: p50 ${share(0.5)} ms, p95 ${share(0.95)} ms, p99 ${share(0.99)} ms\n`,
);
