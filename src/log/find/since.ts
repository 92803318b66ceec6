/** What a question about a time is about, where it names no log. */
import type { Machine } from './agent.js';
import { findSources } from './find.js';

export interface LogsSince {
  /** Paths of those that were written to since then, newest first. */
  readonly logs: readonly string[];
  /** How many others there are. */
  readonly older: number;
}

/** @param since milliseconds since 1970 */
export async function logsSince(since: number, machine: Machine): Promise<LogsSince> {
  const { sources } = await findSources(machine, { most: ALL });
  const logs = sources.filter(({ modifiedAt }) => modifiedAt >= since).map(({ path }) => path);
  return { logs, older: sources.length - logs.length };
}

/** More logs than this are not found on one machine. */
export const ALL = 100_000;
