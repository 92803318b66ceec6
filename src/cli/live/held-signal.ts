/**
 * What the executable heard while the program was loading: a signal that ends it. What follows logs ends with its last line
 * then; everything else ends at once, as it would have.
 */

/** Set by `bin/cachequake.js`, which runs before any of this is there. */
interface Held {
  /** Takes the listeners away. @returns the signal that came; null: none did */
  release(): NodeJS.Signals | null;
}

const HELD = Symbol.for('cachequake.held');

/** The signal that came before anybody listened; null: none. It is asked once, by who listens now. */
export function takeHeldSignal(): NodeJS.Signals | null {
  const global = globalThis as { [HELD]?: Held };
  const held = global[HELD];
  delete global[HELD];
  return held?.release() ?? null;
}

/**
 * Signals end the program from here on as they end any; one that came before ends it now. A signal is heard when the loop turns
 * next: one that waits for that would be lost with its listeners.
 */
export async function letSignalsEnd(): Promise<void> {
  if (HELD in globalThis) await new Promise(setImmediate);
  const signal = takeHeldSignal();
  if (signal !== null) process.kill(process.pid, signal);
}
