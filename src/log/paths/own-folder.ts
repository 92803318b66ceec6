/** Folders in which we write and delete: recordings, what watchers say and learn, what history has read. */
import { chmod, lstat, mkdir, readlink, realpath, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, sep } from 'node:path';

/** Nobody but their owner reads what is in it. */
export const FOLDER_MODE = 0o700;

/**
 * Makes the folder, readable by its owner only. Prompts are written to it and what is old deleted in it, so it has to be
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

/** The right to take away only what is one's own, which `/tmp` has. */
const STICKY = 0o1000;

/**
 * A folder on the way, links followed, in which anybody may rename what is ours and put their own in its place; null: there is none.
 *
 * @param folder an absolute path
 */
export async function openToAnybody(folder: string): Promise<string | null> {
  const real = await realpath(folder).catch(() => null);
  for (let at = dirname(real ?? folder); ; at = dirname(at)) {
    const info = await stat(at).catch(() => null);
    if (info?.isDirectory() && (info.mode & BY_ANYBODY) !== 0 && (info.mode & STICKY) === 0) return at;
    if (at === dirname(at)) return null;
  }
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
  if (target.uid !== user) return `${path} is a link to a folder of another user`;
  return (target.mode & BY_ANYBODY) === 0 ? null : `${path} is a link to a folder that anybody can write to`;
}
