import { stat } from 'node:fs/promises';
import { EMPTY_PATH } from '../text/paths.js';

/** The commands, for those who misspell one; `run.test.ts` holds that the list is whole. */
export const COMMAND_NAMES = [
  'watch',
  'demo',
  'replay',
  'record',
  'report',
  'check',
  'diff',
  'explain',
  'sources',
  'status',
  'history',
  'mcp',
] as const;

/** The command that a word was meant for, if it is but a letter or two away from one. */
export function similarCommand(word: string): string | null {
  const near = COMMAND_NAMES.map(name => ({ name, distance: distanceOf(word.toLowerCase(), name) }));
  const nearest = near.reduce((a, b) => (b.distance < a.distance ? b : a));
  return nearest.distance <= Math.min(2, nearest.name.length / 2) ? nearest.name : null;
}

function questionOn(word: string): string {
  const meant = similarCommand(word);
  return meant === null ? '' : ` Did you mean \`cachequake ${meant}\`?`;
}

/** A bare word that is no file is more likely a command misspelt than a log that is to come; null: all may be logs. */
export async function mistakenFor(paths: readonly string[]): Promise<string | null> {
  for (const path of paths) {
    if (path === '') return EMPTY_PATH;
    if (/[./\\]/.test(path) || (await isThere(path))) continue;
    return `there is no command and no file \`${path}\`.${questionOn(path)} A log that is still to come is waited for by a path with a dot or a slash, or with --wait.`;
  }
  return null;
}

/**
 * The same of a whole command line: with the options of the command that was meant, it would end at the first that `watch` has not.
 *
 * Help on a command that there is not would be help on all.
 *
 * @returns null: its first word is no command misspelt
 */
export async function misspelt([word = '', ...rest]: readonly string[]): Promise<string | null> {
  const [about = ''] = rest;
  if (word === 'help' && /^[^-]/.test(about) && !COMMAND_NAMES.some(name => name === about))
    return `there is no command \`${about}\`.${questionOn(about) || ' `cachequake --help` lists them.'}`;
  if (word === '' || word.startsWith('-') || rest.includes('--wait') || similarCommand(word) === null)
    return null;
  return COMMAND_NAMES.some(name => name === word) ? null : mistakenFor([word]);
}

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

/** Letters to put in, take out, change or swap with their neighbour (optimal string alignment). */
function distanceOf(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  const at = (i: number, j: number): number => rows[i]?.[j] ?? Number.POSITIVE_INFINITY;
  for (let i = 1; i <= a.length; i += 1) {
    rows.push([i]);
    for (let j = 1; j <= b.length; j += 1) {
      const change = a[i - 1] === b[j - 1] ? 0 : 1;
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swapped = isSwap ? at(i - 2, j - 2) + 1 : Number.POSITIVE_INFINITY;
      rows[i]?.push(Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + change, swapped));
    }
  }
  return at(a.length, b.length);
}
