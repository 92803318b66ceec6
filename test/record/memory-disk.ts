import type { Disk, DiskFile } from '../../src/record/recording/disk.js';
import { copyOf } from './copy-of.js';

/** A disk in memory that can be filled up, slowed and wiped. */
export interface MemoryDisk extends Disk {
  /** What stands at a path; undefined: nothing. */
  read(path: string): string | undefined;
  readonly paths: readonly string[];
  /** Bytes of all files. */
  readonly bytes: number;
  /** Files open now. */
  readonly open: number;
  /** Bytes that the next write may take: Infinity as a rule; 0 rejects it as a full disk does. */
  room: () => number;
  /** Deletes a file, as somebody else would. */
  delete(path: string): void;
}

interface MemoryFile {
  parts: Buffer[];
}

export function createMemoryDisk(): MemoryDisk {
  const files = new Map<string, MemoryFile>();
  let open = 0;

  const disk: MemoryDisk = {
    room: () => Number.POSITIVE_INFINITY,
    get open() {
      return open;
    },
    get bytes() {
      return [...files.values()].flatMap(file => file.parts).reduce((sum, part) => sum + part.length, 0);
    },
    get paths() {
      return [...files.keys()];
    },
    read(path) {
      const file = files.get(path);
      return file && Buffer.concat(file.parts).toString();
    },
    delete: path => {
      files.delete(path);
    },
    async append(path) {
      await Promise.resolve();
      if (disk.room() === 0) throw new Error('ENOSPC: no space left on device');
      const file = files.get(path) ?? { parts: [] };
      files.set(path, file);
      open += 1;
      return fileAt(path, file);
    },
  };

  function fileAt(path: string, file: MemoryFile): DiskFile {
    return {
      async write(parts) {
        await Promise.resolve();
        const bytes = Buffer.concat(parts);
        const taken = Math.min(bytes.length, disk.room());
        if (taken === 0) throw new Error('ENOSPC: no space left on device');
        file.parts.push(copyOf(bytes.subarray(0, taken)));
        return taken;
      },
      isInPlace: async () => files.get(path) === file,
      async truncate(length) {
        file.parts = [Buffer.concat(file.parts).subarray(0, length)];
      },
      async close() {
        open -= 1;
      },
    };
  }

  return disk;
}
