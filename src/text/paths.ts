import { visible } from './visible.js';

export interface PathOptions {
  /** Home folder: what is in it is shown with `~`. */
  readonly home: string;
  /** True if only ASCII may be shown. @default false */
  readonly ascii?: boolean;
}

/** A path as people write it, safe to print: `~/logs/a.jsonl`. Names of files are hostile text. */
export function shownPath(path: string, { home, ascii = false }: PathOptions): string {
  const isHome = home !== '/' && home !== '';
  const short =
    isHome && path === home
      ? '~'
      : isHome && path.startsWith(`${home}/`)
        ? `~${path.slice(home.length)}`
        : path;
  return visible(short, { ascii });
}

/** What stands in a script as `"$LOG"`. */
export const EMPTY_PATH =
  'an empty path is no log: give a file or a folder (is a variable of the shell not set?)';
