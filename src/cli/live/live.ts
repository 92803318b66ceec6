import { createEngine, type Engine, type EngineEvent, type EngineOptions } from '../../engine.js';
import { loadPrices } from '../../library/rates.js';
import { eventId } from '../../log/paths/file-id.js';
import { distinctLogs } from '../../log/paths/logs-at.js';
import type { SourceState } from '../../log/record.js';
import { loadSettings } from '../../settings/load.js';
import type { Settings } from '../../settings/settings.js';
import type { ColdWatch, GoingCold } from '../../store/live/going-cold.js';
import { whyNotInteractive } from '../../ui/terminal/capability.js';
import { COLD_SECONDS, type WatchOptions } from '../commands/options.js';
import { type ExitCode, type Io, refuse, say, setFlagIfKnown } from '../io.js';
import { createComings } from './comings.js';
import type { Feed } from './feed.js';
import { takeHeldSignal } from './held-signal.js';
import { openLearned } from './learned.js';
import { openOutlet } from './outlet.js';
import { createJsonPrinter } from './print-json.js';
import { createPlainPrinter } from './print-plain.js';
import type { Printer } from './printer.js';
import { createStatusPublisher } from './publish-status.js';

/** Requests that a session of weeks lists: those of some days of heavy use, in some 100 MB. */
const LISTED = 10_000;

/** Shows what a feed brings, in the way that the options and the terminal ask for, until it ends or is left. */
export async function showFeed(feed: Feed, options: WatchOptions, io: Io): Promise<ExitCode> {
  if (options.headless) rememberLittle();
  const { settings, problems: mistakes } = await loadSettings(io.env);
  say(io, mistakes);
  const { prices, problems } = await loadPrices(options.rates);
  // The lists are still there; what they price instead is named.
  if (problems.length > 0) refuse(io, problems);
  const store = await openLearned(feed, options, io);
  const engineOptions = {
    prices,
    promptBytes: options.memory,
    listed: LISTED,
    learned: store.learned,
    eventIdOf: eventId,
    noiseFloor: settings.noiseFloor ?? 0,
    // As a report numbers them: `diff` takes the number that is seen here.
    logs: await distinctLogs((await feed.logs?.()) ?? []),
  };
  const outlet = await openOutlet(feed, options, io, hasScreen(options, io));
  if (typeof outlet === 'string') return refuse(io, outlet);
  const published = createStatusPublisher(feed, options, settings, io);
  const cold = await openColdWatch(feed, options, settings);
  cold?.tells(outlet.cold);
  try {
    return await showTold(
      { ...feed, start: listener => outlet.start(feed, published.hears(listener)) },
      options,
      io,
      {
        engineOptions,
        settings,
        mistakes,
        onEvent(event) {
          outlet.event(event);
          cold?.event(event);
        },
        onEngine(engine) {
          store.keepOf(engine);
          outlet.begin(engine);
          cold?.begin(engine);
          published.begin(engine);
        },
        onCold: show => cold?.tells(show),
      },
    );
  } finally {
    cold?.stop();
    await Promise.all([outlet.close(), store.close(), published.close()]);
  }
}

/** What a showing needs beside its feed. */
export interface Backing {
  readonly engineOptions: EngineOptions;
  readonly settings: Settings;
  /** What is wrong with the user's settings: a full screen would hide what was said of it before. */
  readonly mistakes: readonly string[];
  readonly onEvent: (event: EngineEvent) => void;
  /** Told of the engine when what was there before is read. */
  readonly onEngine: (engine: Engine) => void;
  /** Shows what goes cold, too, where that was asked for. */
  readonly onCold: (show: (going: GoingCold) => void) => void;
}

/** null: nobody asked to be told before an entry expires. */
async function openColdWatch(
  { timer }: Feed,
  { goingCold, onCold, coldTokens = 0 }: WatchOptions,
  settings: Settings,
): Promise<ColdWatch | null> {
  const asked = goingCold ?? settings.goingCold ?? (onCold === undefined ? null : true);
  if (asked === null || asked === 0) return null;
  const { createColdWatch } = await import('../../store/live/going-cold.js');
  const lead = (asked === true ? COLD_SECONDS : asked) * 1000;
  return createColdWatch({ lead, atLeast: coldTokens, timer });
}

