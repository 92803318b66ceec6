/** The files below a folder, with an end to the work: a projects folder may be huge, a link may lead back up. */
import type { Dirent, Stats } from 'node:fs';
import { opendir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { whyUnopenable } from '../source/unreadable.js';

export interface WalkOptions {
  /** Levels of folders below this one. */
  readonly depth: number;
  isLog(name: string): boolean;
  /** Most files and folders to look at. */
  readonly most: number;
}

export interface WalkedFile {
  readonly path: string;
  readonly bytes: number;
  /** Milliseconds since 1970. */
  readonly modifiedAt: number;
  /** Files that it stands for, where it is more than one. */
  readonly parts?: number;
}

export interface Problem {
  readonly path: string;
  /** What is wrong, without a capital and a full stop. */
  readonly reason: string;
}

export interface Walk {
  readonly files: readonly WalkedFile[];
  /** Folders that could not be read. One that is not there is none of them. */
  readonly problems: readonly Problem[];
  /** True if there was more than `most`. */
  readonly isCut: boolean;
}

/**
 * Looks at the newest folders first, and in each at the last names first (most names begin with a time), so that the
 * limit cuts off what is old.
 */
export async function walk(folder: string, { depth, isLog, most }: WalkOptions): Promise<Walk> {
  const files: WalkedFile[] = [];
  const problems: Problem[] = [];
  const seen = new Set<string>();
  let left = most;
  let isCut = false;

  /** Takes what may still be looked at, at most `share` of it. */
  function within(names: readonly string[], share: number): readonly string[] {
    const taken = names.slice(0, Math.floor(left * share));
    if (taken.length < names.length) isCut = true;
    left -= taken.length;
    return taken;
  }

  async function visit(path: string, levels: number): Promise<void> {
    const here = await listing(path);
    if ('reason' in here) {
      if (here.reason !== null) problems.push({ path, reason: here.reason });
      return;
    }
    isCut ||= here.isCut;
    const folders = here.entries.filter(entry => !entry.isFile());
    const names = here.entries.filter(entry => !entry.isDirectory() && isLog(entry.name));
    // Folders may not take all: then no file would be found at all.
    const found = levels > 0 ? await statAll(path, within(namesOf(folders), 0.5)) : [];
    for (const { stats, path: file } of await statAll(path, within(namesOf(names), 1))) {
      if (stats.isFile()) files.push({ path: file, bytes: stats.size, modifiedAt: stats.mtimeMs });
    }
    const below = found.filter(({ stats }) => stats.isDirectory());
    for (const { path: inner, stats } of below.sort((a, b) => b.stats.mtimeMs - a.stats.mtimeMs)) {
      const identity = `${stats.dev}:${stats.ino}`;
      if (seen.has(identity)) continue;
      seen.add(identity);
      await visit(inner, levels - 1);
    }
  }

  await visit(folder, depth);
  return { files, problems, isCut };
}

/** Entries of one folder that are read at all. */
const MOST_ENTRIES = 20_000;

type Listing =
  | { readonly entries: readonly Dirent[]; readonly isCut: boolean }
  | { readonly reason: string | null };

/** What stands in a folder, at most twenty thousand entries; or why it cannot be read, `null` if it is not there. */
export async function listing(folder: string): Promise<Listing> {
  const entries: Dirent[] = [];
  try {
    for await (const entry of await opendir(folder, { bufferSize: 512 })) {
      if (entries.length >= MOST_ENTRIES) return { entries, isCut: true };
      entries.push(entry);
    }
    return { entries, isCut: false };
  } catch (error) {
    return { reason: whyMissing(error) };
  }
}

/** A sentence for what cannot be read; `null` for what is not there, which is no problem. */
export function whyMissing(error: unknown): string | null {
  const reason = whyUnopenable(error);
  if (reason === null) throw error;
  const code = error instanceof Error && 'code' in error ? error.code : null;
  return code === 'ENOENT' || code === 'ENOTDIR' ? null : reason;
}

const namesOf = (entries: readonly Dirent[]): readonly string[] =>
  entries
    .map(({ name }) => name)
    .sort()
    .reverse();

/** Looks that run at a time. */
const AT_ONCE = 64;

async function statAll(
  folder: string,
  names: readonly string[],
): Promise<{ readonly path: string; readonly stats: Stats }[]> {
  const found: { path: string; stats: Stats }[] = [];
  for (let from = 0; from < names.length; from += AT_ONCE) {
    const paths = names.slice(from, from + AT_ONCE).map(name => join(folder, name));
    const stats = await Promise.all(paths.map(path => stat(path).catch(nothingOf)));
    for (const [index, path] of paths.entries()) {
      const here = stats[index];
      if (here) found.push({ path, stats: here });
    }
  }
  return found;
}

/** Deleted since it was listed, or a link to nowhere. */
function nothingOf(error: unknown): null {
  if (whyUnopenable(error) === null) throw error;
  return null;
}
