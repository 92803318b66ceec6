/** Things to deliver, one after the other or a few at once. A receiver that hangs costs what is queued, and no more. */
import { atMost } from './at-most.js';

export interface Queue<Item> {
  /** Never waits. Where the queue is full, the oldest is dropped and counted. */
  push(item: Item): void;
  readonly dropped: number;
  /** Waits at most so many milliseconds for what is queued; what is left is dropped, and what runs is given up and waited for. */
  close(within: number): Promise<void>;
}

export interface QueueOptions<Item> {
  /** @default 1 */
  readonly atOnce?: number;
  /** Items that wait. @default 100 */
  readonly most?: number;
  /** What goes before the others that wait, and is dropped after them. @default none */
  readonly isFirst?: (item: Item) => boolean;
}

/** To give up may take a command two seconds: it is asked first, and then forced. */
const GIVING_UP = 3000;

/** @param deliver never rejects; gives up soon when the signal says so */
export function createQueue<Item>(
  deliver: (item: Item, signal: AbortSignal) => Promise<void>,
  { atOnce = 1, most = 100, isFirst = () => false }: QueueOptions<Item> = {},
): Queue<Item> {
  const waiting: Item[] = [];
  const abort = new AbortController();
  let running = 0;
  let dropped = 0;
  let idle = (): void => {};

  function next(): void {
    while (running < atOnce && waiting.length > 0) {
      const [item] = waiting.splice(0, 1);
      if (item === undefined) return;
      running += 1;
      void deliver(item, abort.signal).finally(() => {
        running -= 1;
        next();
        if (running === 0) idle();
      });
    }
  }

  return {
    push(item) {
      if (abort.signal.aborted) return;
      const behind = isFirst(item) ? waiting.findIndex(other => !isFirst(other)) : -1;
      waiting.splice(behind < 0 ? waiting.length : behind, 0, item);
      if (waiting.length > most) {
        waiting.splice(
          Math.max(
            0,
            waiting.findIndex(other => !isFirst(other)),
          ),
          1,
        );
        dropped += 1;
      }
      next();
    },
    get dropped() {
      return dropped;
    },
    async close(within) {
      const emptied = new Promise<void>(resolve => {
        idle = resolve;
        if (running === 0) resolve();
      });
      await atMost(within, emptied);
      dropped += waiting.splice(0).length;
      abort.abort();
      await atMost(GIVING_UP, emptied);
    },
  };
}
