import { firstDifference, lastDifference } from '../../text/ends.js';

/** How far apart two versions of a block are: what is left when the common beginning and end are taken off. */
export interface Middle {
  /** Characters (UTF-16) that only the old / only the new version has. */
  readonly before: string;
  readonly after: string;
}

export function middleOf(before: string, after: string): Middle {
  const start = firstDifference(before, after);
  const end = lastDifference(before, after, start);
  return { before: before.slice(start, before.length - end), after: after.slice(start, after.length - end) };
}