async function showTold(feed: Feed, options: WatchOptions, io: Io, backing: Backing): Promise<ExitCode> {
  if (options.headless) return printFeed(feed, backing, () => createSilentPrinter(io));
  if (options.json) return printFeed(feed, backing, () => createJsonPrinter(io.stdout, options.redact));
  if (!hasScreen(options, io)) {
    const ascii = options.ascii === true;
    return printFeed(feed, backing, engine =>
      createPlainPrinter(io.stdout, {
        ascii,
        laneName: laneNames(engine),
        isRedacted: options.redact === true,
      }),
    );
  }
  const { showOnScreen } = await import('./screen.js');
  return showOnScreen(feed, options, io, backing);
}

/** True if the options and the terminal allow a full screen, which shows the text of prompts. */
export function hasScreen({ headless, json, plain, redact }: WatchOptions, io: Io): boolean {
  return ![headless, json, plain, redact].some(Boolean) && whyNotInteractive(factsOf(io)) === null;
}

const factsOf = (io: Io): Parameters<typeof whyNotInteractive>[0] => ({
  stdinIsTTY: io.stdinIsTTY,
  stdoutIsTTY: io.stdout.isTTY === true,
  env: io.env,
});

/**
 * A service of weeks: what is read and let go is cleared away sooner, a third of its memory for a few points more of a core
 * (`test/load/headless.ts`). By itself Node lets it grow, because a host has the memory.
 */
function rememberLittle(): void {
  setFlagIfKnown('--optimize-for-size');
  // New objects get no more room than at the start, 2 MB in the place of 32.
  setFlagIfKnown('--semi-space-growth-factor=1');
}

/** Says of sources what is wrong with them, and of each the first line that it could not read, for the journal of a service. */
function createSilentPrinter(io: Io): Printer {
  const told = new Set<string>();
  return {
    event(event) {
      if (event.type !== 'skipped' || told.has(event.path)) return;
      if (told.size < MOST_TOLD) told.add(event.path);
      say(
        io,
        `${event.path}:${event.line}: ${event.reason}; of other lines of this log that cannot be read nothing is said`,
      );
    },
    source({ path, message }) {
      if (message !== null) say(io, `${path}: ${message}`);
    },
    caughtUp: () => say(io, 'what was there is read; watching'),
    end() {},
  };
}

/** Logs of which a bad line was told; of more, each line is. */
const MOST_TOLD = 10_000;

/** What ends a program that prints lines: the last one is its sum. */
const ENDING: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

async function printFeed(
  feed: Feed,
  { engineOptions, onEvent, onEngine, onCold }: Backing,
  printerFor: (engine: Engine) => Printer,
): Promise<ExitCode> {
  const engine = createEngine(engineOptions);
  const printer = printerFor(engine);
  onCold(going => printer.cold?.(going));
  const comings =
    feed.playing === undefined ? createComings(feed.timer, request => printer.coming?.(request)) : null;
  const sources = new Map<string, SourceState>();
  const running = feed.start({
    onRecords(records) {
      for (const record of records) {
        for (const event of engine.accept(record)) {
          printer.event(event);
          comings?.event(event);
          onEvent(event);
        }
      }
    },
    onState(state) {
      const before = sources.get(state.path);
      sources.set(state.path, state);
      if (before?.state !== state.state || before.message !== state.message) printer.source(state);
    },
  });
  void running.caughtUp.then(() => {
    onEngine(engine);
    printer.caughtUp?.();
    comings?.caughtUp();
  });
  const stop = (): void => void running.stop();
  // A second signal (`timeout` sends two, a shell to a whole group) must not end it before its last line is written.
  for (const signal of ENDING) process.on(signal, stop);
  if (takeHeldSignal() !== null) stop();
  await running.ended;
  comings?.stop();
  printer.end(engine.model());
  for (const signal of ENDING) process.off(signal, stop);
  return 0;
}

/** Names of lanes by id. A lane keeps the name it was first printed under. */
function laneNames(engine: Engine): (id: string) => string {
  const names = new Map<string, string>();
  return id => {
    // The id of a lane is that of its session and its number.
    const lanes = names.has(id) ? [] : engine.lanesOf(id.slice(0, id.lastIndexOf('/')));
    for (const lane of lanes) if (!names.has(lane.id)) names.set(lane.id, lane.name);
    return names.get(id) ?? id;
  };
}
