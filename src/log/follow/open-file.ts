/** An open file that is read forward and knows when it is no longer what was read. */
import type { BigIntStats } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { type FileId, fileIdOf, isSameFile } from '../paths/file-id.js';
import { whyNoLog, whyUnopenable } from '../source/unreadable.js';
import { createRooms } from '../values/rooms.js';

export interface OpenFile {
  /** The next bytes, at most `most`, until it is read again; `null` at the end. */
  read(most: number): Promise<Buffer | null>;
  /**
   * `truncated` or `rewritten` if what was read is no longer there. `cut`: only the half line at its end is not, since its
   * writer could not complete it; the next read is at its start.
   *
   * @param half bytes of the half line that was read last
   */
  findChange(half: number): Promise<'truncated' | 'rewritten' | 'cut' | null>;
  /** The next read starts at the first byte. */
  rewind(): void;
  /** True if the path leads to this file. */
  isAt(path: string): Promise<boolean>;
  /** Goes on where the other stopped, if this holds the same bytes up to there (an atomic replacement); else stays at its start. */
  continues(other: OpenFile): Promise<boolean>;
  close(): Promise<void>;
  readonly id: FileId;
  /** True if the path leads to this file, and nothing was written to it since it was last looked at. */
  isUnchangedAt(path: string): Promise<boolean>;
  /** True if it still stands somewhere, under whatever name. */
  isThere(): Promise<boolean>;
  /** Bytes read so far. */
  readonly offset: number;
  /** The last bytes that were read; they end at `offset`. */
  readonly last: Buffer;
}

/** How many of the last bytes are remembered to tell a rewritten file. */
const FINGERPRINT = 512;

/** Opens a regular file for reading; a sentence if that is not possible. */
export async function openFile(path: string): Promise<OpenFile | string> {
  try {
    // Looked at before it is opened: opening a pipe waits for its writer.
    const found = await stat(path);
    if (!found.isFile()) {
      if (found.isDirectory()) return 'a folder, not a file';
      return whyNoLog(path, found) ?? 'a pipe: only `cachequake report` reads those';
    }
    const handle = await open(path, 'r');
    const stats = await handle.stat({ bigint: true });
    return follow(handle, fileIdOf(stats), Number(stats.mtimeMs));
  } catch (error) {
    const reason = whyUnopenable(error);
    if (reason === null) throw error;
    return reason;
  }
}

function follow(handle: FileHandle, id: FileId, openedAt: number): OpenFile {
  let offset = 0;
  let last: Buffer = Buffer.alloc(0);
  /** The end of the last whole line, and the bytes in front of it. */
  let whole = { offset, last };
  /** Modification time at the last look. */
  let modified = openedAt;
  /** While it is read forward. */
  let room: Buffer | null = null;

  function giveBack(): void {
    if (room !== null) rooms.giveBack(room);
    room = null;
  }

  return {
    async read(most) {
      room ??= rooms.take(most);
      const { bytesRead } = await handle.read(room, 0, Math.min(most, room.length), offset);
      if (bytesRead === 0) {
        giveBack();
        return null;
      }
      const read = room.subarray(0, bytesRead);
      const lineEnd = read.lastIndexOf(NEWLINE) + 1;
      if (lineEnd > 0) whole = { offset: offset + lineEnd, last: lastOf(last, read.subarray(0, lineEnd)) };
      offset += bytesRead;
      last = lastOf(last, read);
      return read;
    },
    async findChange(half) {
      const { size, mtimeMs } = await handle.stat();
      if (half > 0 && size === whole.offset && (await endsAs(handle, size, whole.last))) {
        ({ offset, last } = whole);
        return 'cut';
      }
      if (size < offset) return 'truncated';
      if (Math.floor(mtimeMs) === modified && size === offset) return null;
      modified = Math.floor(mtimeMs);
      return (await endsAs(handle, offset, last)) ? null : 'rewritten';
    },
    rewind() {
      offset = 0;
      last = Buffer.alloc(0);
      whole = { offset, last };
    },
    id,
    async isAt(path) {
      const there = await statsAt(path);
      return there !== null && isSameFile(fileIdOf(there), id);
    },
    async isUnchangedAt(path) {
      const there = await statsAt(path);
      if (there === null || !isSameFile(fileIdOf(there), id)) return false;
      return there.size === BigInt(offset) && Number(there.mtimeMs) === modified;
    },
    async continues(other) {
      if (!(await endsAs(handle, other.offset, other.last))) return false;
      offset = other.offset;
      last = other.last;
      // Not known of what another one read.
      whole = { offset: -1, last };
      return true;
    },
    isThere: async () => (await handle.stat()).nlink > 0,
    close() {
      giveBack();
      return handle.close();
    },
    get offset() {
      return offset;
    },
    get last() {
      return last;
    },
  };
}

async function statsAt(path: string): Promise<BigIntStats | null> {
  try {
    return await stat(path, { bigint: true });
  } catch (error) {
    if (whyUnopenable(error) === null) throw error;
    return null;
  }
}

/** Most files are read to their end one after the other. */
const rooms = createRooms({ most: 2, bytes: 1024 * 1024 });

const NEWLINE = 10;

/** True if the bytes in front of `offset` are `last`. */
async function endsAs(handle: FileHandle, offset: number, last: Buffer): Promise<boolean> {
  if (last.length === 0) return true;
  const there = Buffer.alloc(last.length);
  const { bytesRead } = await handle.read(there, 0, last.length, offset - last.length);
  return bytesRead === last.length && there.equals(last);
}

function lastOf(before: Buffer, read: Buffer): Buffer {
  if (read.length >= FINGERPRINT) return Buffer.from(read.subarray(read.length - FINGERPRINT));
  return Buffer.concat([before, read]).subarray(-FINGERPRINT);
}
