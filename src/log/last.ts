/** The end of a log, whatever its size: for who asks often and wants to know how it stands. */
import { open, stat } from 'node:fs/promises';
import { listParts } from './paths/folder.js';
import { logAt, partPath, recordingPart } from './paths/recordings.js';
import type { LogRecord } from './record.js';
import { createSource } from './source/source.js';
import { whyNoLog, whyUnopenable } from './source/unreadable.js';

export interface LastRecords {
  readonly records: readonly LogRecord[];
  /** True if nothing stands before them. */
  readonly isWhole: boolean;
}

/** Bytes that are read first, and how many times as much where that holds too few requests. */
const FIRST = 256 * 1024;
const TIMES = [1, 8, 64] as const;
/** A verdict is about a request and the one it extends. */
const ENOUGH = 2;

/**
 * Reads the last quarter of a megabyte of the log at a path, of a recording that of its last part, more where that holds no two
 * requests with usage. Lines are counted from where the reading began. @returns a sentence where it cannot be read
 */
export async function readLast(path: string): Promise<LastRecords | string> {
  const file = await lastFile(path);
  let found: LastRecords | string = 'nothing was read';
  for (const times of TIMES) {
    found = await readEnd(file, FIRST * times);
    if (typeof found === 'string' || found.isWhole) break;
    if (found.records.filter(({ kind }) => kind === 'usage').length >= ENOUGH) break;
  }
  if (typeof found === 'string') return found;
  return { ...found, isWhole: found.isWhole && file === path };
}

async function lastFile(path: string): Promise<string> {
  if (recordingPart(path) === null) return path;
  const recording = logAt(path);
  return partPath(recording, (await listParts(recording)).at(-1) ?? 1);
}

async function readEnd(path: string, most: number): Promise<LastRecords | string> {
  try {
    const stats = await stat(path);
    const problem = stats.isDirectory() ? 'a folder; give one log' : whyNoLog(path, stats);
    if (problem !== null) return problem;
    const from = Math.max(0, stats.size - most);
    const file = await open(path, 'r');
    try {
      const bytes = Buffer.allocUnsafeSlow(stats.size - from);
      const { bytesRead } = await file.read(bytes, 0, bytes.length, from);
      const read = bytes.subarray(0, bytesRead);
      // What stands before the first newline is the end of a line whose beginning was not read.
      const whole = from === 0 ? read : read.subarray(read.indexOf(0x0a) + 1);
      const source = createSource(path);
      return { records: [...source.push(whole), ...source.end()], isWhole: from === 0 };
    } finally {
      await file.close();
    }
  } catch (error) {
    const reason = whyUnopenable(error);
    if (reason === null) throw error;
    return reason;
  }
}
