import { type FileHandle, mkdir, open, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { FOLDER_MODE } from '../../log/paths/own-folder.js';

/** The part of a file system that a recording writes to; a test puts a failing one in its place. */
export interface Disk {
  /** Opens a file for appending; makes it (0600) and its folder (0700) where they are missing. Rejects as `node:fs` does. */
  append(path: string): Promise<DiskFile>;
}

export interface DiskFile {
  /** Writes in order and gives the bytes written, which can be fewer than all. Rejects if none could be written. */
  write(parts: readonly Uint8Array[]): Promise<number>;
  /** False if the path no longer leads to this file: it, or a folder above it, was deleted or moved. */
  isInPlace(): Promise<boolean>;
  /** Cuts the file to its first `length` bytes. */
  truncate(length: number): Promise<void>;
  close(): Promise<void>;
}

/** Recordings hold prompts: nobody but their owner reads them. */
const FILE_MODE = 0o600;

export const realDisk: Disk = {
  async append(path) {
    await mkdir(dirname(path), { recursive: true, mode: FOLDER_MODE });
    return diskFile(path, await open(path, 'a', FILE_MODE));
  },
};

function diskFile(path: string, handle: FileHandle): DiskFile {
  return {
    async write(parts) {
      const { bytesWritten } = await handle.writev([...parts]);
      return bytesWritten;
    },
    async isInPlace() {
      const [ours, there] = await Promise.all([handle.stat(), stat(path).catch(() => null)]);
      return there !== null && there.ino === ours.ino && there.dev === ours.dev;
    },
    truncate: length => handle.truncate(length),
    close: () => handle.close(),
  };
}
