import { noticeLine } from '../../log/formats/cachequake/cachequake.js';
import { type AppendQueue, bytesIn, createAppendQueue, type Failing, type Target } from './append-queue.js';
import type { Disk } from './disk.js';

/**
 * What a recorder has written: a file, and after rotation several. A request and its usage stand in the same file.
 * Nothing that calls in here waits for the disk or sees it fail.
 */
export interface Recording {
  readonly state: RecordingState;
  /** Makes the first file. null, or why that is not possible. */
  open(): Promise<string | null>;
  /** Takes the line of a request that left. Every ticket is given back to `finish` once. */
  begin(line: readonly Uint8Array[]): Ticket;
  /** Takes the usage line of a request. */
  finish(ticket: Ticket, line: readonly Uint8Array[]): void;
  notice(text: string): void;
  /** Writes what can be written and closes the files. */
  close(): Promise<void>;
}

export interface RecordingState {
  /** The file that takes the next request. */
  readonly path: string;
  /** Requests taken so far, and those of them that could not be kept. */
  readonly requests: number;
  readonly lost: number;
  /** Why nothing can be written; null while all is well. */
  readonly failing: Failing | null;
}

/** A request whose usage is not known yet. */
export interface Ticket {
  readonly segment: Segment;
  readonly isLost: boolean;
  /** In which making of its file the request stands; 0: it waits to be written. */
  making: number;
}

/** One file of the recording. */
interface Segment extends Target {
  /** Bytes added to it. */
  size: number;
  /** Its requests without usage. */
  open: number;
}

export interface RecordingOptions {
  /** Path of file number `n`, from 1. */
  readonly pathOf: (n: number) => string;
  readonly disk: Disk;
  readonly now: () => number;
  /** A file that would grow beyond this many bytes takes no further requests. */
  readonly rotateAt: number;
  /** Most bytes to hold in memory while the disk is slow or full; requests beyond it are lost, and counted. */
  readonly holdAtMost: number;
  /** Milliseconds from a failed write to the next try. */
  readonly retryAfter: number;
  /** Milliseconds between looks whether the file is still there. */
  readonly lookEvery: number;
  /** A new file was begun, or `failing` changed. */
  readonly onChange?: () => void;
}

export function createRecording(options: RecordingOptions): Recording {
  const { now } = options;
  let count = 0;
  let active = nextSegment();
  let requests = 0;
  let lost = 0;
  let gap: { readonly since: number; readonly lostBefore: number; readonly reason: string } | null = null;

  const queue: AppendQueue = createAppendQueue({
    disk: options.disk,
    now,
    retryAfter: options.retryAfter,
    lookEvery: options.lookEvery,
    onWritten: noteGap,
    onRemade: () => putNotice('This recording was deleted while it ran; it goes on from here.'),
    ...(options.onChange && { onFailing: options.onChange }),
  });

  function nextSegment(): Segment {
    count += 1;
    return { path: options.pathOf(count), making: 0, size: 0, open: 0 };
  }

  function rotate(): void {
    const full = active;
    active = nextSegment();
    if (full.open === 0) queue.finish(full);
    options.onChange?.();
  }

  /** When the disk takes lines again, says in the recording what it lacks. */
  function noteGap(): void {
    if (gap === null || queue.bytes > options.holdAtMost / 2) return;
    const { since, lostBefore, reason } = gap;
    gap = null;
    putNotice(
      `${lost - lostBefore} requests since ${new Date(since).toISOString()} are missing here: ${reason}`,
    );
  }

  function putNotice(text: string): void {
    queue.add({ target: active, parts: [Buffer.from(noticeLine({ at: now(), text }))] });
  }

  return {
    get state() {
      return { path: active.path, requests, lost, failing: queue.failing };
    },
    open: () => queue.open(active),
    begin(line) {
      requests += 1;
      const size = bytesIn(line);
      const isLost = queue.bytes + size > options.holdAtMost;
      if (!isLost && active.size > 0 && active.size + size > options.rotateAt) rotate();
      const ticket: Ticket = { segment: active, isLost, making: 0 };
      if (isLost) {
        gap ??= { since: now(), lostBefore: lost, reason: queue.failing?.reason ?? 'the disk was too slow' };
        lost += 1;
        return ticket;
      }
      active.open += 1;
      active.size += size;
      queue.add({
        target: active,
        parts: line,
        onWritten: making => {
          ticket.making = making;
        },
      });
      return ticket;
    },
    finish(ticket, line) {
      if (ticket.isLost) return;
      const { segment } = ticket;
      segment.size += bytesIn(line);
      segment.open -= 1;
      // The file may be deleted between a request and its usage: usage without its request says nothing.
      const isStale = (making: number) => ticket.making !== 0 && ticket.making !== making;
      queue.add({ target: segment, parts: line, isStale });
      if (segment.open === 0 && segment !== active) queue.finish(segment);
    },
    notice: putNotice,
    close: () => queue.close(),
  };
}
