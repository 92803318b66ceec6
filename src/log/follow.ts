/**
 * Follows files and folders. chokidar only wakes; a slow poll wakes too, because an event can be lost (measured: the last
 * of 200 appends 40 ms apart) and because nothing can be watched where there is no folder yet.
 */
import { dirname, resolve } from 'node:path';
import { type FSWatcher, watch } from 'chokidar';
import { findLogs, folderTime, isLogName, listLogs } from './folder.js';
import { createMerge, type Feed } from './merge.js';
import type { LogRecord, SourceState } from './record.js';
import { createTail, type Tail, type TailListener } from './tail.js';

export interface FollowOptions {
  /** Milliseconds between two looks without an event. Default 250, so that a lost event costs less than half a second. */
  readonly poll?: number;
  /** Whether to watch for events at all; without, only the poll looks. Default true. */
  readonly events?: boolean;
}

export interface Follower {
  /** Resolves when everything that was there at the start has been read. */
  readonly caughtUp: Promise<void>;
  /** Resolves when events of the file system are heard; before that only the poll looks. */
  readonly ready: Promise<void>;
  /** All sources, in the order in which they were found. */
  sources(): SourceState[];
  /** Stops; no record comes afterwards. */
  close(): Promise<void>;
}

/** Logs that are read side by side when they are first read. */
const MERGED_AT_ONCE = 64;
/** Polls between two looks at a source that has long been quiet; its file is closed in between. */
const QUIET_EVERY = 10;
/** Milliseconds without growth after which a source counts as quiet. */
const QUIET_AFTER = 60_000;

/**
 * Follows logs: files, folders (every log in them, also those that come later), paths that do not exist yet. Reads what is
 * there, then what is appended. `listener.onRecords` gets one batch per chunk read; if it returns a promise, that source
 * waits for it.
 *
 * @example
 * const follower = followLogs(['payload.jsonl'], {
 *   onRecords: records => records.forEach(record => engine.accept(record)),
 *   onState: state => console.log(state.path, state.state, state.message ?? ''),
 * });
 * await follower.close();
 */
