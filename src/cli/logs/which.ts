/** Which logs a command is about: those that are named, the newest here, all since a time, or standard input. */
import { findSources, latestOf } from '../../log/find/find.js';
import { type LogsSince, logsSince } from '../../log/find/since.js';
import { logsBehind } from '../../log/paths/logs-at.js';
import { STDIN } from '../../log/source/unreadable.js';
import type { Io } from '../io.js';
import { machineOf } from './machine.js';

export interface Which {
  readonly latest?: boolean;
  /** Milliseconds since 1970. */
  readonly since?: number;
}

export interface Chosen {
  readonly logs: readonly string[];
  /** A sentence for each path that leads to no log, and why there is none at all. */
  readonly problems: readonly string[];
}

/** @param command Its name, for the sentence on a call without a log. */
export async function whichLogs(
  paths: readonly string[],
  which: Which,
  command: string,
  io: Io,
): Promise<Chosen> {
  const none = (problem: string): Chosen => ({ logs: [], problems: [problem] });
  if (paths.length > 0 && which.latest) return none('give a path or --latest, not both');
  if (paths.includes('-') && io.stdinIsTTY) {
    return none('- reads standard input, and nothing is piped into it');
  }
  if (paths.length > 0) return logsBehind(paths.map(path => (path === '-' ? STDIN : path)));
  if (!which.latest && which.since === undefined) {
    return none(
      `which log? Give a file or a folder, --latest for the newest one here, or --since 7d for all; \`cachequake ${command} --help\` shows how`,
    );
  }
  const { logs, older } = which.latest ? await newest(io) : await logsSince(which.since ?? 0, machineOf(io));
  if (logs.length > 0) return logsBehind(logs);
  const when = older > 0 ? ' since then' : '';
  return none(
    `no log found on this machine${when}; \`cachequake sources\` says how to make an agent write one`,
  );
}

async function newest(io: Io): Promise<LogsSince> {
  const latest = latestOf((await findSources(machineOf(io))).sources);
  return { logs: latest === null ? [] : [latest.path], older: 0 };
}
