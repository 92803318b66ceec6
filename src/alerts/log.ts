import { closeSync, constants, mkdirSync, openSync, renameSync, statSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { shown } from '../text/shown.js';

/** Bytes; then the file is kept once under `.1`, and begins again. */
const MOST = 1_000_000;

/** A link there leads to a file that is not ours. */
const APPENDED = constants.O_APPEND | constants.O_CREAT | constants.O_WRONLY | (constants.O_NOFOLLOW ?? 0);

/**
 * What became of alerts, a line each, in a file that only the user can read. A disk that is full costs the line. Whatever a
 * command printed, secrets are masked in it.
 *
 * @param onFailure told the first time that a line cannot be written
 */
export function createAlertLog(
  path: string,
  onFailure: (sentence: string) => void,
): (sentence: string) => void {
  let hasFailed = false;
  return sentence => {
    try {
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > MOST) renameSync(path, `${path}.1`);
      const file = openSync(path, APPENDED, 0o600);
      try {
        writeSync(file, `${new Date().toISOString()} ${shown(sentence)}\n`);
      } finally {
        closeSync(file);
      }
    } catch (error) {
      // Watching goes on.
      if (hasFailed) return;
      hasFailed = true;
      onFailure(`${path}: cannot be written, what becomes of alerts is not kept: ${reasonOf(error)}`);
    }
  };
}

const reasonOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : String(error);
