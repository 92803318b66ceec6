/** The full screen; the only way from the command line to Ink. */
import { createElement } from 'react';
import { createEngine } from '../engine.js';
import type { SourceState } from '../log/record.js';
import { createPublisher } from '../store/publisher.js';
import { createStore } from '../store/store.js';
import { App } from '../ui/app.js';
import { mount } from '../ui/terminal/mount.js';
import type { WatchOptions } from './commands/options.js';
import type { Feed } from './feed.js';
import type { ExitCode } from './io.js';

/** Shows a feed until the reader quits. */
export async function showOnScreen(feed: Feed, options: WatchOptions): Promise<ExitCode> {
  const { timer } = feed;
  const ascii = options.ascii === true;
  const engine = createEngine();
  const sources = new Map<string, SourceState>();
  const store = createStore({ now: timer.now() });
  const publisher = createPublisher(
    store,
    { model: () => engine.model(), sources: () => [...sources.values()] },
    { timer },
  );
  const { exited } = mount(createElement(App, { store, ascii, timer }), { ascii });
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
  await exited;
  publisher.stop();
  await running.stop();
  return 0;
}
