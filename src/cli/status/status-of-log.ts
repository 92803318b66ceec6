/** What `status` loads where no watcher knows: packed as a program of its own, since forty chunks take longer to load than a log to read. */
import { stat } from 'node:fs/promises';
import { createEngine } from '../../engine.js';
import { loadPrices } from '../../library/rates.js';
import { saidOf } from '../../library/read-model.js';
import { readLast } from '../../log/last.js';
import { logsBehind } from '../../log/paths/logs-at.js';
import type { Status } from '../../report/status.js';
import { statusOf } from '../../report/status-of.js';
import { type Io, say } from '../io.js';
import type { StatusOptions } from './status.js';

/** How a log stands by its end. @returns a sentence where it cannot be read */
export async function statusOfLog(path: string, options: StatusOptions, io: Io): Promise<Status | string> {
  const found = await readLast(path);
  if (typeof found === 'string') return `${path}: ${found}`;
  const { prices, problems } = await loadPrices(options.rates);
  if (problems.length > 0) say(io, problems);
  const engine = createEngine({ prices, promptBytes: options.memory, hints: false, differences: false });
  for (const record of found.records) engine.accept(record);
  const model = engine.model();
  if (model.requests.length === 0 && model.skippedCount > 0) {
    const where = found.isWhole ? 'it' : 'its last lines';
    const reason = saidOf(model.skipped[0]?.reason ?? '', options);
    return `${path}: no request could be read in ${where}: ${reason}`;
  }
  return statusOf(model, found.isWhole);
}

export type ChosenLog = { readonly path: string } | { readonly problem: string };

/** The log at a path: of a folder the one that was written to last; a file is meant itself, whatever belongs to it. */
export async function logBehind(path: string): Promise<ChosenLog> {
  const { logs, problems } = await logsBehind([path]);
  const [first] = logs;
  if (first === undefined) return { problem: problems.join('\n') };
  const isFolder = await stat(path).then(
    stats => stats.isDirectory(),
    () => false,
  );
  return { path: isFolder ? await newestOf(logs) : first };
}

async function newestOf(logs: readonly string[]): Promise<string> {
  const times = await Promise.all(
    logs.map(async log => ({
      log,
      time: await stat(log).then(
        ({ mtimeMs }) => mtimeMs,
        () => 0,
      ),
    })),
  );
  return times.reduce((newest, each) => (each.time >= newest.time ? each : newest)).log;
}
