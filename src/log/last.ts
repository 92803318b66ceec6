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

/** Bytes that are read first, and how many times as much where they hold too few requests. */
const FIRST = 256 * 1024;
const TIMES = [1, 2, 4, 8, 16, 32, 64] as const;
/** A verdict is about a request and the one it extends. */
const ENOUGH = 2;

/**
 * Reads the last quarter of a megabyte of the log at a path, of a recording that of its last part, more where it holds no two
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
      let wanted = ENOUGH;
      for (const times of TIMES) {
        const from = Math.max(0, stats.size - FIRST * times);
        const lines = await readLines(file, from, stats.size);
        const isWhole = from === 0;
        const isLast = isWhole || times === TIMES.at(-1);
        for (const part of partsOf(lines, wanted, isLast)) {
          const source = createSource(path);
          const records = [...source.push(part), ...source.end()];
          found = { records, isWhole: isWhole && part === lines };
          if (isEnough(found)) return found;
          wanted *= 2;
        }
        if (isLast) break;
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

/**
 * What of the newest lines is taken apart, which costs more than to read four times as much: nothing where they cannot hold enough,
 * and of large prompts not many more than those wanted. A line half as long as the longest is taken for a prompt.
 * @param wanted prompts
 * @param isLast true: no more lines will be read
 */
function* partsOf(lines: Buffer, wanted: number, isLast: boolean): Generator<Buffer> {
  const starts = startsOf(lines);
  const lengthOf = (start: number, index: number): number => (starts[index + 1] ?? lines.length) - start;
  const longest = starts.reduce((most, start, index) => Math.max(most, lengthOf(start, index)), 0);
  const prompts = starts.filter((start, index) => lengthOf(start, index) >= longest / 2);
  const first = prompts.at(-wanted);
  const half = starts.findLast(start => start <= lines.length / 2) ?? 0;
  const start = first === undefined || lines.length <= FIRST ? 0 : Math.min(first, half);
  const isPromising = starts.length >= ENOUGH && (first !== undefined || lines.length >= 2 * longest);
  if (isPromising) yield start === 0 ? lines : lines.subarray(start);
  if (isLast && !(isPromising && start === 0)) yield lines;
}

function startsOf(lines: Buffer): readonly number[] {
  const starts = lines.length === 0 ? [] : [0];
  for (let at = lines.indexOf(NEWLINE); at >= 0; at = lines.indexOf(NEWLINE, at + 1))
    if (at + 1 < lines.length) starts.push(at + 1);
  return starts;
}

function isEnough({ records }: LastRecords): boolean {
  const asked = records.flatMap(record => (record.kind === 'request' ? [record.key] : []));
  const answered = new Set(
    records.flatMap(record => (record.kind === 'usage' && 'key' in record.of ? [record.of.key] : [])),
  );
  const ofTurns = records.filter(record => record.kind === 'usage' && 'turn' in record.of).length;
  return asked.filter(key => answered.has(key)).length + Math.min(ofTurns, asked.length) >= ENOUGH;
}
