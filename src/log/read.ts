/** Logs once, from their start to their end: for reports. */
import { open, stat } from 'node:fs/promises';
import { inParts, mergeByTime } from './follow/merge.js';
import { findLogs, listParts } from './paths/folder.js';
import { stateOfParts } from './paths/parts.js';
import { logAt, partPath, recordingPart } from './paths/recordings.js';
import type { LogRecord, SourceState } from './record.js';
import { createBodiesReader, holdsBodies } from './source/bodies.js';
import { createSource } from './source/source.js';
import { whyNoLog, whyUnopenable } from './source/unreadable.js';

export interface LogReading extends AsyncIterable<LogRecord> {
  /** What is known of the source so far; complete when the iteration has ended. */
  state(): SourceState;
}

/** Bytes read at once: large enough for the disk, small enough to let other work in between. */
export const CHUNK = 256 * 1024;

/**
 * Reads a log file to its end. A last line without a newline counts. A file that cannot be read gives no records;
 * the state says why.
 *
 * @example
 * const reading = readLog('payload.jsonl');
 * for await (const record of reading) engine.accept(record);
 * console.log(reading.state().lines);
 */
export function readLog(path: string): LogReading {
  return readFile(path, path);
}

function readFile(path: string, log: string): LogReading {
  const source = createSource(path, log);
  let state = source.state('live', null);

  async function* records(): AsyncGenerator<LogRecord> {
    try {
      const endless = whyNoLog(path, await stat(path));
      if (endless !== null) {
        state = source.state('gone', endless);
        return;
      }
      const file = await open(path, 'r');
      try {
        for (;;) {
          const chunk = Buffer.allocUnsafeSlow(CHUNK);
          const { bytesRead } = await file.read(chunk, 0, CHUNK, null);
          if (bytesRead === 0) break;
          yield* source.push(chunk.subarray(0, bytesRead));
          state = source.state('live', null);
        }
        yield* source.end();
        state = source.state('ended', null);
      } finally {
        await file.close();
      }
    } catch (error) {
      const reason = whyUnopenable(error);
      if (reason === null) throw error;
      state = source.state('gone', reason);
    }
  }

  return { [Symbol.asyncIterator]: records, state: () => state };
}

/** A folder of Claude Code's bodies without an index. */
function readBodies(folder: string): LogReading {
  const reader = createBodiesReader(folder, 0);
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
function readRecording(recording: string, numbers: readonly number[]): LogReading {
  const parts = (numbers.length === 0 ? [1] : numbers).map(n => {
    return { n, reading: readFile(partPath(recording, n), recording) };
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

/** Reads whatever stands at the path of a log to its end: a file, a folder that is one log, a recording with all of its parts. */
export async function openLog(log: string): Promise<LogReading> {
  if (recordingPart(log) !== null) return readRecording(logAt(log), await listParts(logAt(log)));
  return (await holdsBodies(log)) ? readBodies(log) : readLog(log);
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

  async function* records(): AsyncGenerator<LogRecord> {
    const found = new Set<string>();
    for (const path of paths) {
      if (await holdsBodies(path)) found.add(path);
      for (const log of await findLogs(path)) found.add(log);
    }
    for (const log of found) readings.push(await openLog(log));
    yield* mergeByTime(readings);
  }

  return { [Symbol.asyncIterator]: records, states: () => readings.map(reading => reading.state()) };
}
