/**
 * Follows files and folders. Events only wake; a slow poll wakes too, because an event can be lost (measured: the last of
 * 200 appends 40 ms apart) and because nothing can be watched where there is no folder yet.
 */
import { resolve } from 'node:path';
import { createJoin, withJoined } from '../join/join.js';
import { CLOCK_TICK, folderTime, listLogs, subagentsOf } from '../paths/folder.js';
import { folderOfLogs, identityOf, logsAt } from '../paths/logs-at.js';
import { openAtMost } from '../paths/open-files.js';
import { logAt } from '../paths/recordings.js';
import type { LogRecord, SourceState } from '../record.js';
import type { Shared } from '../source/repeated/known.js';
import { createMerge, type MergeInput } from './merge.js';
import { createNewSessions, type FollowedTranscript } from './new-sessions.js';
import { openTail } from './open-tail.js';
import { createRota, createTurns } from './rota.js';
import type { Tail, TailListener } from './tail.js';
import { createWatch, NO_WATCH } from './watch.js';

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
  /** Resolves when everything that was there at the call has been read. */
  looked(): Promise<void>;
  /** Follows another path, too. @param why a sentence for the user, told with the state of its log; null: none */
  add(path: string, why: string | null): void;
  /** All sources, in the order in which they were found. */
  sources(): SourceState[];
  /** Stops; no record comes afterwards. Until then the follower keeps the process alive. */
  close(): Promise<void>;
}

/** Logs that are read side by side when they are first read, if so many may be open. */
const MERGED_AT_ONCE = 64;
/** Of more logs than these, less is read of each at once: what is read is in memory until its records had their turn. */
const FEW = 8;
const SMALL_CHUNK = 64 * 1024;

/**
 * Follows logs: files, folders (every log in them, also those that come later), paths that do not exist yet. Reads what is
 * there, in the order of its time, then what is appended. If `listener.onRecords` returns a promise, reading waits for it.
 * Keeps the process alive only as long as there is something to watch.
 *
 * @example
 * const follower = followLogs(['payload.jsonl'], {
 *   onRecords: records => records.forEach(record => engine.accept(record)),
 *   onState: state => console.log(state.path, state.state, state.message ?? ''),
 * });
 * await follower.close();
 */
