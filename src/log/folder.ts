/** The logs in a folder. */
import type { Stats } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { CACHE_TRACE, PAYLOAD_LOG } from './formats/openclaw-trace.js';
import { whyUnopenable } from './unreadable.js';

/** Endings of files that can hold a log; what they hold, their lines tell. */
const LOG_ENDINGS = /\.(?:jsonl|ndjson|lhar|har|log)$/i;

/** True if a file of that name may be a log. */
export function isLogName(name: string): boolean {
  return LOG_ENDINGS.test(name);
}

/** Logs that tell more together than each alone. */
const COMPANIONS: readonly (readonly string[])[] = [[PAYLOAD_LOG, CACHE_TRACE]];

/** The logs that a path stands for: those in the folder; or the file itself, with the one that belongs to it. */
export async function findLogs(path: string): Promise<string[]> {
  if ((await folderTime(path)) !== null) return listLogs(path);
  const names = COMPANIONS.find(group => group.includes(basename(path))) ?? [];
  const others = names
    .map(name => join(dirname(path), name))
    .filter(other => basename(other) !== basename(path));
  const stats = await Promise.all(others.map(statOf));
  return [path, ...others.filter((_, index) => stats[index]?.isFile())];
}

/** Paths of the logs in a folder, the one that was written to last at the end. Empty if the folder cannot be read. */
export async function listLogs(folder: string): Promise<string[]> {
  const paths = (await namesIn(folder)).filter(isLogName).map(name => join(folder, name));
  const stats = await Promise.all(paths.map(async path => ({ path, stats: await statOf(path) })));
  return stats
    .flatMap(({ path, stats: found }) => (found?.isFile() ? [{ path, time: found.mtimeMs }] : []))
    .sort((a, b) => a.time - b.time || a.path.localeCompare(b.path))
    .map(({ path }) => path);
}

/** When something was last added to or removed from a folder, in milliseconds since 1970; `null` if it is no folder. */
export async function folderTime(path: string): Promise<number | null> {
  const stats = await statOf(path);
  return stats?.isDirectory() ? stats.mtimeMs : null;
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (whyUnopenable(error) === null) throw error;
    return [];
  }
}

async function statOf(path: string): Promise<Stats | null> {
  try {
    return await stat(path);
  } catch (error) {
    if (whyUnopenable(error) === null) throw error;
    return null;
  }
}
