/** What waits for a receiver, sent together. Nobody waits for it, and what it may hold is bounded. */
import { atMost } from '../at-most.js';

export type Delivery =
  | 'sent'
  /** It may pass: sent again later. */
  | 'later'
  /** The receiver will not have it. */
  | 'refused';

export interface Batches<Item> {
  /** Where the queue is full, the oldest is dropped and counted. */
  push(item: Item): void;
  readonly dropped: number;
  /** Sends what waits, a last time, for so many milliseconds; what is left is dropped. */
  close(within: number): Promise<void>;
}

export interface BatchOptions {
  /** Items that wait. @default 1000 */
  readonly most?: number;
  /** Items that are sent together. @default 100 */
  readonly together?: number;
  /** Milliseconds until what came is sent. @default 1000 */
  readonly every?: number;
  /** Milliseconds until what failed is sent again; each further one waits twice as long, a minute at most. @default 1000 */
  readonly backoff?: number;
}

const LONGEST_WAIT = 60_000;

/** @param send never rejects */
export function createBatches<Item>(
  send: (items: readonly Item[]) => Promise<Delivery>,
  { most = 1000, together = 100, every = 1000, backoff = 1000 }: BatchOptions = {},
): Batches<Item> {
  const waiting: Item[] = [];
  let timer: NodeJS.Timeout | null = null;
  let running: Promise<void> | null = null;
  let failures = 0;
  /** Items on their way. */
  let flying = 0;
  let dropped = 0;
  let isClosed = false;

  function trim(): void {
    const beyond = waiting.length - most;
    if (beyond > 0) dropped += waiting.splice(0, beyond).length;
  }

  function plan(): void {
    if (isClosed || timer !== null || running !== null || waiting.length === 0) return;
    const wait = failures === 0 ? every : Math.min(LONGEST_WAIT, backoff * 2 ** (failures - 1));
    timer = setTimeout(() => {
      timer = null;
      void flush().then(plan);
    }, wait).unref();
  }

  /** Sends until nothing waits, or what is sent does not arrive. */
  async function flush(): Promise<void> {
    running ??= sendAll().finally(() => {
      running = null;
    });
    await running;
  }

  async function sendAll(): Promise<void> {
    while (waiting.length > 0) {
      const items = waiting.splice(0, together);
      flying = items.length;
      const outcome = await send(items);
      flying = 0;
      if (outcome === 'refused') dropped += items.length;
      if (outcome !== 'later') {
        failures = 0;
        continue;
      }
      failures += 1;
      waiting.unshift(...items);
      trim();
      return;
    }
  }

  return {
    push(item) {
      if (isClosed) return;
      waiting.push(item);
      trim();
      plan();
    },
    get dropped() {
      return dropped;
    },
    async close(within) {
      isClosed = true;
      if (timer !== null) clearTimeout(timer);
      await atMost(within, flush().then(flush));
      dropped += waiting.splice(0).length + flying;
    },
  };
}
