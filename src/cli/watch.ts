import { findSources, latestOf } from '../log/find/find.js';
import { followLogs } from '../log/follow/follow.js';
import type { TailListener } from '../log/follow/tail.js';
import { logsAt } from '../log/paths/logs-at.js';
import type { SourceState } from '../log/record.js';
import { systemTimer } from '../store/timer.js';
import type { WatchOptions } from './commands/options.js';
import { type ExitCode, type Io, refuse } from './io.js';
import type { Feed, RunningFeed } from './live/feed.js';
import { hasScreen, showFeed } from './live/live.js';
import { tellsOthers } from './live/outlet.js';
import { type LatestWatch, watchLatest } from './logs/latest.js';
import { machineOf } from './logs/machine.js';
import { askRecorders } from './record/ask-recorders.js';
import { mistakenFor } from './similar.js';

export interface WatchCommandOptions extends WatchOptions {
  readonly latest?: boolean;
  /** Waits for files of any name. */
  readonly wait?: boolean;
}

export async function runWatch(
  paths: readonly string[],
  options: WatchCommandOptions,
  io: Io,
): Promise<ExitCode> {
  if (paths.length > 0 && options.latest) return refuse(io, 'give a path or --latest, not both');
  const mistaken = options.wait ? null : await mistakenFor(paths);
  if (mistaken !== null) return refuse(io, mistaken);
  if (options.headless && paths.length === 0)
    return refuse(io, '--headless: give the logs or folders to watch');
  if (options.headless && (options.json || options.plain))
    return refuse(io, `--headless shows nothing: leave out ${options.json ? '--json' : '--plain'}`);
  if (options.headless && !tellsOthers(options)) return refuse(io, NOTHING_TO_DO);
  if (paths.length > 0) return showFeed(followed(paths), options, io);
  if (options.latest) return showFeed(newest(io), options, io);
  if (!hasScreen(options, io)) {
    return refuse(
      io,
      'which log? Give a file or a folder, or --latest for the newest one here; `cachequake sources` lists them',
    );
  }
  const { chooseLog } = await import('./logs/choose.js');
  // What comes next is loaded while the reader looks at the list.
  const [path] = await Promise.all([chooseLog(options, io), import('./live/screen.js')]);
  return path === null ? 0 : showFeed(followed([path]), options, io);
}

const NOTHING_TO_DO =
  '--headless shows nothing: say who is to be told, with --metrics, --otlp, --webhook, --on-break, --on-incident or --on-cold';

/** The newest log of this machine, the first one that comes where there is none, and newer ones from when they are. */
const newest = (io: Io): Feed => ({
  timer: systemTimer,
  async logs() {
    const latest = latestOf((await findSources(machineOf(io))).sources);
    return latest === null ? [] : logsAt(latest.path);
  },
  start: listener => running(listener, told => watchLatest(told, io, systemTimer)),
});

/** Folders have no state of their own, so nobody would say that one without a log is waited for. */
function emptyFolders(
  paths: readonly string[],
  listener: Pick<TailListener, 'onState'>,
): { begin(): void; readonly onState: TailListener['onState'] } {
  let isWaiting = false;
  const say = (state: SourceState['state'], message: string | null): void => {
    for (const path of paths) {
      listener.onState({ path, format: null, fidelity: null, state, lines: 0, bytes: 0, message });
    }
  };
  return {
    begin() {
      isWaiting = true;
      say('waiting', 'a folder without logs: waiting for the first one');
    },
    onState(state) {
      if (isWaiting) say('live', null);
      isWaiting = false;
      listener.onState(state);
    },
  };
}

/** Logs as they grow; ends only when it is stopped. */
const followed = (paths: readonly string[]): Feed => ({
  timer: systemTimer,
  logs: async () => (await Promise.all(paths.map(logsAt))).flat(),
  start: listener =>
    running(listener, told => {
      const waiting = emptyFolders(paths, told);
      const follower = followLogs(paths, { ...told, onState: waiting.onState });
      // A follower tells changes only; that a log is waited for is where it starts.
      void follower.caughtUp.then(() => {
        const sources = follower.sources();
        if (sources.length === 0) waiting.begin();
        sources.forEach(waiting.onState);
      });
      return { caughtUp: follower.caughtUp, stop: follower.close };
    }),
});

/** A feed that ends when it is stopped; what recorders say of their recordings stands beside what is read. */
function running(listener: TailListener, begin: (told: TailListener) => LatestWatch): RunningFeed {
  const asked = askRecorders(listener);
  const watch = begin({ ...listener, onState: asked.onState });
  let end = (): void => {};
  const ended = new Promise<void>(resolve => {
    end = resolve;
  });
  return {
    caughtUp: watch.caughtUp,
    ended,
    stop: async () => {
      asked.stop();
      await watch.stop();
      end();
    },
  };
}
