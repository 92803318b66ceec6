/**
 * Follows a recording, which is continued in further files as it grows (`NAME.2.jsonl`, `NAME.3.jsonl`). All of its
 * parts are one log. Usage that comes late still goes to the part of its request, so none of them is ever done.
 */

import { dirname } from 'node:path';
import { folderTime, listParts } from '../paths/folder.js';
import { stateOfParts } from '../paths/parts.js';
import { partPath } from '../paths/recordings.js';
import { isSameState, type LogRecord } from '../record.js';
import type { Shared } from '../source/repeated/known.js';
import { createLooker } from './looker.js';
import { createMerge, inParts } from './merge.js';
import { createTail, type Tail, type TailListener } from './tail.js';

interface Part {
  readonly n: number;
  readonly tail: Tail;
  /** Takes its records while several parts are read side by side. */
  push: ((records: readonly LogRecord[]) => Promise<void>) | null;
  grownAt: number;
}

/** Milliseconds without growth after which an older part is looked at less often, and closed in between. */
const QUIET_AFTER = 60_000;
const QUIET_EVERY = 10;
/** Milliseconds in which two changes of a folder may bear the same time. */
const CLOCK_TICK = 2000;

/** @param recording path of its part 1, which need not be there any more */
export function createRecordingTail(
  recording: string,
  listener: TailListener,
  shared: Shared = new Map(),
): Tail {
  const parts: Part[] = [];
  let state = stateOfParts(recording, [{ n: 1, state: createTail(recording, listener).state }]);
  let listedAt: number | null = null;
  let looks = 0;
  const looker = createLooker(look);

  function open(n: number): Part {
    const part: Part = {
      n,
      tail: createTail(
        partPath(recording, n),
        {
          onRecords: records => part.push?.(records) ?? hand(records),
          onState() {
            part.grownAt = Date.now();
            report();
          },
        },
        { log: recording, shared },
      ),
      push: null,
      grownAt: Date.now(),
    };
    return part;
  }

  function hand(records: readonly LogRecord[]): void | Promise<void> {
    if (!looker.isClosed) return listener.onRecords(records);
  }

  function report(): void {
    const before = state;
    state = stateOfParts(
      recording,
      parts.map(({ n, tail }) => ({ n, state: tail.state })),
    );
    if (!isSameState(before, state)) listener.onState(state);
  }

  async function findParts(): Promise<void> {
    const changedAt = await folderTime(dirname(recording));
    const isKnown = changedAt === listedAt && Date.now() - (changedAt ?? 0) > CLOCK_TICK;
    if (isKnown && parts.length > 0) return;
    listedAt = changedAt;
    const found = await listParts(recording);
    const wanted = found.length === 0 && parts.length === 0 ? [1] : found;
    for (const n of wanted) if (!parts.some(part => part.n === n)) parts.push(open(n));
    parts.sort((a, b) => a.n - b.n);
  }

  /** Reads what all parts have, in the order in which it was written. */
  async function look(): Promise<void> {
    looks += 1;
    // Before the older parts are read to their end: what comes first in a new one was written after it.
    await findParts();
    const due = parts.filter(part => isNewest(part) || !isQuiet(part) || looks % QUIET_EVERY === 0);
    const feeds = createMerge(due.length, hand, inParts);
    await Promise.all(
      due.map(async (part, index) => {
        const feed = feeds[index];
        part.push = feed === undefined ? null : records => feed.push(records);
        await part.tail.wake();
        part.push = null;
        feed?.finish();
      }),
    );
    for (const part of due) if (!isNewest(part) && isQuiet(part)) await part.tail.release();
    if (!looker.isClosed) report();
  }

  const isNewest = (part: Part): boolean => part === parts.at(-1);
  /** An open file that was deleted still takes its room on the disk. */
  const isQuiet = ({ tail, grownAt }: Part): boolean =>
    tail.state.state === 'gone' || Date.now() - grownAt > QUIET_AFTER;

  return {
    path: recording,
    get files() {
      return new Set(parts.flatMap(({ tail }) => [...tail.files]));
    },
    wake: looker.wake,
    async release() {
      await looker.idle();
      for (const { tail } of parts) await tail.release();
    },
    async close() {
      looker.close();
      await Promise.all(parts.map(({ tail }) => tail.close()));
      await looker.idle();
    },
    get state() {
      return state;
    },
  };
}
