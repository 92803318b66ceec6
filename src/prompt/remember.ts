import type { Json } from '../log/record.js';
import { commonStart } from '../text/ends.js';
import type { Notes } from './draft.js';

/** What was made of the items of lists: a log that repeats a value gives the identical one (`log/values/`). */
export interface ListMemory<Made> {
  /**
   * What is made of each item. Of one that stands at its place in an earlier list it is what was made of it there; of a list
   * that repeats another one it is the identical list.
   *
   * @param context all else that the results depend on, beside the places of the items
   * @param make is given notes of its own, which are added to `notes` each time
   */
  of(
    list: readonly Json[],
    context: string,
    notes: Notes,
    make: (item: Json, index: number, notes: Notes) => Made,
  ): readonly Made[];
}

interface Known<Made> {
  readonly list: readonly Json[];
  readonly context: string;
  readonly made: readonly Made[];
  /** Of the items of which there is something to note. */
  readonly notes: ReadonlyMap<number, Notes>;
}

/** Lists that begin with one item: conversations that take turns behind the same tools or the same first message. */
const LISTS = 4;

export function createListMemory<Made>(): ListMemory<Made> {
  /** By their first items, the newest list last. */
  const known = new WeakMap<object, readonly Known<Made>[]>();
  return {
    of(list, context, notes, make) {
      const [first] = list;
      const before = typeof first === 'object' && first !== null ? (known.get(first) ?? []) : [];
      const { base, equal } = likest(list, context, before);
      const own = new Map<number, Notes>();
      for (const [index, noted] of base?.notes ?? []) if (index < equal) own.set(index, noted);
      const isSame = equal === list.length && equal === base?.list.length;
      const made = isSame ? base.made : [...(base?.made.slice(0, equal) ?? []), ...rest(equal)];
      for (const noted of own.values()) add(notes, noted);
      if (typeof first === 'object' && first !== null) {
        const kept = before.filter(one => one !== base).slice(1 - LISTS);
        known.set(first, [...kept, { list, context, made, notes: own }]);
      }
      return made;

      function rest(from: number): readonly Made[] {
        return list.slice(from).map((item, i) => {
          const index = from + i;
          const same = base !== null && base.list[index] === item ? base.made[index] : undefined;
          const noted = same === undefined ? nothing() : base?.notes.get(index);
          const result = same === undefined ? make(item, index, noted ?? notes) : same;
          if (noted !== undefined && saysSomething(noted)) own.set(index, noted);
          return result;
        });
      }
    },
  };
}

/** The list with the longest equal beginning, of those that were made in the same way, and how many items that is. */
function likest<Made>(
  list: readonly Json[],
  context: string,
  earlier: readonly Known<Made>[],
): { readonly base: Known<Made> | null; readonly equal: number } {
  let base: Known<Made> | null = null;
  let longest = 0;
  for (const one of earlier) {
    if (one.context !== context) continue;
    const equal = commonStart(list, one.list);
    if (equal < longest) continue;
    base = one;
    longest = equal;
  }
  return { base, equal: longest };
}

const nothing = (): Notes => ({ redacted: [], images: false, citations: false });

const saysSomething = ({ redacted, images, citations }: Notes): boolean =>
  redacted.length > 0 || images || citations;

function add(notes: Notes, more: Notes): void {
  for (const path of more.redacted) notes.redacted.push(path);
  notes.images ||= more.images;
  notes.citations ||= more.citations;
}
