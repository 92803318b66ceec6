import { chmod, lstat, mkdir, readdir, readlink, stat, unlink } from 'node:fs/promises';
import { dirname, isAbsolute, join, sep } from 'node:path';
import { type RecordingPart, recordingPart } from '../../log/paths/recordings.js';
import { FOLDER_MODE } from './disk.js';
import { type KeepLimits, planRetention, type RecordingFile } from './retention.js';
import { mayBeWritten } from './writer.js';

/**
 * Makes the folder, readable by its owner only. Prompts are written to it and old recordings deleted in it, so it has to be
 * the user's own: neither somebody else's, nor reached by a link that they did not make or that leads to what is not theirs. What a link
 * leads to had a use before, and keeps its mode; the files are closed to others all the same.
 *
 * @param folder an absolute path
 * @param user id of the user; undefined: the system has none
 * @returns why it cannot be used; null: it can. Rejects as `node:fs` does.
 */
export async function prepareFolder(folder: string, user = process.getuid?.()): Promise<string | null> {
  if (!isAbsolute(folder)) return 'it is no absolute path';
  const problemBefore = await problemOnTheWay(folder, user);
  if (problemBefore !== null) return problemBefore;
  await mkdir(folder, { recursive: true, mode: FOLDER_MODE });
  const problem = await problemOnTheWay(folder, user);
  if (problem !== null) return problem;
  if (!(await lstat(folder)).isSymbolicLink()) await chmod(folder, FOLDER_MODE);
  return null;
}

/** Links that lead to links, at most (`MAXSYMLINKS` of Linux). */
const MOST_LINKS = 40;

/**
 * Every link on the way to the folder, and behind each link, is the user's or the system's (root's), and so is what it leads to; what
 * the two last names stand for, `cachequake` and the folder, is the user's own.
 */
async function problemOnTheWay(folder: string, user: number | undefined): Promise<string | null> {
  if (user === undefined) return null;
  for (const path of [dirname(folder), folder]) {
    const problem = await foreign(path, user);
    if (problem !== null) return problem;
  }
  let rest = folder.split(sep);
  let at: string = sep;
  for (let links = 0; rest.length > 0; ) {
    const path = join(at, rest.shift() ?? '');
    const info = await lstat(path).catch(() => null);
    if (info === null) return null;
    if (!info.isSymbolicLink()) {
      at = path;
      continue;
    }
    links += 1;
    if (info.uid !== user && info.uid !== 0) return `${path} is a link of another user`;
    if (links > MOST_LINKS) return `${path} is a link that leads nowhere`;
    const owner: number = (await stat(path).catch(() => null))?.uid ?? user;
    if (owner !== user && owner !== 0) return `${path} is a link to what belongs to another user`;
    const target = await readlink(path);
    at = isAbsolute(target) ? sep : at;
    rest = [...target.split(sep), ...rest];
  }
  return null;
}

/** The right of others to write, with which `/tmp` is shared. */
const BY_ANYBODY = 0o002;

/** Why what stands at a path is not the user's own; null: it is, or nothing stands there. */
async function foreign(path: string, user: number | undefined): Promise<string | null> {
  const itself = await lstat(path).catch(() => null);
  if (itself === null || user === undefined) return null;
  if (itself.uid !== user) return `${path} belongs to another user`;
  if (!itself.isSymbolicLink()) return itself.isDirectory() ? null : `${path} is no folder`;
  const target = await stat(path).catch(() => null);
  if (target === null) return `${path} is a link that leads nowhere`;
  if (!target.isDirectory()) return `${path} is a link to what is no folder`;
  if (target.uid !== user) return `${path} is a link to a folder of another user`;
  return (target.mode & BY_ANYBODY) === 0 ? null : `${path} is a link to a folder that anybody can write to`;
}

/**
 * Deletes what is beyond the limits, and sockets that a recorder left which did not end well. Only files named as
 * recordings are touched.
 *
 * @param own the recording that this process writes; null: none
 */
export async function applyRetention(
  folder: string,
  limits: KeepLimits,
  now: number,
  own: string | null = null,
): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  const isLive = await liveness(folder, names, own);
  const paths = [
    ...planRetention(await recordingsOf(folder, names, now, isLive), limits, now),
    ...names
      .filter(name => name.endsWith('.sock'))
      .flatMap(name => {
        const part = recordingPart(join(folder, name.replace(/\.sock$/, '.jsonl')));
        return part === null || isLive(part) ? [] : [join(folder, name)];
      }),
  ];
  for (const path of paths) await unlink(path).catch(() => undefined);
}

/** Deletes a recording in which nothing stands: nobody needs to choose between it and others. */
export async function removeEmpty(path: string): Promise<void> {
  const info = await stat(path).catch(() => null);
  if (info?.size === 0) await unlink(path).catch(() => undefined);
}

/** Which of the recordings in a folder may still be written, each asked once. */
async function liveness(
  folder: string,
  names: readonly string[],
  own: string | null,
): Promise<(part: RecordingPart) => boolean> {
  const parts = names.flatMap(name => recordingPart(join(folder, name.replace(/\.sock$/, '.jsonl'))) ?? []);
  const recordings = new Map(parts.map(part => [part.recording, part]));
  const live = new Set<string>();
  for (const part of recordings.values()) if (await mayBeWritten(part, own)) live.add(part.recording);
  return ({ recording }) => live.has(recording);
}

/** Milliseconds that a recorder may still wait for the usage of a request in a part that takes no more of them. */
const ANSWER_WITHIN = 3_600_000;

async function recordingsOf(
  folder: string,
  names: readonly string[],
  now: number,
  isLive: (part: RecordingPart) => boolean,
): Promise<readonly RecordingFile[]> {
  const newest = newestParts(folder, names);
  const files: RecordingFile[] = [];
  for (const name of names) {
    const path = join(folder, name);
    const part = recordingPart(path);
    if (part === null) continue;
    const info = await stat(path).catch(() => null);
    if (!info?.isFile()) continue;
    const mayGrow = newest.get(part.recording) === part.n || now - info.mtimeMs < ANSWER_WITHIN;
    files.push({
      path,
      bytes: info.size,
      writtenAt: info.mtimeMs,
      isLive: mayGrow && isLive(part),
    });
  }
  return files;
}

/** Number of the part that takes the requests now, by recording. */
function newestParts(folder: string, names: readonly string[]): ReadonlyMap<string, number> {
  const newest = new Map<string, number>();
  for (const name of names) {
    const part = recordingPart(join(folder, name));
    if (part !== null) newest.set(part.recording, Math.max(part.n, newest.get(part.recording) ?? 0));
  }
  return newest;
}
