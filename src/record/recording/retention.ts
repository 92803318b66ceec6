/** Which old recordings to delete. Pure; `folder.ts` does it. */

/** Limits of `--keep`; null: none. */
export interface KeepLimits {
  readonly bytes: number | null;
  readonly files: number | null;
  /** Milliseconds since a file was last written. */
  readonly age: number | null;
}

export interface RecordingFile {
  readonly path: string;
  readonly bytes: number;
  /** Milliseconds since 1970. */
  readonly writtenAt: number;
  /** A recorder may still write it: it counts, and stays. */
  readonly isLive: boolean;
}

export const DEFAULT_KEEP = '2GB,30d';

const UNITS: Readonly<Record<string, readonly [keyof KeepLimits, number]>> = {
  '': ['files', 1],
  KB: ['bytes', 1e3],
  MB: ['bytes', 1e6],
  GB: ['bytes', 1e9],
  TB: ['bytes', 1e12],
  h: ['age', 3_600_000],
  d: ['age', 86_400_000],
  w: ['age', 7 * 86_400_000],
};

export type KeepResult =
  | { readonly ok: true; readonly limits: KeepLimits }
  | { readonly ok: false; readonly message: string };

/**
 * Reads `--keep`: a size, an age and a number of files in any combination, or `all`.
 *
 * @example parseKeep('2GB,30d,100')
 */
export function parseKeep(text: string): KeepResult {
  let limits: KeepLimits = { bytes: null, files: null, age: null };
  if (text.trim() === 'all') return { ok: true, limits };
  for (const part of text.split(',')) {
    const match = /^\s*(\d+(?:\.\d+)?)\s*([a-zA-Z]*)\s*$/.exec(part);
    const unit = match?.[2] === undefined ? undefined : unitOf(match[2]);
    if (!match || !unit) {
      return {
        ok: false,
        message: `--keep ${text}: give a size, an age, a number of files or all, as in 2GB,30d,100`,
      };
    }
    const limit = Number(match[1]) * unit[1];
    if (limit === 0) {
      return {
        ok: false,
        message: `--keep ${text}: the recording that is being written always stays; --keep 1 keeps that one only`,
      };
    }
    limits = { ...limits, [unit[0]]: limit };
  }
  return { ok: true, limits };
}

function unitOf(name: string): readonly [keyof KeepLimits, number] | undefined {
  const key = Object.keys(UNITS).find(unit => unit.toLowerCase() === name.toLowerCase());
  return key === undefined ? undefined : UNITS[key];
}

/** Paths to delete, oldest first: too old, then beyond the number, then until the rest is small enough. */
export function planRetention(
  files: readonly RecordingFile[],
  limits: KeepLimits,
  now: number,
): readonly string[] {
  const newestFirst = [...files].sort((a, b) => b.writtenAt - a.writtenAt);
  let bytes = newestFirst.filter(file => file.isLive).reduce((sum, file) => sum + file.bytes, 0);
  let count = newestFirst.filter(file => file.isLive).length;
  let isFull = false;
  const deleted: string[] = [];
  for (const file of newestFirst) {
    if (file.isLive) continue;
    isFull ||= limits.files !== null && count + 1 > limits.files;
    isFull ||= limits.bytes !== null && bytes + file.bytes > limits.bytes;
    isFull ||= limits.age !== null && now - file.writtenAt > limits.age;
    if (isFull) {
      deleted.push(file.path);
      continue;
    }
    bytes += file.bytes;
    count += 1;
  }
  return deleted.reverse();
}

/** A file is closed to further requests at a quarter of the size to keep, so that old ones can go one by one. */
export function rotationSize(limits: KeepLimits): number {
  const most = 256e6;
  return limits.bytes === null ? most : Math.min(most, Math.max(1e6, limits.bytes / 4));
}
