import { momentsOf } from '../../diagnosis/incidents/incident.js';
import type { Model, RequestEntry } from '../../diagnosis/model.js';
import { totalsOf } from '../../diagnosis/sums/totals.js';
import type { Engine } from '../../engine.js';
import type { TailListener } from '../../log/follow/tail.js';
import { prepareFolder } from '../../log/paths/own-folder.js';
import { logOf, type SourceState } from '../../log/record.js';
import type { Status } from '../../report/status.js';
import { statusOf } from '../../report/status-of.js';
import type { Settings } from '../../settings/settings.js';
import type { WatchOptions } from '../commands/options.js';
import type { Io } from '../io.js';
import { removeDead, removeWatched, watchedFile, watchedFolder, writeWatched } from '../status/watched.js';
import type { Feed } from './feed.js';

export interface StatusPublisher {
  /** Hears what the watching hears, too. */
  hears(listener: TailListener): TailListener;
  /** What was there before is read, into this engine: from now on it is said how the log stands. */
  begin(engine: Pick<Engine, 'model'>): void;
  close(): Promise<void>;
}

/** Milliseconds between two writings. */
const EVERY = 2000;

const NOBODY: StatusPublisher = { hears: listener => listener, begin() {}, close: () => Promise.resolve() };

/** Of so many logs it is said at most: those of a host are thousands, and asked about are those that grow. */
const MOST = 200;

/**
 * Says how each log that is watched stands, for `cachequake status`, which need not read it then. Only where a report of that log
 * would say the same: not of one that holds requests of another (they count there), of which older requests are not listed any
 * more, or by other prices or limits than the report's own.
 */
export function createStatusPublisher(
  feed: Feed,
  { rates, memory }: WatchOptions,
  { noiseFloor }: Settings,
  { env }: Io,
): StatusPublisher {
  const isHome = env.HOME !== undefined || env.XDG_STATE_HOME !== undefined;
  const isOwn = rates !== undefined || memory !== undefined || (noiseFloor ?? 0) > 0;
  if (feed.playing !== undefined || isOwn || !isHome) return NOBODY;
  const sources = new Map<string, SourceState>();
  /** Paths of logs of which something new is known, in the order in which it came. */
  const news = new Set<string>();
  /** What was said, by the path of the log; the one that was said longest ago first. */
  const files = new Map<string, string>();
  let engine: Pick<Engine, 'model'> | null = null;
  let timer: NodeJS.Timeout | null = null;
  let isWriting: Promise<void> = Promise.resolve();
  let canWrite: Promise<boolean> | null = null;

  async function mayWrite(): Promise<boolean> {
    const folder = watchedFolder(env);
    const problem = await prepareFolder(folder);
    if (problem === null) await removeDead(folder);
    return problem === null;
  }

  async function write(): Promise<void> {
    const logs = [...news].slice(-MOST);
    news.clear();
    const model = engine?.model();
    if (model === undefined || logs.length === 0) return;
    const byLog = new Map<string, RequestEntry[]>(logs.map(log => [log, []]));
    for (const request of model.requests) byLog.get(request.log)?.push(request);
    for (const [log, requests] of byLog) await writeOf(log, model, requests);
    for (const log of [...files.keys()].slice(0, -MOST)) await takeBack(log);
  }

  async function writeOf(log: string, model: Model, requests: readonly RequestEntry[]): Promise<void> {
    const status = statusFor(sources.get(log), sources.size === 1, model, requests);
    if (status === null) return takeBack(log);
    canWrite ??= mayWrite();
    if (!(await canWrite)) return;
    const file = await watchedFile(log, env);
    await writeWatched(file, log, status);
    files.delete(log);
    files.set(log, file);
  }

  async function takeBack(log: string): Promise<void> {
    const file = files.get(log);
    files.delete(log);
    if (file !== undefined) await removeWatched(file);
  }

  function plan(): void {
    if (engine === null || timer !== null) return;
    timer = setTimeout(() => {
      timer = null;
      writeSoon();
    }, EVERY);
    timer.unref();
  }

  /** A disk that is full, a folder that is gone: who asks reads the log. */
  function writeSoon(): void {
    isWriting = isWriting.then(write).catch(() => undefined);
  }

  function tell(log: string): void {
    // The newest last.
    news.delete(log);
    news.add(log);
    plan();
  }

  return {
    hears: listener => ({
      ...listener,
      onRecords(records) {
        for (const log of new Set(records.map(({ origin }) => logOf(origin)))) tell(log);
        return listener.onRecords(records);
      },
      onState(state) {
        if (state.state === 'gone') sources.delete(state.path);
        else sources.set(state.path, state);
        tell(state.path);
        listener.onState(state);
      },
    }),
    begin(fed) {
      engine = fed;
      writeSoon();
    },
    async close() {
      engine = null;
      if (timer !== null) clearTimeout(timer);
      await isWriting;
      for (const log of [...files.keys()]) await takeBack(log).catch(() => undefined);
    },
  };
}

/** null: the log is in several files, away, empty, or holds requests of another one; or nobody knows it whole any more. */
function statusFor(
  source: SourceState | undefined,
  isOnly: boolean,
  model: Model,
  requests: readonly RequestEntry[],
): Status | null {
  if (source?.state !== 'live' || (source.parts ?? []).length > 1 || requests.length === 0) return null;
  if (isOnly) return isCompared(model) ? statusOf(model, true) : null;
  return source.message === null ? statusAmong(model, requests) : null;
}

const isCompared = ({ sessions }: Pick<Model, 'sessions'>): boolean =>
  sessions.every(({ lanes }) => lanes.every(lane => lane.isCompared));

/** How one of several logs stands. */
function statusAmong(model: Model, requests: readonly RequestEntry[]): Status | null {
  const ids = new Set(requests.map(({ id }) => id));
  const names = new Set(requests.map(({ session }) => session));
  const sessions = model.sessions.filter(({ id }) => names.has(id));
  // What goes on from another log would be a beginning to a report of this one.
  if (model.requests.some(({ id, session }) => names.has(session) && !ids.has(id))) return null;
  if (model.requests.length < model.totals.requests || !isCompared({ sessions })) return null;
  const incidents = model.incidents.filter(each => momentsOf(each).some(({ request }) => ids.has(request)));
  return statusOf({ ...model, requests, sessions, incidents, totals: totalsOf(requests) }, true);
}
