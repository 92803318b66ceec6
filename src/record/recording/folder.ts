import { chmod, lstat, mkdir, readdir, stat, unlink } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import { recordingPart } from '../../log/paths/recordings.js';
import { FOLDER_MODE } from './disk.js';
import { type KeepLimits, planRetention, type RecordingFile } from './retention.js';

/**
 * Makes the folder, readable by its owner only. Prompts are written to it and old recordings deleted in it, so it has to be
 * the user's own: neither somebody else's, nor reached by a link that they did not make or that leads to what is not theirs.
 *
 * @param folder an absolute path
 * @param user id of the user; undefined: the system has none
 * @returns why it cannot be used; null: it can. Rejects as `node:fs` does.
 */
export async function prepareFolder(folder: string, user = process.getuid?.()): Promise<string | null> {
  if (!isAbsolute(folder)) return 'it is no absolute path';
  // The folder above is ours by name.
  for (const path of [dirname(folder), folder]) {
    const problem = await foreign(path, user);
    if (problem !== null) return problem;
  }
  await mkdir(folder, { recursive: true, mode: FOLDER_MODE });
  const problem = await foreign(folder, user);
  if (problem !== null) return problem;
  await chmod(folder, FOLDER_MODE);
  return null;
}

/** Why what stands at a path is not the user's own; null: it is, or nothing stands there. */
async function foreign(path: string, user: number | undefined): Promise<string | null> {
  const itself = await lstat(path).catch(() => null);
  if (itself === null || user === undefined) return null;
  if (itself.uid !== user) return `${path} belongs to another user`;
  if (!itself.isSymbolicLink()) return itself.isDirectory() ? null : `${path} is no folder`;
  const target = await stat(path).catch(() => null);
  if (target === null) return `${path} is a link that leads nowhere`;
  if (!target.isDirectory()) return `${path} is a link to what is no folder`;
  return target.uid === user ? null : `${path} is a link to a folder of another user`;
}

/**
 * Deletes what is beyond the limits, and sockets that a recorder left which did not end well. Only files named as
 * recordings are touched.
 */
export async function applyRetention(folder: string, limits: KeepLimits, now: number): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  const files = await recordingsOf(folder, names, now);
  const paths = [
    ...planRetention(files, limits, now),
    ...names.filter(isDeadSocket).map(name => join(folder, name)),
  ];
  for (const path of paths) await unlink(path).catch(() => undefined);
}

/** Deletes a recording in which nothing stands: nobody needs to choose between it and others. */
export async function removeEmpty(path: string): Promise<void> {
  const info = await stat(path).catch(() => null);
  if (info?.size === 0) await unlink(path).catch(() => undefined);
}

function isDeadSocket(name: string): boolean {
  const part = name.endsWith('.sock') ? recordingPart(name.replace(/\.sock$/, '.jsonl')) : null;
  return part !== null && !isRunning(part.pid);
}

/** Milliseconds that a recorder may still wait for the usage of a request in a part that takes no more of them. */
const ANSWER_WITHIN = 3_600_000;

async function recordingsOf(
  folder: string,
  names: readonly string[],
  now: number,
): Promise<readonly RecordingFile[]> {
  const newest = newestParts(names);
  const files: RecordingFile[] = [];
  for (const name of names) {
    const part = recordingPart(name);
    if (part === null) continue;
    const path = join(folder, name);
    const info = await stat(path).catch(() => null);
    if (!info?.isFile()) continue;
    const mayGrow = newest.get(part.recording) === part.n || now - info.mtimeMs < ANSWER_WITHIN;
    files.push({
      path,
      bytes: info.size,
      writtenAt: info.mtimeMs,
      isLive: mayGrow && isRunning(part.pid),
    });
  }
  return files;
}

/** Number of the part that takes the requests now, by recording. */
function newestParts(names: readonly string[]): ReadonlyMap<string, number> {
  const newest = new Map<string, number>();
  for (const name of names) {
    const part = recordingPart(name);
    if (part !== null) newest.set(part.recording, Math.max(part.n, newest.get(part.recording) ?? 0));
  }
  return newest;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process of that number: it runs, and is not ours to signal.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
