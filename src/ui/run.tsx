import type { Store } from '../store/store.js';
import type { Timer } from '../store/timer.js';
import type { TimeControl } from './actions/action.js';
import { App, type Hands } from './app.js';
import { clipboardSequence } from './terminal/clipboard.js';
import { type MountOptions, mount } from './terminal/mount.js';

export interface RunOptions extends MountOptions {
  readonly store: Store;
  /** The clock that ages are counted by; a replayed log brings its own. @default the machine's clock */
  readonly timer?: Timer;
  /** What stops and steps the log. @default nothing does */
  readonly time?: TimeControl;
  /** What reaches for the logs and the reader's editor. @default nothing does */
  readonly hands?: Hands;
  /** What the reader is asked before the program is left; null: nothing. @default nothing */
  readonly whyStay?: () => string | null;
}

/**
 * Shows the program until the reader quits; the terminal is given back before it settles. Asks nobody whether there is a
 * terminal: see `whyNotInteractive`.
 *
 * @example
 * const store = createStore({ now: Date.now() });
 * const publisher = createPublisher(store, { model: () => engine.model(), sources: () => log.sources() });
 * await runApp({ store });
 */
export function runApp({ store, timer, time, hands, whyStay, ...options }: RunOptions): Promise<void> {
  const { stdout = process.stdout, ascii = false } = options;
  const copy = (text: string): boolean => {
    stdout.write(clipboardSequence(text, process.env));
    return true;
  };
  return mount(
    <App
      store={store}
      copy={copy}
      ascii={ascii}
      {...(timer ? { timer } : {})}
      {...(time ? { time } : {})}
      {...(hands ? { hands } : {})}
      {...(whyStay ? { whyStay } : {})}
    />,
    options,
  ).exited;
}
