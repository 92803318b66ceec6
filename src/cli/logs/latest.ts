/** The newest log of this machine, whichever that is: waits for the first one, and moves on to a newer one. */
import { findSources, latestOf } from '../../log/find/find.js';
import type { Glance } from '../../log/find/glance.js';
import { followLogs } from '../../log/follow/follow.js';
import type { TailListener } from '../../log/follow/tail.js';
import type { Timer } from '../../store/timer.js';
import type { Io } from '../io.js';
import { machineOf } from './machine.js';

export interface LatestWatch {
  /** Settles when the first log was found and read; at once where there is none yet. */
  readonly caughtUp: Promise<void>;
  stop(): Promise<void>;
}

/** Milliseconds between two searches; more where a search takes long, so that looking never takes a tenth of the machine. */
const EVERY = 2000;
const REST = 10;

/** What stands for a log while there is none. */
const NOWHERE = 'the newest log of this machine';
const WAITING =
  'there is none yet: waiting for the first one; `cachequake sources` says how to make an agent write one';

export function watchLatest(listener: TailListener, io: Io, timer: Timer): LatestWatch {
  const glances = new Map<string, Glance>();
  const follower = followLogs([], listener);
  const followed = new Set<string>();
  let newest: string | null = null;
  let isStopped = false;
  let cancel = (): void => {};

  function tell(message: string | null): void {
    const state = message === null ? 'ended' : 'waiting';
    listener.onState({ path: NOWHERE, format: null, fidelity: null, state, lines: 0, bytes: 0, message });
  }

  async function search(): Promise<void> {
    const began = performance.now();
    const latest = latestOf((await findSources(machineOf(io), { glances, most: 10 })).sources);
    if (isStopped) return;
    cancel = timer.after(Math.max(EVERY, REST * (performance.now() - began)), () => void search());
    if (latest === null || followed.has(latest.path)) return;
    const isFirst = newest === null;
    const why = isFirst ? null : `newer than ${newest}: followed from now on`;
    if (isFirst && isWaiting) tell(null);
    newest = latest.path;
    followed.add(latest.path);
    follower.add(latest.path, why);
    await follower.looked();
  }

  let isWaiting = false;
  return {
    caughtUp: search().then(() => {
      isWaiting = newest === null && !isStopped;
      if (isWaiting) tell(WAITING);
    }),
    async stop() {
      isStopped = true;
      cancel();
      await follower.close();
    },
  };
}
