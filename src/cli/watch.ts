import { followLogs } from '../log/follow.js';
import { systemTimer } from '../store/timer.js';
import type { WatchOptions } from './commands/options.js';
import type { Feed } from './feed.js';
import { type ExitCode, type Io, refuse } from './io.js';
import { showFeed } from './live.js';

export async function runWatch(paths: readonly string[], options: WatchOptions, io: Io): Promise<ExitCode> {
  if (paths.length === 0) {
    return refuse(io, 'which log? Give a file or a folder, or see `cachequake demo` and `cachequake --help`');
  }
  return showFeed(followed(paths), options, io);
}

/** Logs as they grow; ends only when it is stopped. */
const followed = (paths: readonly string[]): Feed => ({
  timer: systemTimer,
  start(listener) {
    const follower = followLogs(paths, listener);
    // A follower tells changes only; that a log is waited for is where it starts.
    void follower.caughtUp.then(() => follower.sources().forEach(listener.onState));
    // Where nothing can be watched only a poll is left, and that keeps no process alive.
    const alive = setInterval(() => {}, 2 ** 30);
    let end = (): void => {};
    const ended = new Promise<void>(resolve => {
      end = resolve;
    });
    return {
      caughtUp: follower.caughtUp,
      ended,
      stop: async () => {
        await follower.close();
        clearInterval(alive);
        end();
      },
    };
  },
});
