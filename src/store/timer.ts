/** Time from outside, so that tests need none. */
export interface Timer {
  /** Milliseconds since 1970. */
  now(): number;
  /** Runs once after so many milliseconds; the result cancels it. */
  after(milliseconds: number, run: () => void): () => void;
}

/** The machine's clock. Its timers do not keep the process alive. */
export const systemTimer: Timer = {
  now: () => Date.now(),
  after(milliseconds, run) {
    const handle = setTimeout(run, milliseconds);
    handle.unref();
    return () => clearTimeout(handle);
  },
};
