import { stat } from 'node:fs/promises';
import { createEngine } from '../engine.js';
import { loadPrices } from '../library/rates.js';
import { saidOf } from '../library/read-model.js';
import { at, parseJson, textOf } from '../log/json/json.js';
import { readLast } from '../log/last.js';
import { logsBehind } from '../log/paths/logs-at.js';
import { statusJson, statusOf, statusText } from '../report/status.js';
import { type ExitCode, type Io, refuse, say } from './io.js';

export interface StatusOptions {
  readonly format: 'text' | 'json';
  readonly ascii?: boolean;
  /** The log is the `transcript_path` of the JSON on standard input. */
  readonly stdin?: boolean;
  /** The line holds no text of prompts; what is said of a line that cannot be read might. */
  readonly redact?: boolean;
  readonly rates?: string;
  readonly memory?: number;
}

/** @param input standard input, read only where it is asked for */
export async function runStatus(
  path: string | undefined,
  options: StatusOptions,
  io: Io,
  input: () => Promise<string>,
): Promise<ExitCode> {
  if (path !== undefined && options.stdin) return refuse(io, 'give a path or --stdin, not both');
  const log = options.stdin ? transcriptIn(await input()) : await logFor(path, io);
  if ('problem' in log) return refuse(io, log.problem);
  const found = await readLast(log.path);
  if (typeof found === 'string') return refuse(io, `${log.path}: ${found}`);
  const { prices, problems } = await loadPrices(options.rates);
  if (problems.length > 0) say(io, problems);
  const engine = createEngine({ prices, promptBytes: options.memory, hints: false, differences: false });
  for (const record of found.records) engine.accept(record);
  const model = engine.model();
  if (model.requests.length === 0 && model.skippedCount > 0) {
    const where = found.isWhole ? 'it' : 'its last lines';
    const reason = saidOf(model.skipped[0]?.reason ?? '', options);
    return refuse(io, `${log.path}: no request could be read in ${where}: ${reason}`);
  }
  const status = statusOf(model, found.isWhole);
  if (options.format === 'json') io.stdout.write(statusJson(status));
  else {
    const text = statusText(status, Date.now());
    io.stdout.write(`${options.ascii ? text.replaceAll('≈', '~') : text}\n`);
  }
  return 0;
}

type Chosen = { readonly path: string } | { readonly problem: string };

/** What Claude Code tells the command of its status line. */
function transcriptIn(text: string): Chosen {
  const path = textOf(at(parseJson(text), 'transcript_path'));
  return path === null ? { problem: 'standard input: no JSON with a transcript_path' } : { path };
}

async function logFor(path: string | undefined, io: Io): Promise<Chosen> {
  if (path === undefined) {
    const [{ findSources, latestOf }, { machineOf }] = await Promise.all([
      import('../log/find/find.js'),
      import('./logs/machine.js'),
    ]);
    const latest = latestOf((await findSources(machineOf(io), { most: 10 })).sources);
    return latest ?? { problem: 'no log found on this machine; `cachequake sources` says how to make one' };
  }
  const { logs, problems } = await logsBehind([path]);
  const [first] = logs;
  if (first === undefined) return { problem: problems.join('\n') };
  // A file is meant itself, whatever belongs to it; of a folder the log that was written to last.
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
