import { setImmediate } from 'node:timers/promises';
import { createBodyScan, type MemberPlace, type ScanMark } from './scan.js';

/**
 * Scans bodies, and remembers the last ones: an agent sends its whole conversation again with every request, and only
 * what comes after the bytes that are known has to be scanned.
 */
export interface ScanMemory {
  /** Places of the members of the JSON object that the bytes are; null: they are none. Lets others run in between. */
  scan(chunks: readonly Buffer[]): Promise<readonly MemberPlace[] | null>;
}

/** A body that was scanned, and the scan's marks on the way. */
interface Known {
  readonly chunks: readonly Buffer[];
  readonly marks: readonly ScanMark[];
  readonly size: number;
}

/** Bytes of the bodies that are remembered: those of a few agents side by side. */
const MOST_BYTES = 16e6;
const MOST_BODIES = 4;

/** Scanned in one go: about a tenth of a millisecond, for which no traffic passes. Also the distance between marks. */
const STEP = 128 * 1024;

/** @param step bytes between marks. */
export function createScanMemory(step: number = STEP): ScanMemory {
  let bodies: readonly Known[] = [];

  /** Keeps the newest; one that is wholly continued by another is of no more use. */
  function remember(body: Known): void {
    let bytes = 0;
    const last = (known: Known): ScanMark | undefined => known.marks.at(-1);
    const others = bodies.filter(other => !body.marks.some(mark => mark === last(other)));
    bodies = [body, ...others].filter(({ size }, i) => {
      bytes += size;
      return i < MOST_BODIES && bytes <= MOST_BYTES;
    });
  }

  return {
    async scan(chunks) {
      const marks = [...longestKnown(bodies, chunks)];
      const scan = createBodyScan(marks.at(-1));
      let done = marks.at(-1)?.base ?? 0;
      let size = 0;
      for (const chunk of chunks) {
        const from = Math.max(0, done - size);
        size += chunk.length;
        if (from >= chunk.length) continue;
        scan.feed(from === 0 ? chunk : chunk.subarray(from));
        if (size - done < step) continue;
        done = size;
        const mark = scan.mark();
        if (mark !== null) marks.push(mark);
        await setImmediate();
      }
      const places = scan.end();
      if (places !== null && marks.length > 0) remember({ chunks, marks, size });
      return places;
    },
  };
}

/** Marks of remembered bodies that hold for these bytes too: of the first that holds whole, or else the most. */
function longestKnown(bodies: readonly Known[], chunks: readonly Buffer[]): readonly ScanMark[] {
  let best: readonly ScanMark[] = [];
  for (const { chunks: known, marks } of bodies) {
    const same = sharedBytes(known, chunks, marks.at(-1)?.base ?? 0);
    const shared = marks.filter(({ base }) => base <= same);
    if (shared.length > best.length) best = shared;
    if (shared.length > 0 && shared.length === marks.length) break;
  }
  return best;
}

/** Bytes at the start that are the same in both; looks at the first `limit`, and can find less by the length of a chunk. */
function sharedBytes(a: readonly Buffer[], b: readonly Buffer[], limit: number): number {
  let same = 0;
  let [i, j, fromA, fromB] = [0, 0, 0, 0];
  while (same < limit) {
    const [one, two] = [a[i], b[j]];
    if (one === undefined || two === undefined) break;
    const length = Math.min(one.length - fromA, two.length - fromB, limit - same);
    if (one.compare(two, fromB, fromB + length, fromA, fromA + length) !== 0) break;
    same += length;
    fromA += length;
    fromB += length;
    if (fromA === one.length) [i, fromA] = [i + 1, 0];
    if (fromB === two.length) [j, fromB] = [j + 1, 0];
  }
  return same;
}
