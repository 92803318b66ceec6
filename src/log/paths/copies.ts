/** Copies of logs: a file that holds what another one begins with, and nothing else. */
import { type FileHandle, open, stat } from 'node:fs/promises';
import { whyUnopenable } from '../source/unreadable.js';

/** Bytes by which most files are told apart at once. */
const START = 4 * 1024;
const CHUNK = 1024 * 1024;

interface Candidate {
  readonly log: string;
  /** Place in the list. */
  readonly index: number;
  readonly size: number;
  readonly start: Buffer;
}

/**
 * Of which other log each is a copy, by path: `cp`, a backup, what `copytruncate` leaves. Of two equal ones the later in the list
 * is the copy. Files that are not there, and what is no file, are no copies.
 */
export async function copiesAmong(logs: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const candidates: Candidate[] = [];
  for (const [index, log] of logs.entries()) {
    const found = await withFile(log, async (file, size) => ({ size, start: await bytesAt(file, 0, START) }));
    if (found !== null && found.size > 0) candidates.push({ log, index, ...found });
  }
  const copies = new Map<string, string>();
  for (const one of candidates) {
    for (const other of candidates.filter(each => isBefore(each, one) && startAlike(each, one))) {
      if (copies.has(other.log) || !(await beginsAlike(one.log, other.log, one.size))) continue;
      copies.set(one.log, other.log);
      break;
    }
  }
  return copies;
}

/** Longer, or as long and earlier in the list. */
function isBefore(other: Candidate, one: Candidate): boolean {
  return other.size === one.size ? other.index < one.index : other.size > one.size;
}

const startAlike = (other: Candidate, one: Candidate): boolean =>
  other.start.subarray(0, one.start.length).equals(one.start);

async function beginsAlike(one: string, other: string, length: number): Promise<boolean> {
  const same = await withFile(one, file =>
    withFile(other, async second => {
      for (let at = 0; at < length; at += CHUNK) {
        const size = Math.min(CHUNK, length - at);
        const [a, b] = [await bytesAt(file, at, size), await bytesAt(second, at, size)];
        if (a.length !== size || !a.equals(b)) return false;
      }
      return true;
    }),
  );
  return same === true;
}

async function withFile<T>(
  path: string,
  use: (file: FileHandle, size: number) => Promise<T>,
): Promise<T | null> {
  try {
    // Looked at before it is opened: opening a pipe waits for its writer.
    const stats = await stat(path);
    if (!stats.isFile()) return null;
    const file = await open(path, 'r');
    try {
      return await use(file, stats.size);
    } finally {
      await file.close();
    }
  } catch (error) {
    if (whyUnopenable(error) === null) throw error;
    return null;
  }
}

async function bytesAt(file: FileHandle, at: number, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(length);
  const { bytesRead } = await file.read(bytes, 0, length, at);
  return bytes.subarray(0, bytesRead);
}
