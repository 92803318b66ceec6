/**
 * Wakes for files that are open: the system's own events, one for each write. chokidar, which finds files, folders and what was
 * replaced, holds back events that come soon after another one, for up to 50 ms, and now and then the last of them (measured: of
 * 200 appends 40 ms apart, 73 had no event of their own).
 */
import { type FSWatcher, watch } from 'node:fs';
import { whyUnopenable } from '../source/unreadable.js';

export interface Wakes {
  /** Listens to a file, unless somebody does. Of too many, the ones that began longest ago are left to chokidar and the poll. */
  listen(path: string): void;
  /** Another file stands at the path: the old one is no longer listened to. */
  renew(path: string): void;
  close(): void;
}

/** Some systems take a descriptor for each. */
const MOST = 32;

/** @param onHint something happened to the file at this path */
export function createWakes(onHint: (path: string) => void): Wakes {
  const listening = new Map<string, FSWatcher>();

  function leave(path: string): void {
    listening.get(path)?.close();
    listening.delete(path);
  }

  function listen(path: string): void {
    if (listening.has(path)) return;
    try {
      const watcher = watch(path, { persistent: false }, () => onHint(path));
      // Whatever it is, the poll still looks.
      watcher.on('error', () => leave(path));
      listening.set(path, watcher);
    } catch (error) {
      if (whyUnopenable(error) === null) throw error;
    }
    const [oldest] = listening.keys();
    if (listening.size > MOST && oldest !== undefined) leave(oldest);
  }

  return {
    listen,
    renew(path) {
      leave(path);
      listen(path);
    },
    close() {
      for (const path of [...listening.keys()]) leave(path);
    },
  };
}
