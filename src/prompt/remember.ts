import type { Json } from '../log/record.js';
import type { Notes } from './draft.js';

/** What was made of a value, kept with it: a log that repeats a value gives the identical one (`log/values/`). */
export interface Memory<Made> {
  /**
   * @param key all else that the result depends on, such as the place of the value
   * @param make is given notes of its own, which are added to `notes` each time
   */
  of(value: Json, key: string, notes: Notes, make: (notes: Notes) => Made): Made;
}

export function createMemory<Made>(): Memory<Made> {
  const known = new WeakMap<object, { readonly key: string; readonly made: Made; readonly notes: Notes }>();
  return {
    of(value, key, notes, make) {
      if (typeof value !== 'object' || value === null) return make(notes);
      const before = known.get(value);
      if (before?.key === key) {
        add(notes, before.notes);
        return before.made;
      }
      const own: Notes = { redacted: [], images: false, citations: false };
      const made = make(own);
      known.set(value, { key, made, notes: own });
      add(notes, own);
      return made;
    },
  };
}

function add(notes: Notes, more: Notes): void {
  for (const path of more.redacted) notes.redacted.push(path);
  notes.images ||= more.images;
  notes.citations ||= more.citations;
}
