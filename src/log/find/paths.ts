import { isAbsolute, join, resolve } from 'node:path';
import type { Machine } from './agent.js';

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
