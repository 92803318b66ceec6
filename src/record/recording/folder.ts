import { readdir, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { type RecordingPart, recordingPart } from '../../log/paths/recordings.js';
import { type KeepLimits, planRetention, type RecordingFile } from './retention.js';
import { mayBeWritten } from './writer.js';

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
