/** The one answer to "which logs are at this path", for watching, reports, diffs, the search and the library. */
import { access, constants, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { EMPTY_PATH } from '../../text/paths.js';
import { whyUnopenable } from '../source/unreadable.js';
import { fileIdOf, fileKey } from './file-id.js';
import {
  companionsOf,
  folderNames,
  folderTime,
  LOG_ENDINGS,
  listFolder,
  listLogs,
  listParts,
  subagentsOf,
} from './folder.js';
import { folderOfSessions, isStoredSession, storedSessions } from './opencode-storage.js';
import { logAt, recordingPart } from './recordings.js';

/** How a log is read: one file, a recording of several, a folder of Claude Code's bodies, a session of opencode's storage. */
export type LogKind = 'file' | 'recording' | 'bodies' | 'stored-session';

/** Its name in the folders of bodies that have an index; the format `claude-code-bodies` reads it. */
export const BODIES_INDEX = 'index.jsonl';
export const REQUEST_BODY = '.request.json';
export const RESPONSE_BODY = '.response.json';

/**
 * The logs that a path stands for, in the order in which they were last written. A folder: every log in it, and itself where it
 * holds bodies without an index. A file, there or not: itself, with the one that belongs to it, and with a transcript of
 * Claude Code those of its subagents. Any part of a recording: the recording, under the path of part 1. opencode's storage, and
 * what names a session in it: its sessions.
 */
export async function logsAt(path: string): Promise<readonly string[]> {
  const stored = await storedSessions(path);
  if (stored.length > 0) return stored;
  const isFolder = (await folderTime(path)) !== null;
  const logs = isFolder ? await listLogs(path) : [logAt(path), ...(await companionsOf(path))];
  const nested = await Promise.all(logs.map(log => listLogs(subagentsOf(log))));
  const found = logs.flatMap((log, index) => [log, ...(nested[index] ?? [])]);
  return isFolder && (await holdsBodies(path)) ? [path, ...found] : found;
}

export async function kindOf(log: string): Promise<LogKind> {
  if (recordingPart(log) !== null) return 'recording';
  if (await isStoredSession(log)) return 'stored-session';
  return (await holdsBodies(log)) ? 'bodies' : 'file';
}

/** The folder that changes when a log comes to a path: mostly the path itself. */
export async function folderOfLogs(path: string): Promise<string> {
  return (await folderOfSessions(path)) ?? path;
}

/** True for a folder of bodies that has no index: it is read as a whole. */
export async function holdsBodies(folder: string): Promise<boolean> {
  const files = await listFolder(folder, name => name === BODIES_INDEX || isBodyName(name));
  return files.length > 0 && !files.some(file => file.name === BODIES_INDEX);
}

export function isBodyName(name: string): boolean {
  return name.endsWith(REQUEST_BODY) || name.endsWith(RESPONSE_BODY);
}

/** Logs behind several paths. */
export interface FoundLogs {
  /** Each file once, under the name by which it was found first, in the order of the paths. */
  readonly logs: readonly string[];
  /** A sentence for each path that leads to no log; it begins with the path. */
  readonly problems: readonly string[];
}

/** The logs behind paths that have to be there. A log that is reached by two of them is found once. */
export async function logsBehind(paths: readonly string[]): Promise<FoundLogs> {
  const logs: string[] = [];
  const problems: string[] = [];
  for (const path of paths) {
    if (path === '') {
      problems.push(EMPTY_PATH);
      continue;
    }
    const problem = await whyNotThere(path);
    const found = problem === null ? await logsAt(path) : [];
    if (problem === null && found.length === 0) {
      problems.push(`${path}: ${await whyNone(path)}`);
    } else if (problem !== null) problems.push(`${path}: ${problem}`);
    logs.push(...found);
  }
  return { logs: await distinctLogs(logs), problems };
}

/** Of a folder in which no log stands: where some do, one step further down. */
async function whyNone(folder: string): Promise<string> {
  const endings = `no file in it ends in ${LOG_ENDINGS.join(', ')}`;
  const below = await Promise.all(
    (await folderNames(folder)).map(async name =>
      (await listLogs(join(folder, name))).length > 0 ? name : null,
    ),
  );
  const [first, ...others] = below.filter(name => name !== null).sort();
  if (first === undefined) return `a folder without logs: ${endings}`;
  const folders = others.length === 0 ? 'one folder in it has' : `${others.length + 1} folders in it have`;
  return `a folder without logs of its own, but ${folders} some: name one, as ${join(folder, first)}`;
}

async function whyNotThere(path: string): Promise<string | null> {
  try {
    await access(path, constants.R_OK);
    return null;
  } catch (error) {
    const reason = whyUnopenable(error);
    if (reason === null) throw error;
    // Part 1 may have been deleted before the others.
    const isPart = recordingPart(path) !== null && (await listParts(logAt(path))).length > 0;
    return isPart ? null : reason;
  }
}

/** Each log once: links and other spellings of a path lead to the same file. */
export async function distinctLogs(logs: readonly string[]): Promise<readonly string[]> {
  const known = new Set<string>();
  const distinct: string[] = [];
  for (const log of logs) {
    const identity = await identityOf(log);
    if (known.has(identity)) continue;
    known.add(identity);
    distinct.push(log);
  }
  return distinct;
}

/** What makes a log the same whatever it is called: its file, or its absolute path where there is none yet. */
export async function identityOf(log: string): Promise<string> {
  try {
    return fileKey(fileIdOf(await stat(log, { bigint: true })));
  } catch (error) {
    if (whyUnopenable(error) === null) throw error;
    return resolve(log);
  }
}
