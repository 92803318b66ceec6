import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { absolutePath, homeOf } from '../log/paths/home.js';
import { whyUnopenable } from '../log/source/unreadable.js';
import { NO_SETTINGS, readSettings, type Settings } from './settings.js';

const MISSING = 'no such file';

export interface LoadedSettings {
  /** Where the file is, or would be. */
  readonly path: string;
  readonly settings: Settings;
  /** What is wrong with the file, each with its path and line; the rest of it holds. */
  readonly problems: readonly string[];
}

/** Where the file is looked for: `CACHEQUAKE_CONFIG`, or `cachequake/config.json` in the folder of the XDG specification. */
export function settingsPath(env: Readonly<Record<string, string | undefined>>): string {
  const named = absolutePath(env.CACHEQUAKE_CONFIG);
  return (
    named ?? join(absolutePath(env.XDG_CONFIG_HOME) ?? join(homeOf(env), '.config'), 'cachequake/config.json')
  );
}

/** The user's settings; where there is no file, those that hold without one. @param named a file in its place, which has to be there */
export async function loadSettings(
  env: Readonly<Record<string, string | undefined>>,
  named?: string,
): Promise<LoadedSettings> {
  const path = named ?? settingsPath(env);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const reason = whyUnopenable(error);
    if (reason === null) throw error;
    const isUsual = named === undefined && absolutePath(env.CACHEQUAKE_CONFIG) === null;
    // Most people have none.
    const problems = isUsual && reason === MISSING ? [] : [`${path}: ${reason}`];
    return { path, settings: NO_SETTINGS, problems };
  }
  const { settings, problems } = readSettings(text);
  return { path, settings, problems: problems.map(({ line, message }) => `${path}:${line}: ${message}`) };
}
