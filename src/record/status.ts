/**
 * What a recorder says of itself to watchers in other terminals. It goes through a socket that stands beside the
 * recording from the start, since a disk that is full takes no file that would say so: a socket that is there can be
 * connected to (and a connection that is made lives on, even if the folder is deleted).
 */
import { createConnection, createServer, type Socket } from 'node:net';
import { at, numberOf, parseJson, textOf } from '../log/json/json.js';
import type { RecordingState } from './recording/recording.js';

/** The part of a recorder's state that a watcher cannot see in the recording. */
export interface RecorderStatus extends Pick<RecordingState, 'failing' | 'lost'> {
  /** A fault of our own in the recording, if there was one; the traffic is not touched by it. */
  readonly fault: string | null;
}

export interface StatusServer {
  /** Tells all watchers, if it is news. */
  tell(status: RecorderStatus): void;
  /** Resolves when all that was told is on its way. */
  close(): Promise<void>;
}

/** What there is to know for somebody who watches the recording; null: all is well. */
export function problemOf({ failing, lost, fault }: RecorderStatus): string | null {
  if (failing) return `cannot be written, the traffic goes on: ${failing.reason}`;
  if (fault !== null) return `recording has a fault, the traffic goes on: ${fault}`;
  return lost > 0 ? `${lost} ${lost === 1 ? 'request' : 'requests'} could not be kept` : null;
}

/** Bytes of the address of a socket, at most, on every system that has them (macOS: 104 with the NUL). */
const LONGEST_ADDRESS = 103;

/** Where the recorder of a recording is asked; null where that is not possible. */
function addressOf(recording: string): string | null {
  const address = recording.replace(/\.jsonl$/, '.sock');
  return process.platform === 'win32' || Buffer.byteLength(address) > LONGEST_ADDRESS ? null : address;
}

/** Never fails: without a socket, watchers see what stands in the recording, and no more. */
export async function serveStatus(recording: string, first: RecorderStatus): Promise<StatusServer> {
  const watchers = new Set<Socket>();
  let line = lineOf(first);
  const server = createServer(socket => {
    watchers.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => watchers.delete(socket));
    socket.resume();
    socket.unref();
    socket.write(line);
  });
  const address = addressOf(recording);
  if (address !== null) {
    await new Promise<void>(resolve => {
      server.once('listening', resolve);
      server.on('error', () => resolve());
      server.listen(address);
      server.unref();
    });
  }
  return {
    tell(status) {
      const news = lineOf(status);
      if (news === line) return;
      line = news;
      for (const watcher of watchers) watcher.write(line);
    },
    async close() {
      server.close();
      await Promise.all([...watchers].map(watcher => new Promise<void>(resolve => watcher.end(resolve))));
    },
  };
}

function lineOf({ failing, lost, fault }: RecorderStatus): string {
  return `${JSON.stringify({ failing, lost, fault })}\n`;
}

/** Characters of a status that are waited for; who sends a longer one is no recorder. */
const LONGEST_STATUS = 64 * 1024;
/** Characters of a reason that are told. */
const LONGEST_REASON = 300;
/** Milliseconds until the first status: a recorder says it at once. */
const PATIENCE = 5000;

/** What is known of the recorder of a recording by its socket alone; `unknown`: there is none, which a folder may not allow. */
export async function answersAt(recording: string): Promise<'runs' | 'ended' | 'unknown'> {
  const address = addressOf(recording);
  if (address === null) return 'unknown';
  return new Promise(resolve => {
    const socket = createConnection(address);
    socket.once('connect', () => {
      socket.destroy();
      resolve('runs');
    });
    socket.once('error', (error: NodeJS.ErrnoException) => {
      resolve(error.code === 'ECONNREFUSED' ? 'ended' : 'unknown');
    });
  });
}

/**
 * Asks the recorder of a recording, if it is on this machine and still runs; otherwise nothing is ever told.
 *
 * @param recording path of its first part
 * @param onEnd told that nothing more will be: there is no recorder, it has ended, or what answers is none
 * @param patience milliseconds until the first status
 * @returns ends it
 */
export function watchStatus(
  recording: string,
  onProblem: (problem: string | null) => void,
  onEnd: () => void = () => {},
  patience = PATIENCE,
): () => void {
  const address = addressOf(recording);
  if (address === null) {
    const told = setImmediate(onEnd);
    return () => clearImmediate(told);
  }
  const socket = createConnection(address);
  let pending = '';
  let status: RecorderStatus | null = null;
  const silence = setTimeout(() => {
    if (status === null) socket.destroy();
  }, patience).unref();
  socket.unref();
  socket.setEncoding('utf8');
  socket.on('error', () => undefined);
  socket.on('data', (text: string) => {
    const lines = (pending + text).split('\n');
    pending = lines.pop() ?? '';
    if (pending.length > LONGEST_STATUS) socket.destroy();
    for (const line of lines) {
      status = parseStatus(line) ?? status;
      if (status !== null) onProblem(problemOf(status));
    }
  });
  socket.on('close', () => {
    if (status?.failing)
      onProblem(`its end is missing, the recorder could not write it: ${status.failing.reason}`);
    clearTimeout(silence);
    onEnd();
  });
  return () => {
    clearTimeout(silence);
    socket.removeAllListeners('close');
    socket.destroy();
  };
}

function parseStatus(line: string): RecorderStatus | null {
  const value = parseJson(line);
  const lost = numberOf(at(value, 'lost'));
  if (lost === null) return null;
  const reason = textOf(at(value, 'failing', 'reason'));
  const since = numberOf(at(value, 'failing', 'since')) ?? 0;
  const fault = textOf(at(value, 'fault'))?.slice(0, LONGEST_REASON) ?? null;
  return {
    failing: reason === null ? null : { since, reason: reason.slice(0, LONGEST_REASON) },
    lost,
    fault,
  };
}
