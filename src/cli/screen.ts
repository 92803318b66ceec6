/** The full screen; the only way from the command line to Ink. */
import { createEngine } from '../engine.js';
import type { SourceState } from '../log/record.js';
import { createPublisher } from '../store/publisher.js';
import { createStore } from '../store/store.js';
import { runApp } from '../ui/run.js';
import { supportsUnicode } from '../ui/terminal/capability.js';
import { colourLevel, setColourLevel } from '../ui/terminal/colour.js';
import type { WatchOptions } from './commands/options.js';
import type { Feed } from './feed.js';
import type { ExitCode, Io } from './io.js';

/** Shows a feed until the reader quits. */
export async function showOnScreen(feed: Feed, options: WatchOptions, io: Io): Promise<ExitCode> {
  const { timer } = feed;
  setColourLevel(colourLevel({ flag: options.color, isTTY: true, env: io.env }));
  const engine = createEngine();
  const sources = new Map<string, SourceState>();
  const store = createStore({ now: timer.now() });
  const publisher = createPublisher(
    store,
    { model: () => engine.model(), sources: () => [...sources.values()] },
    { timer },
  );
  const left = runApp({ store, timer, ascii: options.ascii === true || !supportsUnicode() });
  const running = feed.start({
    onRecords(records) {
      for (const record of records) engine.accept(record);
      publisher.changed(timer.now());
    },
    onState(state) {
      sources.set(state.path, state);
      publisher.changed();
    },
  });
  await left;
  publisher.stop();
  await running.stop();
  return 0;
}
