/** Requests in their order with the sums of them, in the size of what changed. */
import type { RequestEntry, Totals } from '../model.js';
import { addTo, copyOf, emptyTally, type Tally, toldOf } from './tally.js';

/** A request as far as sums are concerned. */
export interface Rolled {
  /** Order of arrival over all: rises in a roll. */
  readonly order: number;
  /** What was published of it; null: nothing yet. */
  readonly entry: RequestEntry | null;
}

/** The newest requests, listed; those that were folded are in the sums alone. */
export interface Roll<Item extends Rolled> {
  /** Oldest first. */
  readonly list: readonly Item[];
  /** Requests that are not listed any more. */
  folded(): number;
  /** How often something of it has changed. */
  changes(): number;
  add(item: Item): void;
  /** Another entry was published of it. Of one that is not listed any more, the sums keep what they have. */
  changed(item: Item): void;
  entries(): readonly RequestEntry[];
  /** Of all, folded ones included. The same value as long as nothing changed. */
  totals(): Totals;
  /** Takes one out, of which nothing is in the sums any more. False where it is not listed. */
  take(item: Item): boolean;
  /** Takes the oldest out of the list. */
  fold(count: number): void;
}

/** Requests between two tallies that are kept: so many at most are summed again when the newest changes. */
const STEP = 64;

export function createRoll<Item extends Rolled>(): Roll<Item> {
  const list: Item[] = [];
  /** Of all in front of index 0, STEP, 2 STEP …, as far as nothing has changed there. */
  const tallies: Tally[] = [emptyTally()];
  let folded = 0;
  let changes = 0;
  let entries: readonly RequestEntry[] | null = null;
  let totals: Totals | null = null;

  function changedFrom(index: number): void {
    changes += 1;
    entries = null;
    totals = null;
    const left = Math.floor(index / STEP) + 1;
    if (tallies.length > left) tallies.length = left;
  }

  /** The tally of all that stand in front of an index. */
  function tallyBefore(end: number): Tally {
    const known = Math.min(tallies.length - 1, Math.floor(end / STEP));
    const tally = copyOf(tallies[known] ?? emptyTally());
    for (let index = known * STEP; index < end; index += 1) {
      if (index === tallies.length * STEP) tallies.push(copyOf(tally));
      const entry = list[index]?.entry ?? null;
      if (entry !== null) addTo(tally, entry);
    }
    return tally;
  }

  return {
    list,
    folded: () => folded,
    changes: () => changes,
    add(item) {
      list.push(item);
      changedFrom(list.length - 1);
    },
    changed(item) {
      const index = indexOf(list, item.order);
      if (index >= 0) changedFrom(index);
    },
    take(item) {
      const index = indexOf(list, item.order);
      if (index < 0) return false;
      list.splice(index, 1);
      changedFrom(index);
      return true;
    },
    entries() {
      entries ??= published(list);
      return entries;
    },
    totals() {
      totals ??= toldOf(tallyBefore(list.length));
      return totals;
    },
    fold(count) {
      const base = tallyBefore(Math.min(count, list.length));
      folded += list.splice(0, count).length;
      changedFrom(0);
      tallies[0] = base;
    },
  };
}

function published(list: readonly Rolled[]): readonly RequestEntry[] {
  const entries: RequestEntry[] = [];
  for (const { entry } of list) if (entry !== null) entries.push(entry);
  return entries;
}

/** By halving, unless it is the newest: -1 where it is not there. */
function indexOf(list: readonly Rolled[], order: number): number {
  if (list.at(-1)?.order === order) return list.length - 1;
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle]?.order ?? 0) < order) low = middle + 1;
    else high = middle;
  }
  return list[low]?.order === order ? low : -1;
}
