/** The cells of many logs: from the index where a log is as it was, else read together with all that it may share requests with. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Prices } from '../cache/prices.js';
import { createEngine } from '../engine.js';
import { listParts } from '../log/paths/folder.js';
import { kindOf } from '../log/paths/logs-at.js';
import { storedMessages } from '../log/paths/opencode-storage.js';
import { partPath } from '../log/paths/recordings.js';
import { readLogs } from '../log/read.js';
import type { SourceState } from '../log/record.js';
import { shown } from '../text/shown.js';
import { cellsOf } from './cells.js';
import type { KeptLog, KeptLogs } from './index-file.js';

export interface Collected {
  readonly kept: KeptLogs;
  /** Logs that had to be read. */
  readonly read: number;
}

/** @param projectOf Folder that the agent of a log works in, as the search found it. */
export async function collect(
  logs: readonly string[],
  before: KeptLogs,
  { prices, projectOf }: { readonly prices: Prices; readonly projectOf: (log: string) => string | null },
): Promise<Collected> {
  const stamps = new Map(await Promise.all(logs.map(async log => [log, await stampOf(log)] as const)));
  const kept = new Map<string, KeptLog>();
  let fresh = new Set<string>();
  for (const log of logs) {
    const known = before.get(log);
    if (known !== undefined && known.stamp === stamps.get(log)) kept.set(log, known);
    else {
      fresh.add(log);
      // It may share requests with others as it was, too.
      if (known !== undefined) kept.set(log, known);
    }
  }
  if (fresh.size === 0) return { kept, read: 0 };
  for (;;) {
    const group = closure(fresh, kept);
    const read = await readTogether(
      [...logs].filter(log => group.has(log)),
      stamps,
      prices,
      projectOf,
    );
    for (const [log, facts] of read) kept.set(log, facts);
    fresh = closure(group, kept);
    if (fresh.size === group.size) return { kept, read: group.size };
  }
}

/**
 * All logs that may hold the same requests as these: of the same session, or from the same hours. Copies, forks, and a transcript beside
 * a recording are counted once only where they are read together.
 */
function closure(logs: ReadonlySet<string>, kept: KeptLogs): ReadonlySet<string> & Set<string> {
  const group = new Set(logs);
  for (let size = -1; size !== group.size; ) {
    size = group.size;
    const inside = [...group].flatMap(log => kept.get(log) ?? []);
    for (const [log, facts] of kept) {
      if (!group.has(log) && inside.some(other => mayShare(facts, other))) group.add(log);
    }
  }
  return group;
}

function mayShare(one: KeptLog, other: KeptLog): boolean {
  if (one.sessions.some(session => other.sessions.includes(session))) return true;
  // A log without times may be of any.
  if (one.from === null || one.to === null || other.from === null || other.to === null)
    return one.from === null && other.from === null;
  return one.from <= other.to && other.from <= one.to;
}

async function readTogether(
  logs: readonly string[],
  stamps: ReadonlyMap<string, string>,
  prices: Prices,
  projectOf: (log: string) => string | null,
): Promise<KeptLogs> {
  const engine = createEngine({ prices, hints: false, differences: false, logs });
  const reading = readLogs(logs);
  for await (const record of reading) engine.accept(record);
  const { requests, skipped } = engine.model();
  const byLog = new Map(logs.map(log => [log, requests.filter(request => request.log === log)]));
  const states = new Map(reading.states().map(state => [state.path, state]));
  return new Map(
    logs.map(log => {
      const own = byLog.get(log) ?? [];
      const times = own.flatMap(({ at }) => at ?? []);
      const facts: KeptLog = {
        stamp: stamps.get(log) ?? '',
        sessions: [...new Set(own.map(({ session }) => session))],
        from: times.length === 0 ? null : times.reduce((a, b) => Math.min(a, b)),
        to: times.length === 0 ? null : times.reduce((a, b) => Math.max(a, b)),
        project: projectOf(log),
        cells: cellsOf(own, projectOf),
        problems: problemsOf(states.get(log), skipped.filter(({ path }) => path === log).length),
      };
      return [log, facts];
    }),
  );
}

function problemsOf(state: SourceState | undefined, skipped: number): readonly string[] {
  return [
    ...(state?.state === 'gone' ? [shown(`${state.path}: ${state.message ?? 'cannot be read'}`)] : []),
    ...(state !== undefined && skipped > 0
      ? [shown(`${state.path}: ${skipped} ${skipped === 1 ? 'line' : 'lines'} could not be read`)]
      : []),
  ];
}

/** The files that change when a log does. */
async function filesOf(log: string): Promise<readonly string[]> {
  switch (await kindOf(log)) {
    case 'recording':
      return (await listParts(log)).map(n => partPath(log, n));
    // The newest message is written again until it has ended.
    case 'stored-session':
      return [log, ...(await storedMessages(log)).slice(-2).map(name => join(log, name))];
    default:
      return [log];
  }
}

/** Sizes and times of the files of a log. */
async function stampOf(log: string): Promise<string> {
  const files = await filesOf(log);
  const stamps = await Promise.all(
    files.map(file =>
      stat(file).then(
        ({ size, mtimeMs, ino }) => `${ino}:${size}:${mtimeMs}`,
        () => 'gone',
      ),
    ),
  );
  return stamps.join(' ');
}
