/**
 * The tree in which opencode keeps sessions (packages/opencode/src/storage of anomalyco/opencode, before its database):
 * `storage/session/PROJECT/SESSION.json`, `storage/message/SESSION/MESSAGE.json`, `storage/part/MESSAGE/PART.json`. A session is one
 * log, and its path is the folder of its messages. Names of messages and parts sort by the time at which they were made.
 */
import { basename, dirname, join } from 'node:path';
import { folderNames, folderTime, listFolder } from './folder.js';

const SESSION = /^ses_\w+$/;
const MESSAGE = /^msg_\w+\.json$/;
const PART = /^prt_\w+\.json$/;

/** The folders of messages that a path stands for: one of them, the tree, a folder above it, the file of a session. */
export async function storedSessions(path: string): Promise<readonly string[]> {
  const session = sessionOfFile(path);
  if (session !== null) return (await isStoredSession(session)) ? [session] : [];
  if (await isStoredSession(path)) return [path];
  const folder = await folderOfSessions(path);
  if (folder === null) return [];
  const sessions = (await folderNames(folder)).filter(name => SESSION.test(name));
  const timed = await Promise.all(
    sessions.map(async name => ({ path: join(folder, name), time: await folderTime(join(folder, name)) })),
  );
  return timed
    .flatMap(({ path: log, time }) => (time === null ? [] : [{ log, time }]))
    .sort((a, b) => a.time - b.time || a.log.localeCompare(b.log))
    .map(({ log }) => log);
}

/** The folder in which sessions come and go: below the tree, or below a folder that holds it. `null`: there is none. */
export async function folderOfSessions(path: string): Promise<string | null> {
  for (const folder of [path, join(path, 'message'), join(path, 'storage', 'message')]) {
    if (basename(folder) === 'message' && (await folderTime(folder)) !== null) {
      const names = await folderNames(folder);
      if (names.some(name => SESSION.test(name))) return folder;
    }
  }
  return null;
}

/** True for the folder of a session's messages. */
export async function isStoredSession(path: string): Promise<boolean> {
  if (!SESSION.test(basename(path))) return false;
  return (await folderNames(path)).some(name => MESSAGE.test(name));
}

/** Names of the messages in the folder of a session, in the order in which they were made. */
export async function storedMessages(session: string): Promise<readonly string[]> {
  return (await folderNames(session)).filter(name => MESSAGE.test(name)).sort();
}

/** Paths of the parts of a message, in their order. */
export async function storedParts(session: string, message: string): Promise<readonly string[]> {
  const folder = join(dirname(dirname(session)), 'part', message.replace(/\.json$/, ''));
  const parts = await listFolder(folder, name => PART.test(name));
  return parts.map(({ name }) => join(folder, name)).sort();
}

/** What stands at `session/PROJECT/SESSION.json` names a session and holds none of its messages. */
function sessionOfFile(path: string): string | null {
  const name = basename(path).replace(/\.json$/, '');
  const isFile = basename(path) !== name && SESSION.test(name);
  if (!isFile || basename(dirname(dirname(path))) !== 'session') return null;
  return join(dirname(dirname(dirname(path))), 'message', name);
}
