import type { Engine } from '../../engine.js';
import type { TailListener } from '../../log/follow/tail.js';
import type { SourceState } from '../../log/record.js';
import { prepareFolder } from '../../record/recording/folder.js';
import { statusOf } from '../../report/status-of.js';
import type { Settings } from '../../settings/settings.js';
import type { WatchOptions } from '../commands/options.js';
import type { Io } from '../io.js';
import { removeDead, removeWatched, watchedFile, watchedFolder, writeWatched } from '../watched.js';
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

/**
 * Says how the log stands that is watched, for `cachequake status`, which need not read it then. Only where a report of that log
 * would say the same: not of several logs (a request that stands in two counts once), nor by other prices or limits than the report's own.
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
  let engine: Pick<Engine, 'model'> | null = null;
  let timer: NodeJS.Timeout | null = null;
  let isWriting: Promise<void> = Promise.resolve();
  let file: string | null = null;
  let canWrite: Promise<boolean> | null = null;

  async function mayWrite(): Promise<boolean> {
    const folder = watchedFolder(env);
    const problem = await prepareFolder(folder);
    if (problem === null) await removeDead(folder);
    return problem === null;
  }

  async function write(): Promise<void> {
    const log = theLog();
    if (log === null) {
      if (file !== null) await removeWatched(file);
      return;
    }
    canWrite ??= mayWrite();
    if (!(await canWrite)) return;
    const model = engine?.model();
    const isCompared = model?.sessions.every(({ lanes }) => lanes.every(lane => lane.isCompared));
    file = await watchedFile(log, env);
    if (model === undefined || model.requests.length === 0 || !isCompared) await removeWatched(file);
    else await writeWatched(file, log, statusOf(model, true));
  }

  /** null: there are more than one, or it is in several files, or away. */
  function theLog(): string | null {
    const [only, ...others] = sources.values();
    if (only === undefined || others.length > 0 || only.state !== 'live') return null;
    return (only.parts ?? []).length > 1 ? null : only.path;
  }

  function plan(): void {
    if (engine === null || timer !== null) return;
    timer = setTimeout(() => {
      timer = null;
      // A disk that is full, a folder that is gone: who asks reads the log.
      isWriting = isWriting.then(write).catch(() => undefined);
    }, EVERY);
    timer.unref();
  }

  return {
    hears: listener => ({
      ...listener,
      onRecords(records) {
        plan();
        return listener.onRecords(records);
      },
      onState(state) {
        sources.set(state.path, state);
        plan();
        listener.onState(state);
      },
    }),
    begin(fed) {
      engine = fed;
      isWriting = write().catch(() => undefined);
    },
    async close() {
      engine = null;
      if (timer !== null) clearTimeout(timer);
      await isWriting;
      if (file !== null) await removeWatched(file).catch(() => undefined);
    },
  };
}
