import { stat } from 'node:fs/promises';
import { whyUnopenable } from '../source/unreadable.js';
import { listParts } from './folder.js';
import { partPath, recordingPart } from './recordings.js';

/** Bytes that logs hold, those of a recording in all of its parts. null: what one of them holds shows only when it is read. */
export async function sizeOfLogs(logs: readonly string[]): Promise<number | null> {
  let size = 0;
  for (const file of (await Promise.all(logs.map(filesOf))).flat()) {
    const bytes = await sizeOf(file);
    if (bytes === null) return null;
    size += bytes;
  }
  return size;
}

async function filesOf(log: string): Promise<readonly string[]> {
  if (recordingPart(log) === null) return [log];
  return (await listParts(log)).map(n => partPath(log, n));
}

/** A file that is not there holds nothing; a folder tells nothing by its size. */
async function sizeOf(file: string): Promise<number | null> {
  try {
    const found = await stat(file);
    return found.isFile() ? found.size : null;
  } catch (error) {
    if (whyUnopenable(error) === null) throw error;
    return 0;
  }
}
