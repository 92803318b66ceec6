/** Looks at something that changes: never two looks at once, and one more after a look during which it was woken. */
export interface Looker {
  /** Resolves when what there was to see at the call was looked at. */
  wake(): Promise<void>;
  /** Resolves when no look is under way. */
  idle(): Promise<void>;
  /** Begins no further look; one that is under way can ask whether it is still wanted. */
  close(): void;
  readonly isClosed: boolean;
}

export function createLooker(look: () => Promise<void>): Looker {
  let running: Promise<void> | null = null;
  let isStale = false;
  let isClosed = false;

  async function run(): Promise<void> {
    do {
      isStale = false;
      await look();
    } while (isStale && !isClosed);
  }

  return {
    wake() {
      isStale = true;
      running ??= run().finally(() => {
        running = null;
      });
      return running;
    },
    async idle() {
      await running;
    },
    close() {
      isClosed = true;
    },
    get isClosed() {
      return isClosed;
    },
  };
}
