/** Logs once, from their start to their end: for reports. */
import { readSync } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { inParts, mergeByTime } from './follow/merge.js';
import { createJoin, withJoined } from './join/join.js';
import { copiesAmong } from './paths/copies.js';
import { type FileId, fileIdOf, isSameFile } from './paths/file-id.js';
import { listParts } from './paths/folder.js';
import { distinctLogs, kindOf, logsAt } from './paths/logs-at.js';
import { openAtMost } from './paths/open-files.js';
import { stateOfParts } from './paths/parts.js';
import { logAt, partPath } from './paths/recordings.js';
import type { LogRecord, SourceState } from './record.js';
import type { FolderReader } from './source/folder-reader.js';
import { folderReader } from './source/folders.js';
import { copyMessage, createKnown, type Shared } from './source/known.js';
import { createSource } from './source/source.js';
import { STDIN, whyNoLog, whyUnopenable } from './source/unreadable.js';

export interface LogReading extends AsyncIterable<LogRecord> {
  /** What is known of the source so far; complete when the iteration has ended. */
  state(): SourceState;
}

/** Bytes read at once: large enough for the disk, small enough to let other work in between. */
export const CHUNK = 256 * 1024;

/**
 * Reads the log at a path to its end: a file, a recording with all of its parts, a folder of Claude Code's bodies, a session of
 * opencode's storage. A last line without a newline counts. A log that cannot be read gives no records; the state says why.
 *
 * @example
 * const reading = readLog('payload.jsonl');
 * for await (const record of reading) engine.accept(record);
 * console.log(reading.state().lines);
 */
export function readLog(path: string): LogReading {
  let reading: LogReading | null = null;
  const before = createSource(path, path).state('live', null);
  return {
    async *[Symbol.asyncIterator]() {
      reading = await openLog(path, null, false);
      yield* reading;
    },
    state: () => reading?.state() ?? before,
  };
}

/** @param isOneOfMany true: so many logs are read side by side that they may not all be open */
function readFile(path: string, log: string, shared: Shared | null, isOneOfMany = false): LogReading {
  const source = createSource(path, log, shared === null ? null : createKnown(shared), path !== STDIN);
  let state = source.state('live', null);

  async function* records(): AsyncGenerator<LogRecord> {
    try {
      const endless = path === STDIN ? null : whyNoLog(path, await stat(path));
      if (endless !== null) {
        state = source.state('gone', endless);
        return;
      }
      for await (const chunk of isOneOfMany ? chunksApart(path) : chunksOf(path)) {
        yield* source.push(chunk);
        state = source.state('live', null);
      }
      yield* source.end();
      state = source.state('ended', copyMessage(source.counts));
    } catch (error) {
      const reason = whyUnopenable(error);
      if (reason === null) throw error;
      state = source.state('gone', reason);
    }
  }

  return { [Symbol.asyncIterator]: records, state: () => state };
}

/** The chunks of a file, each until the next one is asked for. */
async function* chunksOf(path: string): AsyncGenerator<Buffer> {
  if (path === STDIN) return yield* process.stdin;
  const file = await open(path, 'r');
  try {
    const room = Buffer.allocUnsafeSlow(CHUNK);
    for (let count = 1; ; count += 1) {
      // Waiting for each chunk would take longer than reading it.
      const length = count % IN_A_ROW === 0 ? await readInto(file, room, null) : readSync(file.fd, room);
      if (length === 0) return;
      yield room.subarray(0, length);
    }
  } finally {
    await file.close();
  }
}

/** Chunks after which other work comes in between. */
const IN_A_ROW = 16;

/**
 * The same of a file that is open only while it is looked at.
 * @throws ESTALE if another file has its name by now: what stands there is not its rest.
 */
async function* chunksApart(path: string): AsyncGenerator<Buffer> {
  let id: FileId | null = null;
  for (let at = 0; ; ) {
    const file = await open(path, 'r');
    const room = Buffer.allocUnsafeSlow(CHUNK);
    let length: number;
    try {
      const found = fileIdOf(await file.stat({ bigint: true }));
      if (id !== null && !isSameFile(found, id)) throw staleError(path);
      id = found;
      length = await readInto(file, room, at);
    } finally {
      await file.close();
    }
    if (length === 0) return;
    at += length;
    yield room.subarray(0, length);
  }
}

function staleError(path: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${path} was replaced while it was read`), { code: 'ESTALE' });
}

/** @param at null: behind what was read last */
async function readInto(file: FileHandle, room: Buffer, at: number | null): Promise<number> {
  const { bytesRead } = await file.read(room, 0, room.length, at);
  return bytesRead;
}

/** A folder that is one log. */
function readFolder(reader: FolderReader): LogReading {
  let state = reader.state('live');
  return {
    async *[Symbol.asyncIterator]() {
      yield* await reader.look();
      state = reader.state('ended');
    },
    state: () => state,
  };
}

/** A recording with all of its parts. */
function readRecording(
  recording: string,
  numbers: readonly number[],
  shared: Shared | null,
  isOneOfMany: boolean,
): LogReading {
  const parts = (numbers.length === 0 ? [1] : numbers).map(n => {
    return { n, reading: readFile(partPath(recording, n), recording, shared, isOneOfMany) };
  });
  return {
    [Symbol.asyncIterator]: () =>
      mergeByTime(
        parts.map(({ reading }) => reading),
        inParts,
      ),
    state: () =>
      stateOfParts(
        recording,
        parts.map(({ n, reading }) => ({ n, state: reading.state() })),
      ),
  };
}

async function openLog(log: string, shared: Shared | null, isOneOfMany: boolean): Promise<LogReading> {
  const kind = await kindOf(log);
  if (kind === 'recording')
    return readRecording(logAt(log), await listParts(logAt(log)), shared, isOneOfMany);
  const folder = folderReader(kind, log, 0);
  return folder === null ? readFile(log, log, shared, isOneOfMany) : readFolder(folder);
}

/** A copy of another log that is read: nothing of it is counted again. */
function copyOf(log: string, original: string): LogReading {
  const state = createSource(log).state('ended', `a copy of ${original}: counted there`);
  return { async *[Symbol.asyncIterator]() {}, state: () => state };
}

export interface LogsReading extends AsyncIterable<LogRecord> {
  /** What is known of the sources so far, in the order in which they were found. */
  states(): SourceState[];
}

/**
 * Reads files and folders (every log in them) to their end, in the order of their records' time.
 *
 * @example
 * const reading = readLogs(['logs/']);
 * for await (const record of reading) engine.accept(record);
 * console.log(reading.states());
 */
export function readLogs(paths: readonly string[]): LogsReading {
  const readings: LogReading[] = [];
  const joined = createJoin();

  async function* records(): AsyncGenerator<LogRecord> {
    const found = await Promise.all(paths.map(logsAt));
    const logs = await distinctLogs(found.flat());
    // Nothing is read twice of a single log.
    const shared: Shared | null = logs.length > 1 ? new Map() : null;
    const copies = await copiesAmong(logs);
    const areMany = logs.length > openAtMost();
    for (const log of logs) {
      const original = copies.get(log);
      readings.push(original === undefined ? await openLog(log, shared, areMany) : copyOf(log, original));
    }
    if (readings.length < 2) return yield* mergeByTime(readings);
    for await (const record of mergeByTime(readings)) yield* joined.take([record]);
    yield* joined.end();
  }

  return {
    [Symbol.asyncIterator]: records,
    states: () => readings.map(reading => withJoined(reading.state(), joined)),
  };
}
