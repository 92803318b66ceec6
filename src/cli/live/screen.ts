/** The full screen; the only way from the command line to Ink. */

import { statSync } from 'node:fs';
import { createEngine } from '../../engine.js';
import { eventId } from '../../log/paths/file-id.js';
import { sizeOfLogs } from '../../log/paths/size.js';
import { type LogRecord, type SourceState, timeOfRecord } from '../../log/record.js';
import { whyUnopenable } from '../../log/source/unreadable.js';
import { coldSentence } from '../../report/words/going-cold.js';
import { NO_SETTINGS } from '../../settings/settings.js';
import { rings } from '../../store/live/coming.js';
import { withMessage } from '../../store/live/messages.js';
import { createPublisher } from '../../store/publisher.js';
import { createStore } from '../../store/store.js';
import { createTimeline } from '../../store/timeline.js';
import { chooseColours } from '../../ui/ink.js';
import { supportsUnicode } from '../../ui/terminal/capability.js';
import { colourLevel, setColourLevel } from '../../ui/terminal/colour.js';
import type { WatchOptions } from '../commands/options.js';
import type { ExitCode, Io } from '../io.js';
import type { Feed } from './feed.js';
import { createHands } from './hands.js';
import type { Backing } from './live.js';
import { createTimeControl } from './time-control.js';

const UNTOLD: Backing = {
  engineOptions: { eventIdOf: eventId },
  settings: NO_SETTINGS,
  mistakes: [],
  onEvent: () => {},
  onEngine: () => {},
  onCold: () => {},
};

/** Shows a feed until the reader quits. */
export async function showOnScreen(
  feed: Feed,
  options: WatchOptions,
  io: Io,
  { engineOptions, settings, mistakes, onEvent, onEngine, onCold }: Backing = UNTOLD,
): Promise<ExitCode> {
  const { timer } = feed;
  setColourLevel(colourLevel({ flag: options.color, isTTY: true, env: io.env }));
  chooseColours(settings.colours);
  const engine = createEngine(engineOptions);
  const sources = new Map<string, SourceState>();
  let isCaughtUp = false;
  let requests = 0;
  const { playing = null } = feed;
  const store = createStore({
    now: timer.now(),
    target: settings.target,
    panes: settings.panes,
    messages: mistakes,
    played: playing?.kind ?? null,
    speed: playing?.speed() ?? 1,
  });
  onCold(going => store.setState(state => withMessage(state, coldSentence(going), going.at)));
  const since = timer.now();
  void sizeOfLogs(engineOptions.logs ?? []).then(bytes => store.setState({ backlog: { since, bytes } }));
  const timeline = createTimeline();
  const time = createTimeControl(store, timeline, playing);
  const publisher = createPublisher(
    store,
    { model: () => engine.model(), sources: () => [...sources.values()], isReading: () => !isCaughtUp },
    { timer },
  );
  // Loading Ink takes as long as reading many a log: both at once, and the first frame holds what was read.
  const loading = import('../../ui/run.js');
  const running = feed.start({
    onRecords(records) {
      let isAlarm = false;
      for (const record of records) {
        const events = engine.accept(record);
        events.forEach(onEvent);
        isAlarm ||= isCaughtUp && events.some(event => event.type === 'request' && rings(event.request));
        requests += events.filter(({ type }) => type === 'request').length;
        if (events.length > 0 && (isCaughtUp || requests <= MOST_BEFORE)) {
          const at = timeOfRecord(record) ?? timer.now();
          timeline.add({ model: engine.model(), now: isCaughtUp ? timer.now() : at, arrivedAt: at });
        }
      }
      time.arrived();
      // Nothing has arrived with lines that say nothing.
      if (records.every(({ kind }) => kind === 'skipped')) publisher.changed();
      // What stood in the log before we came happened when the log says, or it would read as live.
      else
        publisher.changed(
          isCaughtUp ? timer.now() : (newest(records) ?? modified(records) ?? timer.now()),
          isAlarm,
        );
    },
    onState(state) {
      sources.set(state.path, state);
      publisher.changed();
    },
  });
  void running.caughtUp.then(() => {
    onEngine(engine);
    // What was there when we came is published as such, before it is said that all of it is read.
    publisher.flush();
    isCaughtUp = true;
    publisher.changed();
    publisher.flush();
  });
  const { runApp } = await loading;
  await runApp({
    store,
    timer,
    time,
    hands: createHands(io),
    ...(feed.whyStay ? { whyStay: feed.whyStay } : {}),
    mouse: options.mouse === true,
    ascii: options.ascii === true || !supportsUnicode(io.env),
  });
  publisher.stop();
  await running.stop();
  return 0;
}

/** Of a long log that was there when we came only its end can be gone back to: each moment is a list of all its requests. */
const MOST_BEFORE = 400;

/** When the files of the records were last written: a log without times may be days old. null: nobody knows. */
function modified(records: readonly LogRecord[]): number | null {
  const paths = new Set(records.map(({ origin }) => origin.path));
  const times = [...paths].flatMap(path => modifiedAt(path) ?? []);
  return times.length === 0 ? null : Math.max(...times);
}

function modifiedAt(path: string): number | null {
  try {
    return statSync(path).mtimeMs;
  } catch (error) {
    if (whyUnopenable(error) === null) throw error;
    return null;
  }
}

/** When the newest of the records happened; null: none of them says. */
function newest(records: readonly LogRecord[]): number | null {
  const times = records.flatMap(record => {
    const time = record.kind === 'usage' ? record.endedAt : record.kind === 'skipped' ? null : record.at;
    return time === null ? [] : [time];
  });
  return times.length === 0 ? null : times.reduce((latest, time) => Math.max(latest, time));
}
