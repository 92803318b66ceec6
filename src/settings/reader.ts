/** How one setting is read: what it may be, and what is wrong with what it is. */
import { isObject } from '../log/json/json.js';
import type { Json, PathStep } from '../log/record.js';

/** Says what is wrong at a place of the file. */
export type Wrong = (path: readonly PathStep[], message: string) => void;

export interface Reader<T> {
  /** One sentence, for the schema and the documentation. */
  readonly about: string;
  /** What holds where it is left out, or wrong. */
  readonly fallback: T;
  /** JSON Schema of what it may be. */
  readonly schema: Readonly<Record<string, Json>>;
  read(value: Json, path: readonly PathStep[], wrong: Wrong): T;
}

/** A share from 0 to 1. */
export const shareReader = (about: string): Reader<number | null> => ({
  about,
  fallback: null,
  schema: { type: 'number', minimum: 0, maximum: 1 },
  read(value, path, wrong) {
    if (typeof value === 'number' && value >= 0 && value <= 1) return value;
    wrong(path, 'it must be a number from 0 to 1, such as 0.85');
    return null;
  },
});

/** A whole number, 0 or more. */
export const wholeReader = (about: string): Reader<number | null> => ({
  about,
  fallback: null,
  schema: { type: 'integer', minimum: 0 },
  read(value, path, wrong) {
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
    wrong(path, 'it must be a whole number, 0 or more');
    return null;
  },
});

/** A number, 0 or more. */
export const amountReader = (about: string): Reader<number | null> => ({
  about,
  fallback: null,
  schema: { type: 'number', minimum: 0 },
  read(value, path, wrong) {
    if (typeof value === 'number' && value >= 0) return value;
    wrong(path, 'it must be a number, 0 or more');
    return null;
  },
});

/** A text that is not empty. */
export const textReader = (about: string): Reader<string | null> => ({
  about,
  fallback: null,
  schema: { type: 'string', minLength: 1 },
  read(value, path, wrong) {
    if (typeof value === 'string' && value !== '') return value;
    wrong(path, 'it must be a text that is not empty');
    return null;
  },
});

/** Texts, as many as one likes. */
export const texts = (about: string): Reader<readonly string[]> => ({
  about,
  fallback: [],
  schema: { type: 'array', items: { type: 'string' } },
  read(value, path, wrong) {
    if (!Array.isArray(value)) {
      wrong(path, 'it must be a list of texts');
      return [];
    }
    return value.flatMap((each, at) => {
      if (typeof each === 'string') return [each];
      wrong([...path, at], 'it must be a text');
      return [];
    });
  },
});

/** Some of a few words; all of them where nothing is said. */
export const someOf = <W extends string>(about: string, words: readonly W[]): Reader<readonly W[]> => ({
  about,
  fallback: words,
  schema: { type: 'array', uniqueItems: true, items: { enum: [...words] } },
  read(value, path, wrong) {
    if (!Array.isArray(value)) {
      wrong(path, `it must be a list of ${words.join(', ')}`);
      return words;
    }
    return value.flatMap((each, at) => {
      const word = words.find(known => known === each);
      if (word === undefined) wrong([...path, at], `${JSON.stringify(each)} is none of ${words.join(', ')}`);
      return word ?? [];
    });
  },
});

/** Words for some names: `{ "good": "green" }`. */
export const wordsFor = <N extends string, W extends string>(
  about: string,
  names: readonly N[],
  words: readonly W[],
): Reader<ReadonlyMap<N, W>> => ({
  about,
  fallback: new Map(),
  schema: {
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(names.map(name => [name, { enum: [...words] }])),
  },
  read(value, path, wrong) {
    const found = new Map<N, W>();
    if (!isObject(value)) {
      wrong(path, 'it must be an object');
      return found;
    }
    for (const [key, each] of Object.entries(value)) {
      const [name, word] = [names.find(known => known === key), words.find(known => known === each)];
      if (name === undefined) wrong([...path, key], `there is no \`${key}\`: it can be ${names.join(', ')}`);
      else if (word === undefined)
        wrong([...path, key], `${JSON.stringify(each)} is none of ${words.join(', ')}`);
      else found.set(name, word);
    }
    return found;
  },
});
