/** Which logs a question is about: by path, by the id that `sources` gives, or the newest. */

import type { Machine } from '../log/find/agent.js';
import { type FoundSource, findSources, latestOf } from '../log/find/find.js';
import { logsSince } from '../log/find/since.js';
import { logId } from '../log/paths/file-id.js';
import { type FoundLogs, logsBehind } from '../log/paths/logs-at.js';

const ID = /^[\da-f]{12}$/;

/**
 * @param asked Paths and ids; empty: the newest log on this machine.
 * @param since Milliseconds since 1970: empty then means all that were written to since, as for the command `report --since`.
 */
export async function logsFor(
  asked: readonly string[],
  machine: Machine,
  since: number | null = null,
): Promise<FoundLogs> {
  if (asked.length === 0 && since !== null) {
    const { logs, older } = await logsSince(since, machine);
    if (logs.length > 0) return logsBehind(logs);
    const when =
      older > 0 ? 'no log on this machine was written to since then' : 'no log was found on this machine';
    return { logs: [], problems: [`${when}: ask for \`sources\``] };
  }
  if (asked.length === 0) {
    const latest = latestOf((await findSources(machine, { most: 10 })).sources);
    return latest === null
      ? { logs: [], problems: ['no log was found on this machine: ask for `sources`'] }
      : logsBehind([latest.path]);
  }
  const known = asked.some(each => ID.test(each)) ? await sourcesById(machine) : new Map<string, string>();
  return logsBehind(asked.map(each => known.get(each) ?? each));
}

async function sourcesById(machine: Machine): Promise<ReadonlyMap<string, string>> {
  const { sources } = await findSources(machine, { most: 1_000 });
  return new Map(sources.map(({ path }) => [logId(path), path]));
}

/** The logs on this machine, newest first. */
export async function sourcesFor(machine: Machine): Promise<readonly (FoundSource & { id: string })[]> {
  const { sources } = await findSources(machine, { most: 30 });
  return sources.map(source => ({ ...source, id: logId(source.path) }));
}
