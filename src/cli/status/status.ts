import { at, parseJson, textOf } from '../../log/json/json.js';
import { redactedNote } from '../../report/redact.js';
import { type Status, statusJson, statusText } from '../../report/status.js';
import { type ExitCode, type Io, refuse } from '../io.js';
import type { ChosenLog } from './status-of-log.js';
import { readWatched } from './watched.js';

export interface StatusOptions {
  readonly format: 'text' | 'json';
  readonly ascii?: boolean;
  /** The log is the `transcript_path` of the JSON on standard input. */
  readonly stdin?: boolean;
  /** The line holds no text of prompts, and says so; what is said of a line that cannot be read might. */
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
  const named = options.stdin ? transcriptIn(await input()) : path === undefined ? null : { path };
  if (named !== null && 'problem' in named) return refuse(io, named.problem);
  const isWatched = options.rates === undefined && options.memory === undefined;
  // Asked several times a minute: nothing else is loaded where a watcher knows.
  const known = isWatched && named !== null ? await readWatched(named.path, io.env) : null;
  const found = known ?? (await byLog(named?.path, options, io, isWatched));
  if (typeof found === 'string') return refuse(io, found);
  const status = { ...found, ...redactedNote(options.redact) };
  if (options.format === 'json') io.stdout.write(statusJson(status));
  else {
    const text = statusText(status, Date.now());
    io.stdout.write(`${options.ascii ? text.replaceAll('≈', '~') : text}\n`);
  }
  return 0;
}

async function byLog(
  path: string | undefined,
  options: StatusOptions,
  io: Io,
  isWatched: boolean,
): Promise<Status | string> {
  const log = options.stdin && path !== undefined ? { path } : await logFor(path, io);
  if ('problem' in log) return log.problem;
  const known = isWatched && log.path !== path ? await readWatched(log.path, io.env) : null;
  if (known !== null) return known;
  const { statusOfLog } = await import('./status-of-log.js');
  return statusOfLog(log.path, options, io);
}

/** What Claude Code tells the command of its status line. */
function transcriptIn(text: string): ChosenLog {
  const path = textOf(at(parseJson(text), 'transcript_path'));
  return path === null ? { problem: 'standard input: no JSON with a transcript_path' } : { path };
}

async function logFor(path: string | undefined, io: Io): Promise<ChosenLog> {
  if (path === undefined) {
    const [{ findSources, latestOf }, { machineOf }] = await Promise.all([
      import('../../log/find/find.js'),
      import('../logs/machine.js'),
    ]);
    const latest = latestOf((await findSources(machineOf(io), { most: 10 })).sources);
    return latest ?? { problem: 'no log found on this machine; `cachequake sources` says how to make one' };
  }
  const { logBehind } = await import('./status-of-log.js');
  return logBehind(path);
}
