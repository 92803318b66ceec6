/** Opens a log to be followed, by what is at its path. */
import { kindOf } from '../paths/logs-at.js';
import { SETTLED_AFTER } from '../source/folders/folder-reader.js';
import { folderReader } from '../source/folders/folders.js';
import type { Shared } from '../source/repeated/known.js';
import { createFolderTail } from './folder-tail.js';
import { createRecordingTail } from './recording-tail.js';
import { createTail, type Tail, type TailListener } from './tail.js';

/** @param options.chunk how much of a file is read at once, in bytes */
export async function openTail(
  log: string,
  to: TailListener,
  options: { readonly shared: Shared; readonly chunk?: number },
): Promise<Tail> {
  const kind = await kindOf(log);
  if (kind === 'recording') return createRecordingTail(log, to, options.shared);
  const folder = folderReader(kind, log, SETTLED_AFTER);
  return folder === null ? createTail(log, to, options) : createFolderTail(log, folder, to);
}
