/** chokidar, reduced to what it is good for: saying that it may be time to look. */
import { basename, dirname, resolve } from 'node:path';
import { watch } from 'chokidar';

export interface Watch {
  /** Resolves when events are heard. */
  readonly ready: Promise<void>;
  /** Watches a path if nothing does yet: what did not exist when it was to be watched is not watched by anything. */
  ensure(path: string): void;
  /** Another file stands at the path: a watch may still listen to the old one (measured: sometimes). */
  renew(path: string): void;
  close(): Promise<void>;
}

/**
 * Watches files and folders (not what is below them).
 *
 * @param onHint something happened to the file at this absolute path
 * @param onProblem watching does not work, or not for everything: a sentence
 */
export function createWatch(
  paths: readonly string[],
  onHint: (path: string) => void,
  onProblem: (sentence: string) => void,
): Watch {
  const watcher = watch(
    paths.map(path => resolve(path)),
    // Not persistent: a path added while chokidar closes stays watched (measured: 1 quit in 10 then hung). The poll keeps
    // the process alive instead.
    { ignoreInitial: true, depth: 0, atomic: false, persistent: false },
  );
  // `add` opens a closed watcher again, which then keeps the process alive: a look that is under way may still ask for one.
  let isClosed = false;
  watcher
    .on('all', (_, path) => onHint(resolve(path)))
    .on('error', error => {
      const sentence = describe(error);
      if (sentence !== null) onProblem(sentence);
    });
  return {
    ready: new Promise(done => watcher.on('ready', done)),
    ensure(path) {
      if (isClosed) return;
      const watched = watcher.getWatched();
      const isWatched = watched[path] !== undefined || watched[dirname(path)]?.includes(basename(path));
      if (!isWatched) watcher.add(path);
    },
    renew(path) {
      if (isClosed) return;
      watcher.unwatch(path);
      watcher.add(path);
    },
    close() {
      isClosed = true;
      return watcher.close();
    },
  };
}

/** No event at all: only the poll looks. */
export const NO_WATCH: Watch = {
  ready: Promise.resolve(),
  ensure: () => {},
  renew: () => {},
  close: () => Promise.resolve(),
};

/** `null` for what concerns nobody: a link in a folder that leads to itself is no log, and all else is watched. */
function describe(error: unknown): string | null {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  if (code === 'ELOOP') return null;
  const isFull = code === 'ENOSPC' || code === 'EMFILE' || code === 'ENFILE';
  return isFull ? `the system has no more file watches (${code})` : `watching failed (${code})`;
}
