import type { SkippedRecord } from '../../log/record.js';
import type { Model, Skipped } from '../model.js';

/** What could not be read, or not in full: the newest in words, all in numbers. */
export interface SkippedLines {
  add(record: SkippedRecord): Skipped;
  view(): Pick<Model, 'skipped' | 'skippedCount' | 'lackingCount'>;
}

/** Words that are kept. */
const KEPT = 1000;

export function createSkippedLines(): SkippedLines {
  const skipped: Skipped[] = [];
  let skippedCount = 0;
  let lackingCount = 0;
  /** The line that was counted last: several things may be said of one, one after the other. */
  let lackingAt = '';
  return {
    add({ origin: { path, line }, reason, isHarmless = false }) {
      skippedCount += 1;
      const at = `${path}:${line}`;
      if (!isHarmless && lackingAt !== at) {
        lackingAt = at;
        lackingCount += 1;
      }
      const said = { path, line, reason };
      skipped.push(said);
      if (skipped.length > KEPT) skipped.shift();
      return said;
    },
    view: () => ({ skipped: [...skipped], skippedCount, lackingCount }),
  };
}
