import { createHash } from 'node:crypto';
import type { BigIntStats } from 'node:fs';
import { resolve } from 'node:path';

/** A file by what stays the same when it is renamed or linked. */
export interface FileId {
  readonly dev: bigint;
  readonly ino: bigint;
  /** When it was made, in nanoseconds since 1970: numbers of inodes are used again, times of making are not. */
  readonly madeAt: bigint;
}

export const fileIdOf = ({ dev, ino, birthtimeNs }: BigIntStats): FileId => ({
  dev,
  ino,
  madeAt: birthtimeNs,
});

export const isSameFile = (one: FileId, other: FileId): boolean =>
  one.dev === other.dev && one.ino === other.ino && one.madeAt === other.madeAt;

/** To look a file up by. */
export const fileKey = ({ dev, ino, madeAt }: FileId): string => `${dev}:${ino}:${madeAt}`;

/** A log by its path, outside of this machine: a path tells whose it is. */
export const logId = (path: string): string => shortHash(resolve(path));

/**
 * A request outside of this machine, by its id (`log#n`): the path of its log, hashed, and its number. The same in every run;
 * `cachequake explain` takes it.
 *
 * @example eventId('/home/me/payload.jsonl#5') // '9d96f6c71003-5'
 */
export function eventId(request: string): string {
  try {
    return hashedId(request, logId);
  } catch {
    // The working folder is gone, and the log was read all the same.
    return hashedId(request);
  }
}

/** The same of a path as it stands, wherever it leads from. */
export function hashedId(request: string, hashOf = shortHash): string {
  const at = request.lastIndexOf('#');
  return `${hashOf(request.slice(0, at))}-${request.slice(at + 1)}`;
}

/** A text by twelve hexadecimal digits, outside of this machine. */
export function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}
