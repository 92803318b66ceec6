/** Events of the file system, reduced to what they are good for: saying that it may be time to look. */
import { existsSync, type FSWatcher, statSync, watch as watchFolder } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { type FSWatcher as FileWatcher, watch as watchFiles } from 'chokidar';
import { createWakes } from './wakes.js';

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
 * Watches files and folders (not what is below them). A folder is watched as one, and says which file in it changed: chokidar
 * would watch each file as well, and look at all of them whenever one changed (measured with 200 logs: a fifth of a core).
 *
 * @param onHint something happened to the file at this absolute path
 * @param onProblem watching does not work, or not for everything: a sentence
 */
export function createWatch(
  paths: readonly string[],
  onHint: (path: string) => void,
  onProblem: (sentence: string) => void,
): Watch {
  const folders = new Map<string, FSWatcher>();
  /** Of folders that are watched only for files which are to come: their names. Of the others, every name counts. */
  const awaited = new Map<string, Set<string>>();
  // `add` opens a closed watcher again, which then keeps the process alive: a look that is under way may still ask for one.
  let isClosed = false;
  /** Of files in folders that are not watched. */
  const wakes = createWakes(onHint);

  function onError(error: unknown): void {
    const sentence = describe(error);
    if (sentence !== null) onProblem(sentence);
  }

  function addFolder(folder: string): void {
    if (folders.has(folder)) return;
    try {
      const watcher = watchFolder(folder, { persistent: false }, (event, name) => {
        if (name === null) onHint(folder);
        else if (awaited.get(folder)?.has(name) !== false) onHint(join(folder, name));
        // The folder itself was renamed or deleted: one that takes its place is another one.
        if (event === 'rename' && name === basename(folder) && !isFolder(folder)) drop(folder);
      });
      folders.set(folder, watcher);
      watcher.on('error', error => {
        drop(folder);
        onError(error);
      });
    } catch (error) {
      onError(error);
    }
  }

  function drop(folder: string): void {
    folders.get(folder)?.close();
    folders.delete(folder);
    awaited.delete(folder);
  }

  /**
   * What is not there is told by its folder; while that is missing too, only the poll looks. (chokidar would watch the nearest
   * folder that exists, with all that is in it, once for each path: measured, 2 GB for 1,500 paths.)
   */
  function awaitFile(path: string): void {
    const folder = dirname(path);
    if (!folders.has(folder) && isFolder(folder)) {
      awaited.set(folder, new Set());
      addFolder(folder);
    }
    awaited.get(folder)?.add(basename(path));
  }

  const named = paths.map(path => resolve(path));
  named.filter(isFolder).forEach(addFolder);
  named.filter(path => !existsSync(path)).forEach(awaitFile);
  const atFirst = named.filter(path => existsSync(path) && !folders.has(path));
  const files: FileWatcher = watchFiles(
    atFirst,
    // Not persistent: a path added while chokidar closes stays watched (measured: 1 quit in 10 then hung). The poll keeps
    // the process alive instead.
    { ignoreInitial: true, depth: 0, atomic: false, persistent: false },
  );
  files.on('all', (_, path) => onHint(resolve(path))).on('error', onError);

  return {
    // Of no path it would never be ready.
    ready: atFirst.length === 0 ? Promise.resolve() : new Promise(done => files.on('ready', done)),
    ensure(path) {
      if (isClosed) return;
      awaited.get(dirname(path))?.add(basename(path));
      if (folders.has(dirname(path))) return;
      if (isFolder(path)) {
        awaited.delete(path);
        addFolder(path);
        return;
      }
      wakes.listen(path);
      const watched = files.getWatched();
      const isWatched = watched[path] !== undefined || watched[dirname(path)]?.includes(basename(path));
      if (!isWatched) files.add(path);
    },
    renew(path) {
      if (isClosed || folders.has(dirname(path))) return;
      wakes.renew(path);
      files.unwatch(path);
      files.add(path);
    },
    close() {
      isClosed = true;
      wakes.close();
      for (const folder of [...folders.keys()]) drop(folder);
      return files.close();
    },
  };
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
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
