/** The end of a log, whatever its size: for who asks often and wants to know how it stands. */
import { type FileHandle, open, stat } from 'node:fs/promises';
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
const TIMES = [1, 2, 4, 8, 16, 32, 64] as const;
/** A verdict is about a request and the one it extends. */
const ENOUGH = 2;

/**
 * Reads the last quarter of a megabyte of the log at a path, of a recording that of its last part, more where that holds no two
 * requests with usage. Lines are counted from where the reading began. @returns a sentence where it cannot be read
 */
export async function readLast(path: string): Promise<LastRecords | string> {
  const file = await lastFile(path);
  const found = await readEnds(file);
  if (typeof found === 'string') return found;
  return { ...found, isWhole: found.isWhole && file === path };
}

async function lastFile(path: string): Promise<string> {
  if (recordingPart(path) === null) return path;
  const recording = logAt(path);
  return partPath(recording, (await listParts(recording)).at(-1) ?? 1);
}

async function readEnds(path: string): Promise<LastRecords | string> {
  try {
    const stats = await stat(path);
    const problem = stats.isDirectory() ? 'a folder; give one log' : whyNoLog(path, stats);
    if (problem !== null) return problem;
    const file = await open(path, 'r');
    try {
      let found: LastRecords = { records: [], isWhole: false };
      for (const times of TIMES) {
        const from = Math.max(0, stats.size - FIRST * times);
        const lines = await readLines(file, from, stats.size);
        const isLast = from === 0 || times === TIMES.at(-1);
        // To take apart half a megabyte costs more than to read four: not before there can be enough.
        if (!isLast && newlinesIn(lines) < ENOUGH) continue;
        const source = createSource(path);
        found = { records: [...source.push(lines), ...source.end()], isWhole: from === 0 };
        if (isLast || isEnough(found)) break;
      }
      return found;
    } finally {
      await file.close();
    }
  } catch (error) {
    const reason = whyUnopenable(error);
    if (reason === null) throw error;
    return reason;
  }
}

/** From the first line that begins at a place of a file or behind it. */
async function readLines(file: FileHandle, from: number, end: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafeSlow(end - from);
  const { bytesRead } = await file.read(bytes, 0, bytes.length, from);
  const read = bytes.subarray(0, bytesRead);
  // What stands before the first newline is the end of a line whose beginning was not read.
  return from === 0 ? read : read.subarray(read.indexOf(NEWLINE) + 1);
}

const NEWLINE = 0x0a;

/** At most as many as are enough. */
function newlinesIn(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(NEWLINE); at >= 0 && count < ENOUGH; at = bytes.indexOf(NEWLINE, at + 1))
    count += 1;
  return count;
}

function isEnough({ records }: LastRecords): boolean {
  const asked = records.flatMap(record => (record.kind === 'request' ? [record.key] : []));
  const answered = new Set(
    records.flatMap(record => (record.kind === 'usage' && 'key' in record.of ? [record.of.key] : [])),
  );
  const ofTurns = records.filter(record => record.kind === 'usage' && 'turn' in record.of).length;
  return asked.filter(key => answered.has(key)).length + Math.min(ofTurns, asked.length) >= ENOUGH;
}
