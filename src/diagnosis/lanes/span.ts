import { firstDifference } from '../../prompt/index.js';

/** How far apart two versions of a block are: what is left when the common beginning and end are taken off. */
export interface Span {
  /** Characters (UTF-16) that only the old / only the new version has. */
  readonly before: string;
  readonly after: string;
}

export function spanOf(before: string, after: string): Span {
  const shorter = Math.min(before.length, after.length);
  const start = firstDifference(before, after);
  let end = 0;
  while (
    end < shorter - start &&
    before.charCodeAt(before.length - 1 - end) === after.charCodeAt(after.length - 1 - end)
  ) {
    end += 1;
  }
  return { before: before.slice(start, before.length - end), after: after.slice(start, after.length - end) };
}
