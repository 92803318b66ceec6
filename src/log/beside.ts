import { readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Beside } from './formats/format.js';
import { LONGEST_LINE } from './lines.js';
import { whyUnopenable } from './unreadable.js';

/**
 * The files in the folder of a log. Reads at once: a format needs the body that a line points to before it can go on, and
 * such a file holds one request.
 */
export function filesBeside(path: string): Beside {
  const folder = dirname(path);
  return {
    read(name) {
      // A log is hostile text: a name in it must not lead out of its folder.
      if (name === '' || name === '..' || basename(name) !== name) return null;
      const file = join(folder, name);
      try {
        const { size, mtimeMs } = statSync(file);
        if (size > LONGEST_LINE) return null;
        return { path: file, bytes: readFileSync(file), modified: Math.round(mtimeMs) };
      } catch (error) {
        if (whyUnopenable(error) === null) throw error;
        return null;
      }
    },
  };
}
