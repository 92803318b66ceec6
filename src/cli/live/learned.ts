/** What watching teaches about usual losses, a file for each log, so that a log that many watch is counted once. */
import { readdir, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { learnedJson, readLearnedJson } from '../../alerts/learned-json.js';
import { joinLearned, type Learned, NOTHING_LEARNED } from '../../diagnosis/incidents/learned.js';
import type { Engine } from '../../engine.js';
import { logId } from '../../log/paths/file-id.js';
import { prepareFolder } from '../../log/paths/own-folder.js';
import { stateFolder } from '../../log/paths/recordings.js';
import type { WatchOptions } from '../commands/options.js';
import type { Io } from '../io.js';
import type { Feed } from './feed.js';

export interface LearnedStore {
  /** What other logs taught. */
  readonly learned: Learned;
  /** Keeps what the engine learned of its logs, now and then, from when it has read what was there. */
  keepOf(engine: Engine): void;
  /** Keeps it a last time. */
  close(): Promise<void>;
}

/** Milliseconds between two writings. */
const EVERY = 30_000;
/** Baselines look back 14 days: what was written before teaches nothing. */
const OLD = 16 * 24 * 3_600_000;
/** Files that are read, the newest. */
const MOST = 500;

const NONE: LearnedStore = { learned: NOTHING_LEARNED, keepOf() {}, close: () => Promise.resolve() };

/** Replays, and who said so, neither read nor write. A folder that cannot be used costs what would be in it. */
export async function openLearned(feed: Feed, options: WatchOptions, io: Io): Promise<LearnedStore> {
  const isHome = io.env.HOME !== undefined || io.env.XDG_STATE_HOME !== undefined;
  if (feed.playing !== undefined || options.learn === false || io.env.CACHEQUAKE_NO_LEARN || !isHome)
    return NONE;
  const folder = join(stateFolder(io.env), 'learned');
  const own = await Promise.all(((await feed.logs?.()) ?? []).map(fileOf));
  const learned = joinLearned(await readAll(folder, new Set(own)), Date.now());
  let engine: Engine | null = null;
  const keep = async (): Promise<void> => {
    for (const [log, part] of engine?.learned() ?? []) await write(folder, await fileOf(log), part);
  };
  const timer = setInterval(() => void keep(), EVERY);
  timer.unref();
  return {
    learned,
    keepOf(fed) {
      engine = fed;
    },
    async close() {
      clearInterval(timer);
      await keep();
    },
  };
}

/** Names that `fileOf` gives: whatever else may stand in the folder is not ours. */
const OWN_NAME = /^[\da-f]{12}\.json$/;

/** A log has one file, by whichever link it is reached. */
async function fileOf(log: string): Promise<string> {
  return `${logId(await realpath(log).catch(() => log))}.json`;
}

async function readAll(folder: string, own: ReadonlySet<string>): Promise<readonly Learned[]> {
  const names = (await readdir(folder).catch(() => [])).filter(name => OWN_NAME.test(name));
  const files = await Promise.all(
    names.map(async name => ({ name, at: (await stat(join(folder, name)).catch(() => null))?.mtimeMs ?? 0 })),
  );
  const [fresh, old] = [
    files.filter(({ at }) => at >= Date.now() - OLD),
    files.filter(({ at }) => at < Date.now() - OLD),
  ];
  await Promise.all(old.map(({ name }) => rm(join(folder, name), { force: true }).catch(() => undefined)));
  const chosen = fresh.sort((a, b) => b.at - a.at).slice(0, MOST);
  const texts = await Promise.all(
    chosen
      .filter(({ name }) => !own.has(name))
      .map(({ name }) => readFile(join(folder, name), 'utf8').catch(() => '')),
  );
  return texts.flatMap(text => readLearnedJson(text) ?? []);
}

/** Whole or not at all: others read it meanwhile. */
async function write(folder: string, name: string, learned: Learned): Promise<void> {
  const path = join(folder, name);
  const part = `${path}.${process.pid}`;
  try {
    if ((await prepareFolder(folder)) !== null) return;
    await writeFile(part, learnedJson(learned), { mode: 0o600 });
    await rename(part, path);
  } catch {
    await rm(part, { force: true }).catch(() => undefined);
  }
}
