import { access, constants } from 'node:fs/promises';
import { resolve } from 'node:path';
import { findLogs } from '../log/folder.js';
import { whyUnopenable } from '../log/unreadable.js';

export type Files =
  | { readonly ok: true; readonly paths: readonly string[] }
  | { readonly ok: false; readonly message: string };

/** The log files behind paths: a folder stands for the logs in it. A log named twice is read once. The first path that fails says why. */
export async function filesOf(paths: readonly string[]): Promise<Files> {
  const found = new Map<string, string>();
  for (const path of paths) {
    const files = await filesAt(path);
    if (!files.ok) return files;
    for (const file of files.paths) found.set(resolve(file), found.get(resolve(file)) ?? file);
  }
  return { ok: true, paths: [...found.values()] };
}

async function filesAt(path: string): Promise<Files> {
  try {
    await access(path, constants.R_OK);
  } catch (error) {
    const reason = whyUnopenable(error);
    if (reason === null) throw error;
    return { ok: false, message: `${path}: ${reason}` };
  }
  const logs = await findLogs(path);
  return logs.length > 0
    ? { ok: true, paths: logs }
    : { ok: false, message: `${path}: a folder without logs` };
}
