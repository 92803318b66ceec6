import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { collect } from '../history/collect.js';
import { historyOf } from '../history/history.js';
import { readIndex, writeIndex } from '../history/index-file.js';
import { historyJson, historyText } from '../history/words.js';
import { loadPrices } from '../library/rates.js';
import { ownVersion } from '../library/version.js';
import { type FoundSource, findSources } from '../log/find/find.js';
import { ALL } from '../log/find/since.js';
import { logsBehind } from '../log/paths/logs-at.js';
import { stateFolder } from '../log/paths/recordings.js';
import { redactedNote } from '../report/redact.js';
import { type ExitCode, type Io, refuse, say } from './io.js';
import { machineOf } from './logs/machine.js';

export interface HistoryOptions {
  /** Milliseconds since 1970. */
  readonly since?: number;
  readonly all?: boolean;
  readonly format: 'text' | 'json';
  readonly ascii?: boolean;
  readonly rates?: string;
  /** It holds no text of prompts, and says so. */
  readonly redact?: boolean;
}

const WEEK = 7 * 86_400_000;

export async function runHistory(
  paths: readonly string[],
  options: HistoryOptions,
  io: Io,
): Promise<ExitCode> {
  const { prices, problems: wrongRates } = await loadPrices(options.rates);
  if (wrongRates.length > 0) say(io, wrongRates);
  const machine = machineOf(io);
  const name = paths.length === 0 ? 'machine' : hash(paths.map(path => resolve(path)).join('\n'));
  const file = join(stateFolder(io.env), 'history', `${name}.json`);
  const made = await madeBy(options.rates);
  const before = await readIndex(file, made);
  const glances = new Map(before.glances);
  const sources = paths.length > 0 ? [] : (await findSources(machine, { most: ALL, glances })).sources;
  const { logs, problems } = await logsBehind(paths.length > 0 ? paths : sources.map(({ path }) => path));
  if (problems.length > 0) say(io, problems);
  if (logs.length === 0 && problems.length > 0) return 2;
  if (logs.length === 0)
    return refuse(
      io,
      'no log found on this machine; `cachequake sources` says how to make an agent write one',
    );
  const { kept, read } = await collect(logs, before.logs, { prices, projectOf: projectsIn(sources) });
  if (read > 0) await writeIndex(file, made, { logs: kept, glances });
  const since = options.all ? null : (options.since ?? machine.now - WEEK);
  const history = { ...historyOf(kept, read, since), ...redactedNote(options.redact) };
  io.stdout.write(
    options.format === 'json' ? historyJson(history) : historyText(history, options.ascii === true),
  );
  return problems.length > 0 ? 2 : 0;
}

/** What figures depend on besides the logs: another program, price or zone may say something else of the same log. */
async function madeBy(rates: string | undefined): Promise<string> {
  const own = rates === undefined ? '' : await readFile(rates, 'utf8').catch(() => '');
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return `cachequake ${ownVersion()}, ${zone}, rates ${hash(own)}`;
}

const hash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 12);

/** The folder that the agent of a log works in, where the log says so. */
function projectsIn(sources: readonly FoundSource[]): (log: string) => string | null {
  const workspaces = new Map(sources.map(({ path, workspace }) => [path, workspace]));
  return log => workspaces.get(log) ?? null;
}