export function followLogs(
  first: readonly string[],
  listener: TailListener,
  { poll = 250, events = true }: FollowOptions = {},
): Follower {
  const paths = [...first];
  /** By absolute path. */
  const tails = new Map<string, Tail>();
  const rota = createRota();
  const turns = createTurns();
  /** Sources that are being read for the first time. */
  const feeds = new Map<string, MergeInput>();
  const shared: Shared = new Map();
  /** What several logs tell of one request. */
  const joined = createJoin();
  /** Of them those that an event was about since the last look. */
  const hinted = new Set<string>();
  /** Absolute paths that lead to a file which is read under another name, and that file: another may take its place. */
  const doubles = new Map<string, string>();
  /** Folders that were listed, with their modification time then. */
  const folders = new Map<string, number>();
  const newSessions = createNewSessions();
  /** Of logs that nobody named: why they are followed. */
  const reasons = new Map<string, string>();
  let problem: string | null = null;
  let isClosed = false;

  const watch = events ? createWatch(paths, onHint, onProblem) : NO_WATCH;

  function listenerOf(key: string): TailListener {
    let message: string | null = null;
    return {
      onRecords: records => feeds.get(key)?.push(records) ?? hand(records),
      onState(state) {
        rota.noteGrowth(key);
        const isNews =
          state.state === 'live' && state.message !== null && state.message !== message && !state.parts;
        if (isNews && !isClosed) watch.renew(key);
        message = state.message;
        for (const part of isClosed ? [] : (state.parts ?? [])) watch.ensure(resolve(part));
        listener.onState(withProblem(state));
      },
    };
  }

  function hand(records: readonly LogRecord[]): void | Promise<void> {
    if (!isClosed) return give(joined.take(records));
  }

  function give(records: readonly LogRecord[]): void | Promise<void> {
    if (records.length > 0) return listener.onRecords(records);
  }

  function withProblem(told: SourceState): SourceState {
    const state = withJoined(told, joined);
    const wrong = state.message ?? problem;
    const reason = reasons.get(resolve(state.path)) ?? null;
    if (wrong === null && reason !== null) return { ...state, message: reason, isNews: true };
    return wrong === state.message ? state : { ...state, message: wrong };
  }

  function onProblem(sentence: string): void {
    problem = `${sentence}: looking every ${poll} ms instead`;
    for (const tail of tails.values()) listener.onState(withProblem(tail.state));
  }

  function onHint(path: string): void {
    if (isClosed) return;
    const tail = tails.get(logAt(path));
    if (tail !== undefined && tails.size <= openAtMost()) return void tail.wake();
    // Of more than may be open, each is looked at in its turn and let go of.
    if (tail !== undefined) hinted.add(logAt(path));
    turns.hear(path);
    soon();
  }

  /** Logs that are new since the last look at these paths; the first time, all. */
  async function findNew(at: readonly string[]): Promise<string[]> {
    const found: string[] = [];
    for (const path of at) {
      const isChanged = await hasChanged(await folderOfLogs(path));
      if (isChanged === null) found.push(...(await logsAt(path)));
      else if (isChanged) found.push(...(await logsOfFolder(path)));
    }
    for (const key of rota.now()) {
      const tail = tails.get(key);
      if (tail !== undefined && !rota.isQuiet(key) && (await hasChanged(subagentsOf(key))) === true) {
        found.push(...(await listLogs(subagentsOf(tail.path))));
      }
    }
    for (const { path, why } of await newSessions.look(transcripts(), Date.now())) {
      paths.push(path);
      reasons.set(resolve(path), why);
      found.push(path);
    }
    return whichAreNew(found);
  }

  /** Of the paths those that are a transcript of Claude Code: `/clear` goes on in another file. */
  function transcripts(): readonly FollowedTranscript[] {
    return paths.flatMap(path => {
      const tail = tails.get(resolve(path));
      if (tail?.state.format !== 'claude-code-transcript') return [];
      return [{ path, grownAt: rota.grownAt(resolve(path)) }];
    });
  }

  /** Each file once: not what another name led to, nor what a followed log was before it was renamed. */
  async function whichAreNew(found: readonly string[]): Promise<string[]> {
    const candidates = found.filter(log => !tails.has(resolve(log)));
    if (candidates.length === 0) return [];
    const known = new Set([...tails.values()].flatMap(({ files }) => [...files]));
    const fresh: string[] = [];
    for (const log of candidates) {
      const identity = await identityOf(log);
      if (known.has(identity)) doubles.set(resolve(log), identity);
      else if (doubles.get(resolve(log)) !== identity && !fresh.includes(log)) fresh.push(log);
      known.add(identity);
    }
    return fresh;
  }

  /** `null` if it is no folder. */
  async function hasChanged(folder: string): Promise<boolean | null> {
    const changedAt = await folderTime(folder);
    if (changedAt === null) return null;
    // A file that came within the same tick of the clock as the last listing leaves no other time.
    const isChanged = folders.get(folder) !== changedAt || Date.now() - changedAt < CLOCK_TICK;
    folders.set(folder, changedAt);
    return isChanged;
  }

  async function logsOfFolder(folder: string): Promise<readonly string[]> {
    // It was waited for as a file before it came.
    const waiting = tails.get(resolve(folder));
    if (waiting !== undefined && waiting.state.state !== 'live') {
      tails.delete(resolve(folder));
      await waiting.close();
    }
    watch.ensure(resolve(folder));
    return logsAt(folder);
  }

  /** Reads logs for the first time, merged by time; no more side by side than may be open. */
  async function readFirst(logs: readonly string[]): Promise<void> {
    const atOnce = Math.min(MERGED_AT_ONCE, openAtMost());
    // Of those that are let go of, none is held until the last has come.
    const areMany = tails.size + logs.length > openAtMost();
    for (let from = 0; from < logs.length && !isClosed; from += atOnce) {
      const group = logs.slice(from, from + atOnce);
      const merge = createMerge(group.length, hand);
      await Promise.all(
        group.map(async (log, index) => {
          const key = resolve(log);
          const feed = merge[index];
          if (feed !== undefined) feeds.set(key, feed);
          const tail = await openTail(log, listenerOf(key), {
            shared,
            ...(group.length > FEW && { chunk: SMALL_CHUNK }),
          });
          tails.set(key, tail);
          await tail.wake();
          feeds.delete(key);
          if (areMany) await tail.release();
          feed?.finish();
        }),
      );
    }
  }

  async function look(): Promise<void> {
    if (isClosed) return;
    // All of them where nothing wakes them.
    const isAll = !events || problem !== null;
    const due = turns.take(paths, isAll);
    const named = new Set([...due.map(path => logAt(resolve(path))), ...hinted]);
    hinted.clear();
    rota.take([...tails.keys()], named, isAll);
    for (const key of rota.now()) {
      const tail = tails.get(key);
      if (isClosed) return;
      if (!rota.isDue(key) || tail === undefined) continue;
      await tail.wake();
      // Where there are more logs than may be open, each is closed between two looks.
      const areMany = tails.size > openAtMost();
      if (areMany || (!named.has(key) && rota.isQuiet(key))) await tail.release(areMany);
      if (tail.state.state === 'live' && tail.state.parts === undefined) watch.ensure(key);
    }
    // Last: what a log was before it was renamed is known by then.
    await readFirst(await findNew(due));
    if (!isClosed) await give(joined.looked());
  }

  const caughtUp = newSessions
    .begin(paths, Date.now())
    .then(() => findNew(paths))
    .then(readFirst)
    .then(() => joined.follow());
  let looking: Promise<void> = caughtUp;
  let isWaiting = false;

  /** Looks at everything, once the look that is under way is done. */
  function soon(): void {
    if (isWaiting || isClosed) return;
    isWaiting = true;
    looking = looking.then(() => {
      isWaiting = false;
      return look();
    });
  }

  const timer = setInterval(soon, poll);

  return {
    caughtUp,
    ready: watch.ready,
    async looked() {
      // The look that is under way may have begun before.
      await looking;
      await Promise.all([...tails.values()].map(tail => tail.wake()));
      soon();
      await looking;
    },
    add(path, why) {
      paths.push(path);
      turns.hear(resolve(path));
      if (why !== null) reasons.set(resolve(path), why);
      soon();
    },
    sources: () => [...tails.values()].map(tail => withProblem(tail.state)),
    async close() {
      isClosed = true;
      clearInterval(timer);
      await watch.close();
      await Promise.all([...tails.values()].map(tail => tail.close()));
      await looking;
    },
  };
}
