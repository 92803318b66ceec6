import { createEngine } from '../engine.js';
import type { SourceState } from '../log/record.js';
import { whyNotInteractive } from '../ui/terminal/capability.js';
import type { WatchOptions } from './commands/options.js';
import type { Feed } from './feed.js';
import type { ExitCode, Io } from './io.js';
import { createJsonPrinter } from './print-json.js';
import { createPlainPrinter } from './print-plain.js';
import type { Printer } from './printer.js';

/** Shows what a feed brings, in the way that the options and the terminal ask for, until it ends or is left. */
export async function showFeed(feed: Feed, options: WatchOptions, io: Io): Promise<ExitCode> {
  if (options.json) return printFeed(feed, createJsonPrinter(io.stdout));
  if (options.plain || whyNotInteractive(factsOf(io)) !== null) {
    return printFeed(feed, createPlainPrinter(io.stdout, { ascii: options.ascii === true }));
  }
  const { showOnScreen } = await import('./screen.js');
  return showOnScreen(feed, options);
}

const factsOf = (io: Io): Parameters<typeof whyNotInteractive>[0] => ({
  stdinIsTTY: io.stdinIsTTY,
  stdoutIsTTY: io.stdout.isTTY === true,
  env: io.env,
});

async function printFeed(feed: Feed, printer: Printer): Promise<ExitCode> {
  const engine = createEngine();
  const sources = new Map<string, SourceState>();
  const running = feed.start({
    onRecords(records) {
      for (const record of records) engine.accept(record).forEach(printer.event);
    },
    onState(state) {
      const before = sources.get(state.path);
      sources.set(state.path, state);
      if (before?.state !== state.state || before.message !== state.message) printer.source(state);
    },
  });
  await running.ended;
  printer.end(engine.model());
  return 0;
}
