/** What a running watcher says of its one log to `cachequake status`: numbers, in a file that only the user can read. */
import { lstat, readdir, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ownVersion } from '../../library/version.js';
import { at, numberOf, parseJson, textOf } from '../../log/json/json.js';
import { logId } from '../../log/paths/file-id.js';
import { stateFolder } from '../../log/paths/recordings.js';
import type { Json } from '../../log/record.js';
import type { Status } from '../../report/status.js';

type Env = Readonly<Record<string, string | undefined>>;

/** Milliseconds that a watcher may be behind its log: it writes every two seconds, and a busy machine makes it late. */
const BEHIND = 5000;

export const watchedFolder = (env: Env): string => join(stateFolder(env), 'watched');

/** A log has one file, by whichever link it is reached. */
export async function watchedFile(log: string, env: Env): Promise<string> {
  return join(watchedFolder(env), `${logId(await realpath(log).catch(() => log))}.json`);
}

/** Says how a log stands. What is there is replaced at once, never in parts. */
export async function writeWatched(file: string, log: string, status: Status): Promise<void> {
  const { ino, size } = await stat(log);
  const written = `${file}.${process.pid}`;
  const value = { version: ownVersion(), pid: process.pid, ino, size, status };
  await writeFile(written, JSON.stringify(value), { mode: 0o600 });
  await rename(written, file);
}

/** Takes back what this process said. */
export async function removeWatched(file: string): Promise<void> {
  const said = await readFile(file, 'utf8').catch(() => '');
  if (numberOf(at(parseJson(said), 'pid')) === process.pid) await rm(file, { force: true });
}

/** Names that `watchedFile` gives, and those of files that are being written. */
const OWN_NAME = /^[\da-f]{12}\.json(?:\.\d+)?$/;

/** Takes away what processes said that have ended without a word. */
export async function removeDead(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  // Whatever else may stand there is not ours.
  for (const name of names.filter(one => OWN_NAME.test(one))) {
    const file = join(folder, name);
    // A file that was being written names its process; one that is whole holds it.
    const pid =
      numberOf(at(parseJson(await readFile(file, 'utf8').catch(() => '')), 'pid')) ??
      Number(name.slice(name.lastIndexOf('.') + 1));
    if (!isRunning(pid)) await rm(file, { force: true }).catch(() => undefined);
  }
}

/** How a log stands by the watcher that follows it; null: none does, or it is behind, of another version, or of another user. */
export async function readWatched(log: string, env: Env): Promise<Status | null> {
  const file = await watchedFile(log, env);
  const info = await lstat(file).catch(() => null);
  if (info === null || !info.isFile() || (process.getuid !== undefined && info.uid !== process.getuid()))
    return null;
  const stats = await stat(log).catch(() => null);
  if (stats === null || stats.mtimeMs > info.mtimeMs + BEHIND) return null;
  const value = parseJson(await readFile(file, 'utf8').catch(() => ''));
  const [pid, ino, size] = ['pid', 'ino', 'size'].map(name => numberOf(at(value, name)));
  if (pid == null || !isRunning(pid) || textOf(at(value, 'version')) !== ownVersion()) return null;
  if (ino !== stats.ino || size == null || size > stats.size) return null;
  return statusIn(at(value, 'status'));
}

function isRunning(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    // Of another user, or gone: either way not the one that wrote it.
    return false;
  }
}

function statusIn(value: Json | undefined): Status | null {
  const number = (name: string): number | null => numberOf(at(value, name));
  const counts = ['requests', 'ringing', 'unexplained', 'lostTokens', 'judged', 'unjudged'].map(number);
  const [requests, ringing, unexplained, lostTokens, judged, unjudged] = counts;
  if (textOf(at(value, 'schema')) !== 'cachequake.status/1') return null;
  if (requests == null || ringing == null || unexplained == null || lostTokens == null) return null;
  if (judged == null || unjudged == null) return null;
  const level = number('severity');
  return {
    schema: 'cachequake.status/1',
    by: 'watcher',
    isWhole: true,
    ...{ requests, ringing, unexplained, lostTokens, judged, unjudged },
    hitRate: number('hitRate'),
    hitRateExact: at(value, 'hitRateExact') === true,
    attainable: number('attainable'),
    areBreaksKnown: at(value, 'areBreaksKnown') === true,
    lost: number('lost'),
    lostApproximate: at(value, 'lostApproximate') === true,
    severity: level === 1 || level === 2 || level === 3 ? level : null,
    at: number('at'),
    expiresAt: number('expiresAt'),
  };
}
