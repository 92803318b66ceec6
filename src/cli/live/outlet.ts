/** Who outside is told of what a feed brings. Nothing of it is loaded where nobody asked. */
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Otlp } from '../../alerts/otlp/otlp.js';
import type { Outlet } from '../../alerts/outlet.js';
import type { Engine, EngineEvent } from '../../engine.js';
import { ownVersion } from '../../library/version.js';
import type { TailListener } from '../../log/follow/tail.js';
import { stateFolder } from '../../log/paths/recordings.js';
import type { GoingCold } from '../../store/live/going-cold.js';
import type { WatchOptions } from '../commands/options.js';
import { type Io, say } from '../io.js';
import type { Feed, RunningFeed } from './feed.js';

export interface OpenOutlet {
  /** Starts the feed; what it had before it was caught up is told to nobody, unless asked. */
  start(feed: Feed, listener: TailListener): RunningFeed;
  readonly event: (event: EngineEvent) => void;
  readonly cold: (going: GoingCold) => void;
  /** What was there before is read, into this engine. */
  readonly begin: (engine: Engine) => void;
  close(): Promise<void>;
}

/**
 * @param hasScreen true: what is said of the outlets themselves is said when the screen has gone
 * @returns a sentence where an option cannot be followed
 */
export async function openOutlet(
  feed: Feed,
  options: WatchOptions,
  io: Io,
  hasScreen: boolean,
): Promise<OpenOutlet | string> {
  const late: string[] = [];
  const outlets = await outletsFor(options, io, sentence => {
    if (hasScreen) late.push(sentence);
    else say(io, sentence);
  });
  if (typeof outlets === 'string') return outlets;
  let isLive = options.alertReplay === true;
  return {
    start(from, listener) {
      const running = from.start(listener);
      if (feed.playing === undefined) {
        void running.caughtUp.then(() => {
          isLive = true;
        });
      }
      return running;
    },
    event(event) {
      // Of requests that were there before, the numbers are wanted later.
      if (isLive || event.type === 'request') for (const outlet of outlets) outlet.event(event);
    },
    cold(going) {
      if (isLive) for (const outlet of outlets) outlet.cold?.(going);
    },
    begin(engine) {
      if (outlets.length === 0 || feed.playing !== undefined) return;
      const open = engine.model().incidents.filter(({ closedAt }) => closedAt === null);
      for (const outlet of outlets) outlet.begin?.(open);
    },
    async close() {
      await Promise.all(outlets.map(outlet => outlet.close()));
      say(io, late);
    },
  };
}

/** True if somebody outside is to be told. */
export function tellsOthers(options: WatchOptions): boolean {
  return sendsAlerts(options) || options.metrics !== undefined || options.otlp !== undefined;
}

function sendsAlerts({ onBreak, onIncident, onCold, webhook = [], bell, notify }: WatchOptions): boolean {
  return (
    [onBreak, onIncident, onCold, bell, notify].some(option => option !== undefined) || webhook.length > 0
  );
}

/** @param sayOnce told what the user has to know of the outlets themselves */
async function outletsFor(
  options: WatchOptions,
  io: Io,
  sayOnce: (sentence: string) => void,
): Promise<readonly Outlet[] | string> {
  if (!tellsOthers(options)) return [];
  const { createAlertLog } = await import('../../alerts/log.js');
  const keep = createAlertLog(join(stateFolder(io.env), 'alerts.log'), sayOnce);
  const alerts = sendsAlerts(options)
    ? await (await import('./alerts.js')).openAlerts(options, io, keep)
    : null;
  if (typeof alerts === 'string') return alerts;
  const outlets: Outlet[] = alerts === null ? [] : [alerts];
  let notSent = (): number => alerts?.dropped ?? 0;
  if (options.otlp !== undefined) {
    const otlp = await openCollector(options.otlp, notSent, sentence => {
      keep(sentence);
      // A journal, not a screen.
      if (options.headless) say(io, sentence);
    });
    if (typeof otlp === 'string') return otlp;
    outlets.push(otlp);
    notSent = () => (alerts?.dropped ?? 0) + otlp.dropped;
  }
  if (options.metrics !== undefined) {
    const { serveMetrics } = await import('../../alerts/metrics/prometheus.js');
    const metrics = await serveMetrics(options.metrics, notSent);
    if (typeof metrics === 'string') return metrics;
    say(io, `metrics at ${metrics.url}`);
    outlets.push(metrics);
  }
  return outlets;
}

async function openCollector(
  text: string,
  dropped: () => number,
  log: (sentence: string) => void,
): Promise<Otlp | string> {
  const { readCollector } = await import('../../alerts/targets.js');
  const collector = readCollector(text);
  if (typeof collector === 'string') return collector;
  const { openOtlp } = await import('../../alerts/otlp/otlp.js');
  return openOtlp({ url: collector.url, host: hostname(), version: ownVersion(), dropped, log });
}
