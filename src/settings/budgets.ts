/** Budgets of `cachequake check`, as a settings file holds them; what the command line says goes before. */
import { isObject } from '../log/json/json.js';
import type { Json } from '../log/record.js';
import { amountReader, type Reader, shareReader, texts, wholeReader } from './reader.js';

/** null: no such budget, or the usual limit. */
export interface Budgets {
  readonly minHitRate: number | null;
  readonly minOfAttainable: number | null;
  readonly maxBreaks: number | null;
  readonly maxLostTokens: number | null;
  /** US dollars. */
  readonly maxLost: number | null;
  readonly never: readonly string[];
  readonly minRequests: number | null;
  readonly maxUnknown: number | null;
}

const READERS: { readonly [K in keyof Budgets]: Reader<Budgets[K]> } = {
  minHitRate: shareReader('Hit rate over all requests, from 0 to 1.'),
  minOfAttainable: shareReader('Hit rate as a share of what was attainable, from 0 to 1.'),
  maxBreaks: wholeReader('Breaks that may ring.'),
  maxLostTokens: wholeReader('Tokens that they may lose.'),
  maxLost: amountReader('US dollars that they may lose.'),
  never: texts('Causes, `cause (kind)` or sites that no break may have.'),
  minRequests: wholeReader('Requests that could read from the cache; fewer are too little data.'),
  maxUnknown: shareReader('Share of the requests of which the read may be unknown.'),
};

const NONE: Budgets = {
  minHitRate: null,
  minOfAttainable: null,
  maxBreaks: null,
  maxLostTokens: null,
  maxLost: null,
  never: [],
  minRequests: null,
  maxUnknown: null,
};

export const budgets: Reader<Budgets> = {
  about: 'Budgets of `cachequake check`; those of the command line go before.',
  fallback: NONE,
  schema: {
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(
      Object.entries(READERS).map(([key, { about, schema }]) => [key, { description: about, ...schema }]),
    ),
  },
  read(value, path, wrong) {
    if (!isObject(value)) {
      wrong(path, 'it must be an object');
      return NONE;
    }
    for (const key of Object.keys(value)) {
      if (!Object.hasOwn(READERS, key))
        wrong([...path, key], `there is no \`${key}\`: it can be ${Object.keys(READERS).join(', ')}`);
    }
    const take = <T>(key: string, reader: Reader<T>): T => {
      const given: Json | undefined = Object.hasOwn(value, key) ? value[key] : undefined;
      return given === undefined ? reader.fallback : reader.read(given, [...path, key], wrong);
    };
    return {
      minHitRate: take('minHitRate', READERS.minHitRate),
      minOfAttainable: take('minOfAttainable', READERS.minOfAttainable),
      maxBreaks: take('maxBreaks', READERS.maxBreaks),
      maxLostTokens: take('maxLostTokens', READERS.maxLostTokens),
      maxLost: take('maxLost', READERS.maxLost),
      never: take('never', READERS.never),
      minRequests: take('minRequests', READERS.minRequests),
      maxUnknown: take('maxUnknown', READERS.maxUnknown),
    };
  },
};
