import { access, constants } from 'node:fs/promises';
import { resolve } from 'node:path';
import { findLogs, LOG_ENDINGS, listParts } from '../log/paths/folder.js';
import { logAt, recordingPart } from '../log/paths/recordings.js';
import { whyUnopenable } from '../log/source/unreadable.js';

export interface Files {
  readonly paths: readonly string[];
  /** A sentence for each path that leads to no log; it begins with the path. */
  readonly problems: readonly string[];
}

/** The log files behind paths: a folder stands for the logs in it. A log named twice is read once. */
export async function filesOf(paths: readonly string[]): Promise<Files> {
  const found = new Map<string, string>();
  const problems: string[] = [];
  for (const path of paths) {
    const files = await filesAt(path);
    if (typeof files === 'string') problems.push(`${path}: ${files}`);
    else for (const file of files) found.set(resolve(file), found.get(resolve(file)) ?? file);
  }
  return { paths: [...found.values()], problems };
}

/** The logs at a path, or why there is none. */
async function filesAt(path: string): Promise<readonly string[] | string> {
  // Part 1 may have been deleted before the others.
  const isThere = recordingPart(path) !== null && (await listParts(logAt(path))).length > 0;
  try {
    if (!isThere) await access(path, constants.R_OK);
  } catch (error) {
    const reason = whyUnopenable(error);
    if (reason === null) throw error;
    return reason;
  }
  const logs = await findLogs(path);
  return logs.length > 0 ? logs : `a folder without logs: no file in it ends in ${LOG_ENDINGS.join(', ')}`;
}
