/** Which requests of the scope are listed: `cause:tools-* lane:main lost>10k hit<50 turn:3`. */
import type { Model, RequestEntry } from '../../diagnosis/model.js';
import { breakOrComing, isComing, rings } from '../live/coming.js';
import { billed, laneOf, woundOf } from '../selectors.js';
import { laneName } from './lane-names.js';

type Test = (request: RequestEntry, model: Model) => boolean;

export interface Filter {
  /** As they were typed, for the chips. */
  readonly terms: readonly string[];
  readonly isListed: Test;
}

/** Words that a request has under a name; `*` in what is asked for stands for anything. */
const WORDS: Readonly<Record<string, (request: RequestEntry, model: Model) => readonly (string | null)[]>> = {
  cause: request => (breakOrComing(request)?.causes ?? []).flatMap(({ id, kind }) => [id, kind]),
  lane: (request, model) => {
    const lane = laneOf(model, request);
    return [request.lane, ...(lane === null ? [] : [lane.name, laneName(model, lane)])];
  },
  session: ({ session }) => [session],
  model: ({ model }) => [model],
  path: request => (breakOrComing(request)?.causes ?? []).map(({ path }) => path),
  what: ({ what }) => [what],
  turn: ({ turn }) => [turn === null ? null : String(turn)],
  is: (request, model) => [
    rings(request) ? 'break' : null,
    isComing(request) ? 'coming' : null,
    woundOf(model, request)?.healed === false ? 'open' : null,
    request.outcome,
  ],
};

/** Numbers of a request; null: not known, and then in no comparison. */
const NUMBERS: Readonly<Record<string, (request: RequestEntry) => number | null>> = {
  lost: request => breakOrComing(request)?.lostTokens ?? null,
  cost: request => breakOrComing(request)?.cost ?? null,
  hit: ({ hitRate }) => (hitRate === null ? null : hitRate * 100),
  read: ({ usage }) => usage?.cacheRead ?? null,
  write: ({ usage }) => usage?.cacheWrite ?? null,
  prompt: request => billed(request)?.total ?? null,
  turn: ({ turn }) => turn,
};

/** What can stand in front of `:`, and of `<` and `>`. */
export const FILTER_NAMES = { words: Object.keys(WORDS), numbers: Object.keys(NUMBERS) } as const;

/** @returns a sentence where it cannot be understood */
export function parseFilter(text: string): Filter | string {
  const terms = text.split(/\s+/).filter(term => term !== '');
  const tests = terms.map(testOf);
  const wrong = tests.find(test => typeof test === 'string');
  if (wrong !== undefined) return wrong;
  const all = tests.filter(test => typeof test !== 'string');
  return { terms, isListed: (request, model) => all.every(test => test(request, model)) };
}

function testOf(term: string): Test | string {
  const [, name = '', sign = '', value = ''] = /^([a-z]+)(:|<|>)(.*)$/i.exec(term) ?? [];
  if (sign === '') return request => searchText(request).includes(term.toLowerCase());
  if (sign === ':') {
    const words = Object.hasOwn(WORDS, name) ? WORDS[name] : undefined;
    if (words === undefined) return `no \`${name}:\`: there is ${FILTER_NAMES.words.join(', ')}`;
    const wanted = globOf(value);
    return (request, model) => words(request, model).some(word => word !== null && wanted.test(word));
  }
  const number = Object.hasOwn(NUMBERS, name) ? NUMBERS[name] : undefined;
  if (number === undefined) return `no \`${name}${sign}\`: there is ${FILTER_NAMES.numbers.join(', ')}`;
  const limit = numberOf(value);
  if (limit === null) return `\`${value}\` is no number, such as 50, 10k or 1.5M`;
  return request => {
    const is = number(request);
    return is !== null && (sign === '<' ? is < limit : is > limit);
  };
}

function globOf(text: string): RegExp {
  const parts = text.split('*').map(part => part.replace(/[\\^$.|?+()[\]{}]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 'is');
}

function numberOf(text: string): number | null {
  const [, digits = '', unit = ''] = /^\$?(\d+(?:\.\d+)?)([kM]?)%?$/.exec(text) ?? [];
  return digits === '' ? null : Number(digits) * (unit === 'k' ? 1e3 : unit === 'M' ? 1e6 : 1);
}

/** All that a search looks through of a request, in small letters: what the table, the verdict and the diff say of it. */
export function searchText(request: RequestEntry): string {
  const broken = breakOrComing(request);
  const sites = [broken?.divergence, ...(broken?.causes.map(({ divergence }) => divergence) ?? [])];
  const differences = request.differences?.list ?? [];
  return [
    ...[request.label, request.what, request.model, request.lane, request.error],
    ...(broken?.causes ?? []).flatMap(({ id, kind, summary, fix, path }) => [id, kind, summary, fix, path]),
    ...[...sites, ...differences].flatMap(site =>
      site == null ? [] : [site.path, site.before?.text, site.after?.text],
    ),
    ...request.hints.flatMap(({ id, summary }) => [id, summary]),
  ]
    .filter(text => typeof text === 'string')
    .join('\n')
    .toLowerCase();
}
