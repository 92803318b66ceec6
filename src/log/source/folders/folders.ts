import type { LogKind } from '../../paths/logs-at.js';
import { createBodiesReader } from './bodies.js';
import type { FolderReader } from './folder-reader.js';
import { createStoredReader } from './opencode-storage.js';

/**
 * The reader of a log that is a folder; null: it is none.
 *
 * @param settled milliseconds after which a file counts as written; 0 for a folder that is not written to any more
 */
export function folderReader(kind: LogKind, folder: string, settled: number): FolderReader | null {
  if (kind === 'bodies') return createBodiesReader(folder, settled);
  return kind === 'stored-session' ? createStoredReader(folder, settled) : null;
}
