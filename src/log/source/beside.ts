import { readFileSync, type Stats, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Beside } from '../formats/format.js';
import { LONGEST_LINE } from './lines.js';
import { whyUnopenable } from './unreadable.js';

/**
 * The files in the folder of a log. Reads at once: a format needs the body that a line points to before it can go on, and
 * such a file holds one request.
 */
export function filesBeside(path: string): Beside {
  const folder = dirname(path);

  function attempt<Result>(name: string, use: (file: string, stats: Stats) => Result): Result | null {
    // A log is hostile text: a name in it must not lead out of its folder.
    if (name === '' || name === '..' || basename(name) !== name || name.includes('\0')) return null;
    const file = join(folder, name);
    try {
      const stats = statSync(file);
      // Reading a pipe waits for its writer.
      return stats.isFile() ? use(file, stats) : null;
    } catch (error) {
      if (whyUnopenable(error) === null) throw error;
      return null;
    }
  }

  return {
    read: name =>
      attempt(name, (file, { size, mtimeMs }) =>
        size > LONGEST_LINE ? null : { path: file, bytes: readFileSync(file), modified: Math.round(mtimeMs) },
      ),
    modified: name => attempt(name, (_, { mtimeMs }) => mtimeMs),
  };
}
