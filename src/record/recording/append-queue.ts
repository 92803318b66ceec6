import type { Disk, DiskFile } from './disk.js';

/**
 * Lines on their way to files: in order, one write at a time. Adding never waits and never fails. While the disk
 * refuses, the lines stay here and are tried again; a line that went out in part is completed later, so a reader
 * meets no broken one.
 */
export interface AppendQueue {
  /** Bytes that wait to be written. */
  readonly bytes: number;
  /** Since when (ms since 1970) and why nothing can be written; null while all is well. */
  readonly failing: Failing | null;
  /** Makes the file now. null, or why that is not possible. */
  open(target: Target): Promise<string | null>;
  add(line: QueuedLine): void;
  /** Nothing more will be added to this file: it is closed when its last line is written. */
  finish(target: Target): void;
  /** Tries once more to write what waits, cuts off a line that went out in part, closes all files. */
  close(): Promise<void>;
}

export interface Failing {
  readonly since: number;
  readonly reason: string;
}

/** A file that lines are added to. */
export interface Target {
  readonly path: string;
  /** How often the file was made: once, and again each time that somebody deleted it. */
  making: number;
}

export interface QueuedLine {
  readonly target: Target;
  /** Its bytes, in parts. */
  readonly parts: readonly Uint8Array[];
  /** Told when the line is written, and in which making of the file. */
  readonly onWritten?: (making: number) => void;
  /** True if the line has no meaning in this making of the file: it is dropped. */
  readonly isStale?: (making: number) => boolean;
}

export interface AppendQueueOptions {
  readonly disk: Disk;
  readonly now: () => number;
  /** Milliseconds from a failed write to the next try. */
  readonly retryAfter: number;
  /** Milliseconds between looks whether a file is still where it was; what is written in between goes with it. */
  readonly lookEvery: number;
  /** Lines went out. */
  readonly onWritten?: () => void;
  /** `failing` changed. */
  readonly onFailing?: () => void;
  /** A file was deleted and has been made again. */
  readonly onRemade?: (target: Target) => void;
}

/** Handed to the system at once: what comes after the line that makes it this large waits. */
const BATCH_BYTES = 4 * 1024 * 1024;

interface Opened {
  readonly file: DiskFile;
  /** Bytes of its complete lines. */
  complete: number;
  lookedAt: number;
}

export function createAppendQueue(options: AppendQueueOptions): AppendQueue {
  const files = new Map<Target, Opened>();
  const finished = new Set<Target>();
  let lines: QueuedLine[] = [];
  let bytes = 0;
  /** Bytes of the first line that are written. */
  let begun = 0;
  let failing: Failing | null = null;
  let retry: NodeJS.Timeout | null = null;
  let pumping: Promise<void> | null = null;

  function start(): void {
    pumping ??= pump().finally(() => {
      pumping = null;
      if (lines.length > 0 && retry === null) start();
    });
  }

  async function pump(): Promise<void> {
    try {
      for (let target = lines[0]?.target; target; target = lines[0]?.target) await writeSome(target);
    } catch (error) {
      fail(error);
    }
  }

  async function writeSome(target: Target): Promise<void> {
    const opened = await openedFile(target);
    const batch = nextBatch(target);
    if (batch.length === 0) return;
    advance(opened, await opened.file.write(batch));
    if (failing !== null) {
      failing = null;
      options.onFailing?.();
    }
    options.onWritten?.();
  }

  async function openedFile(target: Target): Promise<Opened> {
    const known = files.get(target);
    if (known && (await isInPlace(known))) return known;
    if (known) {
      files.delete(target);
      begun = 0;
      await known.file.close().catch(() => undefined);
    }
    const opened = { file: await options.disk.append(target.path), complete: 0, lookedAt: options.now() };
    files.set(target, opened);
    target.making += 1;
    if (target.making > 1) {
      keepOnly(line => line.target !== target || !line.isStale?.(target.making));
      options.onRemade?.(target);
    }
    return opened;
  }

  async function isInPlace(opened: Opened): Promise<boolean> {
    if (options.now() - opened.lookedAt < options.lookEvery) return true;
    opened.lookedAt = options.now();
    return opened.file.isInPlace();
  }

  function keepOnly(isKept: (line: QueuedLine) => boolean): void {
    lines = lines.filter(isKept);
    bytes = lines.reduce((sum, line) => sum + bytesIn(line.parts), 0);
  }

  function nextBatch(target: Target): Uint8Array[] {
    const batch: Uint8Array[] = [];
    let size = 0;
    let skip = begun;
    for (const line of lines) {
      if (line.target !== target || size > BATCH_BYTES) break;
      for (const part of line.parts) {
        if (skip < part.length) batch.push(part.subarray(skip));
        skip = Math.max(0, skip - part.length);
        size += part.length;
      }
    }
    return batch;
  }

  function advance(opened: Opened, written: number): void {
    begun += written;
    let done = 0;
    for (let line = lines[done]; line; line = lines[done]) {
      const size = bytesIn(line.parts);
      if (begun < size) break;
      begun -= size;
      bytes -= size;
      opened.complete += size;
      line.onWritten?.(line.target.making);
      done += 1;
    }
    lines.splice(0, done);
    for (const target of finished) closeIfDrained(target);
  }

  function closeIfDrained(target: Target): void {
    if (lines.some(line => line.target === target)) return;
    finished.delete(target);
    const opened = files.get(target);
    files.delete(target);
    opened?.file.close().catch(() => undefined);
  }

  function fail(error: unknown): void {
    failing ??= { since: options.now(), reason: error instanceof Error ? error.message : String(error) };
    retry = setTimeout(() => {
      retry = null;
      start();
    }, options.retryAfter);
    retry.unref();
    options.onFailing?.();
  }

  function cancelRetry(): void {
    if (retry !== null) clearTimeout(retry);
    retry = null;
  }

  return {
    get bytes() {
      return bytes;
    },
    get failing() {
      return failing;
    },
    async open(target) {
      try {
        await openedFile(target);
        return null;
      } catch (error) {
        return error instanceof Error ? error.message : String(error);
      }
    },
    add(line) {
      if (line.isStale?.(line.target.making)) return;
      lines.push(line);
      bytes += bytesIn(line.parts);
      if (retry === null) start();
    },
    finish(target) {
      finished.add(target);
      closeIfDrained(target);
    },
    async close() {
      // A write that is under way may fail for a reason that is gone by now: one more try is due.
      await pumping;
      cancelRetry();
      if (lines.length > 0) start();
      await pumping;
      cancelRetry();
      const half = lines[0] && begun > 0 ? files.get(lines[0].target) : undefined;
      await half?.file.truncate(half.complete).catch(() => undefined);
      await Promise.all([...files.values()].map(({ file }) => file.close().catch(() => undefined)));
      files.clear();
    },
  };
}

export function bytesIn(parts: readonly Uint8Array[]): number {
  return parts.reduce((sum, part) => sum + part.length, 0);
}
