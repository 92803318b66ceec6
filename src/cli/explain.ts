import { realpath } from 'node:fs/promises';
import type { Incident } from '../diagnosis/incidents/incident.js';
import type { Model } from '../diagnosis/model.js';
import { loadPrices } from '../library/rates.js';
import { readModel } from '../library/read-model.js';
import { findSources } from '../log/find/find.js';
import { logId } from '../log/paths/file-id.js';
import { listLogs } from '../log/paths/folder.js';
import { logsAt, logsBehind } from '../log/paths/logs-at.js';
import { recordingsFolder } from '../log/paths/recordings.js';
import { REDACTED_NOTE, redactRequest } from '../report/redact.js';
import { reportRequest } from '../report/request.js';
import { breakText } from '../report/text.js';
import { incidentSentence } from '../report/words/incidents.js';
import { shown } from '../text/shown.js';
import { type ExitCode, type Io, refuse } from './io.js';
import { machineOf } from './logs/machine.js';

export interface ExplainOptions {
  readonly ascii?: boolean;
  /** No text of prompts. */
  readonly redact?: boolean;
  readonly rates?: string;
  readonly memory?: number;
}

/** Of a break; of an incident, with its `agent@` in front, the request where it began. */
const ID = /^(?:.*@)?([\da-f]{12})-(\d{1,9})$/;

export async function runExplain(
  id: string,
  paths: readonly string[],
  options: ExplainOptions,
  io: Io,
): Promise<ExitCode> {
  const [, hash, number] = ID.exec(id) ?? [];
  if (hash === undefined) return refuse(io, `${id}: no id of an event; they look like 9d96f6c71003-5`);
  const { logs, problems } = await logsIn(paths, io);
  if (problems.length > 0) return refuse(io, problems);
  const log = await logWith(hash, logs);
  if (log === null) {
    return refuse(
      io,
      `${id}: its log is not here: it is on another host, was deleted, or is in a folder to be named`,
    );
  }
  const { prices, problems: wrongRates } = await loadPrices(options.rates);
  if (wrongRates.length > 0) refuse(io, wrongRates);
  const { model } = await readModel([log], { prices, promptBytes: options.memory, hints: false });
  const request = model.requests.find(({ n }) => n === Number(number));
  if (request === undefined) return refuse(io, `${log}: there is no request ${number} in it any more`);
  const incident = model.incidents.find(each => each.id === id);
  if (request.break === null && incident === undefined)
    return refuse(
      io,
      `${log}: request ${number} did not break${id.includes('@') ? ', nor does an incident begin there' : ''}, read by itself`,
    );
  if (options.redact) io.stdout.write(`(${REDACTED_NOTE})\n`);
  if (incident !== undefined) io.stdout.write(`! ${shown(wordsOf(incident, model))}\n`);
  if (request.break !== null) {
    const open = reportRequest(request);
    io.stdout.write(
      breakText(options.redact ? redactRequest(open) : open, { ascii: options.ascii === true }),
    );
  }
  return 0;
}

function wordsOf(incident: Incident, { requests }: Model): string {
  return incidentSentence(incident, id => requests.find(request => request.id === id)?.label ?? id);
}

async function logsIn(
  paths: readonly string[],
  io: Io,
): Promise<{ readonly logs: readonly string[]; readonly problems: readonly string[] }> {
  if (paths.length > 0) return logsBehind(paths);
  const [recordings, { sources }] = await Promise.all([
    listLogs(recordingsFolder(io.env)),
    findSources(machineOf(io), { most: 1_000 }),
  ]);
  const nested = await Promise.all(sources.map(({ path }) => logsAt(path)));
  return { logs: [...recordings, ...nested.flat()], problems: [] };
}

/** The log whose path has the hash, by whichever link it was watched. */
async function logWith(hash: string, logs: readonly string[]): Promise<string | null> {
  for (const log of logs) {
    if (logId(log) === hash || logId(await realpath(log).catch(() => log)) === hash) return log;
  }
  return null;
}
