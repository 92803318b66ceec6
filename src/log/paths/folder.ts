/** The logs in a folder. */
import type { Stats } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { CACHE_TRACE, PAYLOAD_LOG } from '../formats/openclaw-trace.js';
import { whyEndless, whyUnopenable } from '../source/unreadable.js';
import { logAt, recordingPart } from './recordings.js';

/** Endings of files that can hold a log; what they hold, their lines tell. */
export const LOG_ENDINGS = ['.jsonl', '.ndjson', '.log', '.har', '.lhar'] as const;

/** Logs that tell more together than each alone. */
const COMPANIONS: readonly (readonly string[])[] = [[PAYLOAD_LOG, CACHE_TRACE]];

export interface FolderFile {
  readonly name: string;
  /** Last modification, in milliseconds since 1970. */
  readonly modified: number;
}

/** Logs that are one JSON document: Gemini CLI's chats before 0.38, the messages of a task of Cline and Roo Code. */
const DOCUMENTS = /^(?:session-.*\.json|ui_messages\.json)$/;

/** True if a file of that name may be a log. */
export function isLogName(name: string): boolean {
  return DOCUMENTS.test(name) || LOG_ENDINGS.some(ending => name.toLowerCase().endsWith(ending));
}

/** The folder in which Claude Code puts the transcripts of a session's subagents. */
export function subagentsOf(log: string): string {
  return join(log.replace(/\.jsonl$/, ''), 'subagents');
}

/** Paths of the logs in a folder, the one that was written to last at the end. Empty if the folder cannot be read. */
export async function listLogs(folder: string): Promise<string[]> {
  const logs = (await listFolder(folder, isLogName)).map(({ name }) => logAt(join(folder, name)));
  return [...new Set(logs)];
}

/** The files in a folder, the one that was written to last at the end. Empty if the folder cannot be read. */
export async function listFolder(
  folder: string,
  matches: (name: string) => boolean = () => true,
): Promise<FolderFile[]> {
  const names = (await folderNames(folder)).filter(matches);
  const stats = await Promise.all(
    names.map(async name => ({ name, stats: await statOf(join(folder, name)) })),
  );
  return stats
    .flatMap(({ name, stats: found }) => (found?.isFile() ? [{ name, modified: found.mtimeMs }] : []))
    .sort((a, b) => a.modified - b.modified || a.name.localeCompare(b.name));
}

/** What bears such a name in a folder and can be no file: a pipe, a socket, a device; each with a sentence. */
export async function listOdd(
  folder: string,
  matches: (name: string) => boolean,
): Promise<{ readonly name: string; readonly why: string }[]> {
  const names = (await folderNames(folder)).filter(matches).sort();
  const stats = await Promise.all(names.map(name => statOf(join(folder, name))));
  return names.flatMap((name, index) => {
    const found = stats[index];
    const why = found ? whyEndless(join(folder, name), found) : null;
    return why === null ? [] : [{ name, why }];
  });
}

/**
 * Milliseconds in which two changes of a folder may bear the same time (generous: some file systems count seconds): one that
 * came within them after a listing leaves no other time.
 */
export const CLOCK_TICK = 2000;

/** When something was last added to or removed from a folder, in milliseconds since 1970; `null` if it is no folder. */
export async function folderTime(path: string): Promise<number | null> {
  const stats = await statOf(path);
  return stats?.isDirectory() ? stats.mtimeMs : null;
}

/** Which parts of a recording are there, in their order. */
export async function listParts(recording: string): Promise<number[]> {
  const folder = dirname(recording);
  const stem = basename(recording, '.jsonl');
  // Asked of each of hundreds in one folder: only what begins like it is looked at.
  const names = (await folderNames(folder)).filter(name => name.startsWith(stem));
  const parts = names.map(name => recordingPart(join(folder, name)));
  return parts.flatMap(part => (part?.recording === recording ? [part.n] : [])).sort((a, b) => a - b);
}

/** Logs that tell more together with the one at a path. */
export async function companionsOf(path: string): Promise<string[]> {
  const names = COMPANIONS.find(group => group.includes(basename(path))) ?? [];
  const others = names.filter(name => name !== basename(path)).map(name => join(dirname(path), name));
  const stats = await Promise.all(others.map(statOf));
  return others.filter((_, index) => stats[index]?.isFile());
}

/** Names in a folder, in no order. Empty if it cannot be read. */
export async function folderNames(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (whyUnopenable(error) === null) throw error;
    return [];
  }
}

/** Whether something stands at a path that can be asked. */
export const isThere = async (path: string): Promise<boolean> => (await statOf(path)) !== null;

async function statOf(path: string): Promise<Stats | null> {
  try {
    return await stat(path);
  } catch (error) {
    if (whyUnopenable(error) === null) throw error;
    return null;
  }
}
