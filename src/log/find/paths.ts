import { dirname, isAbsolute, join, resolve } from 'node:path';
import type { Look, Machine } from './agent.js';

/** A path that a variable names: `~` is the home folder, what is not absolute stands in the working directory. `null`: not set. */
export function variablePath(name: string, { variables, home, cwd }: Machine): string | null {
  const value = variables[name]?.trim();
  if (value === undefined || value === '') return null;
  return absolute(value, home, cwd);
}

/** Absolute form of a path as people write it in a setting. */
export function absolute(path: string, home: string, base: string): string {
  if (path === '~') return home;
  if (path.startsWith('~/')) return join(home, path.slice(2));
  return isAbsolute(path) ? resolve(path) : resolve(base, path);
}

export const isJsonLines = (name: string): boolean => name.endsWith('.jsonl');

/** Where programs keep data of a user (XDG base directories): a relative value is to be ignored. */
export function dataFolder({ variables, home }: Machine): string {
  const named = variables.XDG_DATA_HOME;
  return named?.startsWith('/') ? named : join(home, '.local', 'share');
}

/** Folders above the working directory that are looked at for the root of its project. */
const MOST_ABOVE = 20;

/** The working directory and the folders above it up to the root of its repository; only itself outside of one. */
export async function projectFolders({ cwd }: Machine, look: Look): Promise<readonly string[]> {
  const folders: string[] = [];
  for (let folder = cwd; folders.length < MOST_ABOVE; folder = dirname(folder)) {
    folders.push(folder);
    if ((await look.names(folder)).includes('.git')) return folders;
    if (dirname(folder) === folder) break;
  }
  return [cwd];
}
