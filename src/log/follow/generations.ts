/** The files that a log was before the one that stands at its path now: what a rotation renamed it to. */
import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { type FileId, fileIdOf } from '../paths/file-id.js';
import { whyUnopenable } from '../source/unreadable.js';

export interface Generation extends FileId {
  readonly path: string;
}

/** Files beside a log that bear a name which rotation gives: `log.jsonl.1`, `log-2026-11-22.jsonl`; the oldest first. */
export async function listGenerations(log: string): Promise<readonly Generation[]> {
  const isName = generationName(basename(log));
  const folder = dirname(log);
  const names = await readdir(folder).catch(missing([]));
  const found: Generation[] = [];
  for (const name of names.filter(isName)) {
    const path = join(folder, name);
    const stats = await stat(path, { bigint: true }).catch(missing(null));
    if (stats?.isFile()) found.push({ path, ...fileIdOf(stats) });
  }
  return found.sort((a, b) => (a.madeAt < b.madeAt ? -1 : a.madeAt > b.madeAt ? 1 : 0));
}

/** Something that is not there, or not for us, is none; anything else is a bug. */
function missing<T>(instead: T): (error: unknown) => T {
  return error => {
    if (whyUnopenable(error) === null) throw error;
    return instead;
  };
}

/** What follows the name: a number, a date, `old`. */
const SUFFIX = /^[.\-_](?:\d[\dTZ:._+-]*|old|bak|prev|previous)$/i;

function generationName(log: string): (name: string) => boolean {
  const ending = extname(log);
  const stem = ending === '' ? log : log.slice(0, -ending.length);
  return name => {
    if (name === log) return false;
    if (name.startsWith(log)) return SUFFIX.test(name.slice(log.length));
    const isNamed = ending !== '' && name.startsWith(stem) && name.endsWith(ending);
    return isNamed && SUFFIX.test(name.slice(stem.length, -ending.length));
  };
}
