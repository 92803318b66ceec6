/** Logs once, from their start to their end: for reports. */
import { readSync } from 'node:fs';
import { open, stat } from 'node:fs/promises';
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
import type { FolderReader } from './source/folders/folder-reader.js';
import { folderReader } from './source/folders/folders.js';
import { createNewestFirst } from './source/newest-first.js';
import { copyMessage, createKnown, type Shared } from './source/repeated/known.js';
import { repeatedMessage } from './source/repeated/once.js';
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
  const turned = createNewestFirst(path);

  async function* records(): AsyncGenerator<LogRecord> {
    let chunks: Chunks | null = null;
    try {
      const endless = path === STDIN ? null : whyNoLog(path, await stat(path));
      if (endless !== null) {
        state = source.state('gone', endless);
        return;
      }
      chunks = await chunksOf(path, isOneOfMany);
      for (;;) {
        const next = chunks.next();
        const chunk = next instanceof Promise ? await next : next;
        if (chunk === null) break;
        // Delegated to the list, the iteration would wait three times for each record.
        const found = source.push(chunk);
        state = source.state('live', null);
        for (const record of turned.take(found, state.bytes)) yield record;
      }
      yield* turned.take(source.end(), state.bytes);
      yield* turned.end();
      state = source.state(
        'ended',
        sentences(copyMessage(source.counts), repeatedMessage(source.repeated), turned.message),
      );
    } catch (error) {
      const reason = whyUnopenable(error);
      if (reason === null) throw error;
      state = source.state('gone', reason);
    } finally {
      await chunks?.close();
    }
  }

  return { [Symbol.asyncIterator]: records, state: () => state };
}

function sentences(...parts: readonly (string | null)[]): string | null {
  const said = parts.filter(part => part !== null);
  return said.length === 0 ? null : said.join('; ');
}

/** The bytes of a file, each chunk until the next one is asked for; null behind the last. */
interface Chunks {
  /** Most are there at once: waiting for each would take longer than reading it. */
  next(): Buffer | null | Promise<Buffer | null>;
  close(): Promise<void>;
}

function chunksOf(path: string, isOneOfMany: boolean): Promise<Chunks> | Chunks {
  if (path === STDIN) return chunksOfStdin();
  return isOneOfMany ? chunksApart(path) : chunksInARow(path);
}

function chunksOfStdin(): Chunks {
  const chunks: AsyncIterator<Buffer> = process.stdin[Symbol.asyncIterator]();
  return {
    async next() {
      const { value, done } = await chunks.next();
      return done === true ? null : value;
    },
    async close() {
      await chunks.return?.();
    },
  };
}

async function chunksInARow(path: string): Promise<Chunks> {
  const file = await open(path, 'r');
  const room = Buffer.allocUnsafeSlow(CHUNK);
  function next(): Buffer | null {
    const length = readSync(file.fd, room);
    return length === 0 ? null : room.subarray(0, length);
  }
  let count = 0;
  return {
    next() {
      count += 1;
      return count % IN_A_ROW === 0 ? later().then(next) : next();
    },
    close: () => file.close(),
  };
}

const later = (): Promise<void> => new Promise(resolve => void setImmediate(resolve));

/** Chunks after which other work comes in between. */
const IN_A_ROW = 4;

/**
 * A file that is open only while it is looked at.
 * @throws ESTALE if another file has its name by now: what stands there is not its rest.
 */
function chunksApart(path: string): Chunks {
  const room = Buffer.allocUnsafeSlow(CHUNK);
  let id: FileId | null = null;
  let at = 0;
  return {
    async next() {
      const file = await open(path, 'r');
      try {
        const found = fileIdOf(await file.stat({ bigint: true }));
        if (id !== null && !isSameFile(found, id)) throw staleError(path);
        id = found;
        const { bytesRead: length } = await file.read(room, 0, room.length, at);
        at += length;
        return length === 0 ? null : room.subarray(0, length);
      } finally {
        await file.close();
      }
    },
    async close() {},
  };
}

function staleError(path: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${path} was replaced while it was read`), { code: 'ESTALE' });
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