export function followLogs(
  paths: readonly string[],
  listener: TailListener,
  { poll = 250, events = true }: FollowOptions = {},
): Follower {
  const tails = new Map<string, Tail>();
  const grownAt = new Map<string, number>();
  /** The last message of each source that is live. */
  const messages = new Map<string, string | null>();
  /** Folders among the paths, with the modification time of their last listing. */
  const folders = new Map<string, number>();
  let watcher: FSWatcher | null = null;
  let watchProblem: string | null = null;
  let isClosed = false;
  let ticks = 0;

  /** Sources that are read for the first time, in the order of their records' time. */
  const feeds = new Map<string, Feed>();

  const tailListener = (key: string): TailListener => ({
    onRecords: records => feeds.get(key)?.push(records) ?? hand(records),
    onState(state) {
      grownAt.set(key, Date.now());
      const message = state.state === 'live' ? state.message : null;
      if (message !== null && message !== messages.get(key)) rewatch(key);
      messages.set(key, message);
      listener.onState(withProblem(state));
    },
  });

  function hand(records: readonly LogRecord[]): void | Promise<void> {
    if (!isClosed) return listener.onRecords(records);
  }

  function withProblem(state: SourceState): SourceState {
    return state.message === null && watchProblem !== null ? { ...state, message: watchProblem } : state;
  }

  /** Another file stands at the path: a watch may still listen to the old one (measured: sometimes). */
  function rewatch(key: string): void {
    if (isClosed) return;
    watcher?.unwatch(key);
    watcher?.add(key);
  }

  function tailOf(path: string): Tail {
    const key = resolve(path);
    const tail = tails.get(key) ?? createTail(path, tailListener(key));
    tails.set(key, tail);
    return tail;
  }

  /** Looks at a path that the user named: a file, or the logs of a folder. */
  async function look(path: string): Promise<void> {
    const changedAt = await folderTime(path);
    if (changedAt === null) {
      await tailOf(path).wake();
      return;
    }
    if (folders.get(path) === changedAt) return;
    await dropFileTail(path);
    await readFirst(await listLogs(path));
    folders.set(path, changedAt);
  }

  /** Everything that is there at the start. */
  async function catchUp(): Promise<void> {
    const logs: string[] = [];
    for (const path of paths) {
      const changedAt = await folderTime(path);
      if (changedAt !== null) folders.set(path, changedAt);
      logs.push(...(await findLogs(path)));
    }
    await readFirst(logs);
  }

  /** Reads logs that are not known yet, merged by time; no more at once than may be open. */
  async function readFirst(logs: readonly string[]): Promise<void> {
    const keys = [...new Set(logs.map(log => resolve(log)))];
    const fresh = logs.filter(
      (log, index) => keys.indexOf(resolve(log)) === index && !tails.has(resolve(log)),
    );
    for (let from = 0; from < fresh.length; from += MERGED_AT_ONCE) {
      const group = fresh.slice(from, from + MERGED_AT_ONCE);
      const merge = createMerge(group.length, hand);
      await Promise.all(
        group.map(async (log, index) => {
          const feed = merge[index];
          if (feed !== undefined) feeds.set(resolve(log), feed);
          await tailOf(log).wake();
          feeds.delete(resolve(log));
          feed?.finish();
        }),
      );
    }
  }

  /** A path that was waited for as a file and became a folder. */
  async function dropFileTail(path: string): Promise<void> {
    const tail = tails.get(resolve(path));
    tails.delete(resolve(path));
    await tail?.close();
  }

  async function lookAtAll(): Promise<void> {
    for (const path of paths) await look(path);
  }

  function onEvent(path: string): void {
    if (isClosed) return;
    const key = resolve(path);
    const tail = tails.get(key);
    if (tail !== undefined) void tail.wake();
    else if (paths.some(named => resolve(named) === dirname(key)) && isLogName(path))
      void tailOf(path).wake();
  }

  function onWatchError(error: unknown): void {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    watchProblem =
      code === 'ENOSPC' || code === 'EMFILE'
        ? `the system has no more file watches (${code}): looking every ${poll} ms instead`
        : `watching failed (${String(code ?? error)}): looking every ${poll} ms instead`;
    for (const tail of tails.values()) listener.onState(withProblem(tail.state));
  }

  function isQuiet(key: string): boolean {
    return Date.now() - (grownAt.get(key) ?? 0) > QUIET_AFTER;
  }

  async function tick(): Promise<void> {
    ticks += 1;
    await lookAtAll();
    for (const [key, tail] of tails) {
      if (isClosed) return;
      if (!isQuiet(key)) await tail.wake();
      else if (ticks % QUIET_EVERY === 0) {
        await tail.wake();
        if (isQuiet(key)) await tail.release();
      }
    }
    watchNewFolders();
  }

  /** What did not exist when it was to be watched is not watched by anything until it is added again. */
  function watchNewFolders(): void {
    if (watcher === null || isClosed) return;
    const watched = watcher.getWatched();
    for (const folder of folders.keys()) {
      if (watched[resolve(folder)] === undefined) watcher.add(resolve(folder));
    }
    for (const [key, tail] of tails) {
      if (tail.state.state === 'live' && watched[dirname(key)] === undefined) watcher.add(key);
    }
  }

  let ready: Promise<void> = Promise.resolve();
  if (events) {
    watcher = watch(
      paths.map(path => resolve(path)),
      { ignoreInitial: true, depth: 0, atomic: false },
    );
    watcher.on('all', (_, path) => onEvent(path)).on('error', onWatchError);
    const watching = watcher;
    ready = new Promise(done => watching.on('ready', done));
  }
  const caughtUp = catchUp();
  let ticking: Promise<void> = caughtUp;
  let isTicking = false;
  const timer = setInterval(() => {
    if (isTicking) return;
    isTicking = true;
    ticking = ticking.then(tick).finally(() => {
      isTicking = false;
    });
  }, poll);
  timer.unref();

  return {
    caughtUp,
    ready,
    sources: () => [...tails.values()].map(tail => withProblem(tail.state)),
    async close() {
      isClosed = true;
      clearInterval(timer);
      await watcher?.close();
      await Promise.all([...tails.values()].map(tail => tail.close()));
      await ticking;
    },
  };
}
