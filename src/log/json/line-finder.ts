/** On which line of a JSON document of several lines something stands. */
import type { PathStep } from '../record.js';
import { findValue, itemsAt } from './json-scan.js';
import { formatPath } from './path.js';

/**
 * Gives the line, from 1, on which the value at a path begins; that of the document where there is none. The items of a list are
 * found in one pass, however many are asked for.
 */
export function createLineFinder(bytes: Buffer): (path: readonly PathStep[]) => number {
  const lists = new Map<string, readonly number[]>();

  function linesOfItems(list: readonly PathStep[]): readonly number[] {
    const key = formatPath(list);
    const known = lists.get(key);
    if (known !== undefined) return known;
    const start = findValue(bytes, 0, list);
    const lines = start === null ? [] : linesAt(bytes, itemsAt(bytes, start));
    lists.set(key, lines);
    return lines;
  }

  return path => {
    const last = path.at(-1);
    if (typeof last === 'number') return linesOfItems(path.slice(0, -1))[last] ?? 1;
    const start = findValue(bytes, 0, path);
    return start === null ? 1 : (linesAt(bytes, [start])[0] ?? 1);
  };
}

/** The lines of places that go forwards. */
function linesAt(bytes: Buffer, places: Iterable<number>): readonly number[] {
  let line = 1;
  let from = 0;
  return Array.from(places, place => {
    for (let newline = bytes.indexOf(NEWLINE, from); newline !== -1 && newline < place; ) {
      line += 1;
      from = newline + 1;
      newline = bytes.indexOf(NEWLINE, from);
    }
    return line;
  });
}

const NEWLINE = 0x0a;
