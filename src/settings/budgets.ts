/** Budgets of `cachequake check`, as a settings file holds them; what the command line says goes before. */
import { isObject } from '../log/json/json.js';
import type { Json, PathStep } from '../log/record.js';
import {
  amountReader,
  type Reader,
  shareReader,
  textReader,
  texts,
  type Wrong,
  wholeReader,
} from './reader.js';

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
  /** File of a report JSON; a relative path is one from the folder of the settings file. */
  readonly baseline: string | null;
  readonly tolerance: BaselineTolerance;
}

/** How much worse than the baseline; null: as much as usual. */
export interface BaselineTolerance {
  /** Points of the hit rate. */
  readonly points: number | null;
  readonly breaks: number | null;
  /** Share of the lost tokens. */
  readonly lost: number | null;
}

const TOLERANCE_READERS: { readonly [K in keyof BaselineTolerance]: Reader<BaselineTolerance[K]> } = {
  points: amountReader('Points that the hit rate may fall by.'),
  breaks: wholeReader('Breaks more that may ring.'),
  lost: shareReader('Share of the lost tokens more, from 0 to 1.'),
};

const USUAL: BaselineTolerance = { points: null, breaks: null, lost: null };

const toleranceReader: Reader<BaselineTolerance> = {
  about: 'How much worse than the baseline it may be.',
  fallback: USUAL,
  schema: objectSchema(TOLERANCE_READERS),
  read(value, path, wrong) {
    const take = members(value, path, wrong, Object.keys(TOLERANCE_READERS));
    if (take === null) return USUAL;
    return {
      points: take('points', TOLERANCE_READERS.points),
      breaks: take('breaks', TOLERANCE_READERS.breaks),
      lost: take('lost', TOLERANCE_READERS.lost),
    };
  },
};

const READERS: { readonly [K in keyof Budgets]: Reader<Budgets[K]> } = {
  minHitRate: shareReader('Hit rate over all requests, from 0 to 1.'),
  minOfAttainable: shareReader('Hit rate as a share of what was attainable, from 0 to 1.'),
  maxBreaks: wholeReader('Breaks that may ring.'),
  maxLostTokens: wholeReader('Tokens that they may lose.'),
  maxLost: amountReader('US dollars that they may lose.'),
  never: texts('Causes, `cause (kind)` or sites that no break may have.'),
  minRequests: wholeReader('Requests that could read from the cache; fewer are too little data.'),
  maxUnknown: shareReader('Share of the requests of which the read may be unknown.'),
  baseline: textReader('File of a report JSON: hit rate, breaks and lost tokens may not be worse.'),
  tolerance: toleranceReader,
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
  baseline: null,
  tolerance: USUAL,
};

export const budgets: Reader<Budgets> = {
  about: 'Budgets of `cachequake check`; those of the command line go before.',
  fallback: NONE,
  schema: objectSchema(READERS),
  read(value, path, wrong) {
    const take = members(value, path, wrong, Object.keys(READERS));
    if (take === null) return NONE;
    return {
      minHitRate: take('minHitRate', READERS.minHitRate),
      minOfAttainable: take('minOfAttainable', READERS.minOfAttainable),
      maxBreaks: take('maxBreaks', READERS.maxBreaks),
      maxLostTokens: take('maxLostTokens', READERS.maxLostTokens),
      maxLost: take('maxLost', READERS.maxLost),
      never: take('never', READERS.never),
      minRequests: take('minRequests', READERS.minRequests),
      maxUnknown: take('maxUnknown', READERS.maxUnknown),
      baseline: take('baseline', READERS.baseline),
      tolerance: take('tolerance', READERS.tolerance),
    };
  },
};

function objectSchema(
  readers: Readonly<Record<string, Pick<Reader<unknown>, 'about' | 'schema'>>>,
): Reader<unknown>['schema'] {
  return {
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(
      Object.entries(readers).map(([key, { about, schema }]) => [key, { description: about, ...schema }]),
    ),
  };
}

/** Reads members of an object by their names, after it was said which of its names are unknown; null: it is no object. */
function members(
  value: Json,
  path: readonly PathStep[],
  wrong: Wrong,
  names: readonly string[],
): (<T>(key: string, reader: Reader<T>) => T) | null {
  if (!isObject(value)) {
    wrong(path, 'it must be an object');
    return null;
  }
  for (const key of Object.keys(value))
    if (!names.includes(key)) wrong([...path, key], `there is no \`${key}\`: it can be ${names.join(', ')}`);
  return (key, reader) => {
    const given: Json | undefined = Object.hasOwn(value, key) ? value[key] : undefined;
    return given === undefined ? reader.fallback : reader.read(given, [...path, key], wrong);
  };
}
