import { keep } from '../../log/oldest.js';
import type { SkippedRecord } from '../../log/record.js';
import type { Model, Skipped } from '../model.js';

/** What could not be read, or not in full: the newest in words, all lines in numbers. */
export interface SkippedLines {
  add(record: SkippedRecord): Skipped;
  view(): Pick<Model, 'skipped' | 'skippedCount' | 'lackingCount'>;
}

/** Words that are kept. */
const KEPT = 1000;
/** Logs of which the newest line is remembered, as many as tell of one by turns. */
const BY_TURNS = 1000;

export function createSkippedLines(): SkippedLines {
  const skipped: Skipped[] = [];
  let skippedCount = 0;
  let lackingCount = 0;
  /** The line of each log that was counted last: several things may be said of one, one after the other. */
  const last = new Map<string, { readonly line: number; readonly isLacking: boolean }>();
  return {
    add({ origin: { path, line }, reason, isHarmless = false }) {
      const known = last.get(path);
      const before = known?.line === line ? known : null;
      const isLacking = !isHarmless || before?.isLacking === true;
      keep(last, path, { line, isLacking }, BY_TURNS);
      if (before === null) skippedCount += 1;
      if (isLacking && before?.isLacking !== true) lackingCount += 1;
      const said = { path, line, reason };
      skipped.push(said);
      if (skipped.length > KEPT) skipped.shift();
      return said;
    },
    view: () => ({ skipped: [...skipped], skippedCount, lackingCount }),
  };
}
