/** What a log was before: files that rotation renamed or copied, each read once and to its end. */
import { dirname } from 'node:path';
import { fileKey, isSameFile } from '../paths/file-id.js';
import { type Generation, listGenerations } from './generations.js';
import { type OpenFile, openFile } from './open-file.js';
import { placeIn } from './places.js';

export interface Past {
  /** What is there now was there before the log was read. */
  begin(): Promise<void>;
  /** `copytruncate` copies a log before it empties it: what was not read of `current` yet stands in the copy. */
  readCopies(current: OpenFile, read: ReadFile): Promise<void>;
  /**
   * Reads the files that were the log since this was last asked and are not any more, the oldest first.
   *
   * @returns how many there were
   */
  readBetween(read: ReadFile): Promise<number>;
  /**
   * Reads the rest of a file that was renamed while it was not open.
   *
   * @returns whether it is still there
   */
  readRest(left: OpenFile, read: ReadFile): Promise<boolean>;
  /** A file that was renamed within its folder while it was not open, where it was left; `null` if it is not there, or why it cannot be opened. */
  findRenamed(left: OpenFile): Promise<OpenFile | string | null>;
}

type ReadFile = (file: OpenFile) => Promise<void>;

/** @param files Keys of the files that were read for this log; those that are read here are added. */
export function createPast(path: string, files: Set<string>): Past {
  let generations: readonly Generation[] = [];

  return {
    async begin() {
      generations = await listGenerations(path);
    },

    async readCopies(current, read) {
      for (const generation of await listGenerations(path)) {
        if (generations.some(known => isSameFile(known, generation))) continue;
        const opened = await openFile(generation.path);
        if (typeof opened === 'string') continue;
        if (current.offset > 0 && (await opened.continues(current))) {
          generations = [...generations, generation];
          files.add(fileKey(opened.id));
          await read(opened);
        }
        await opened.close();
      }
    },

    async readBetween(read) {
      const before = generations;
      generations = await listGenerations(path);
      const isNew = (one: Generation): boolean =>
        !files.has(fileKey(one)) && !before.some(known => isSameFile(known, one));
      let count = 0;
      for (const generation of generations.filter(isNew)) {
        const opened = await openFile(generation.path);
        if (typeof opened === 'string') continue;
        // It may have been renamed once more since it was listed.
        if (isSameFile(opened.id, generation)) {
          files.add(fileKey(opened.id));
          await read(opened);
          count += 1;
        }
        await opened.close();
      }
      return count;
    },

    async readRest(left, read) {
      const found = (await listGenerations(path)).find(generation => isSameFile(generation, left.id));
      const opened = found === undefined ? null : await openFile(found.path);
      if (opened === null || typeof opened === 'string') return false;
      if (await opened.continues(left)) await read(opened);
      await opened.close();
      return true;
    },

    async findRenamed(left) {
      const place = await placeIn(dirname(path), left.id);
      const opened = place === null ? null : await openFile(place);
      if (opened === null || opened === 'no such file') return null;
      if (typeof opened === 'string') return opened;
      if (isSameFile(opened.id, left.id) && (await opened.continues(left))) return opened;
      await opened.close();
      return null;
    },
  };
}
