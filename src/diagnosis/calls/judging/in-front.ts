/** How a loss is divided: a change explains what lies behind it, and no more. */
import type { Evidence, InFront, OtherForm, Suspect } from '../../causes/rule.js';
import type { Call } from '../call.js';
import { type Expectation, noiseFloor } from './expect.js';
import { isReadPast } from './passed.js';

/** Tokens that were read, and those of the whole prompt. */
interface Counts {
  readonly read: number;
  readonly total: number;
}

/**
 * What was foreseen to be read in spite of all that differs, and was not: no change explains it, for it lies in front of the first.
 * null: no more than counts and estimates may be off by.
 */
export function lostInFront(
  call: Call,
  blamed: readonly Suspect[],
  unblamed: readonly Suspect[],
  counts: Counts,
  all: number,
): InFront | null {
  const limit = limitOf(blamed);
  const foreseen = foreseenInFront(call, limit, unblamed);
  if (foreseen === null) return null;
  return partOf(call, foreseen, Math.min(foreseen.tokens, limit), counts, { all, path: placeOf(blamed) });
}

/** The same of what was kept in front of it and had outlived its lifetime by then. */
export function agedInFront(
  call: Call,
  blamed: readonly Suspect[],
  counts: Counts,
  all: number,
): InFront | null {
  const held = heldInFront(call, limitOf(blamed));
  return partOf(call, held, held.tokens, counts, { all, path: placeOf(blamed) });
}

/** What was lost in front of a block in another form. */
export function lostBeforeForm(
  call: Call,
  { block, path }: OtherForm,
  counts: Counts,
  all: number,
): InFront | null {
  const held = heldInFront(call, block === 0 ? 0 : (call.cache?.count.upTo[block - 1] ?? 0));
  return partOf(call, held, held.tokens, counts, { all, path });
}

/** Tokens in front of the first change. */
const limitOf = (blamed: readonly Suspect[]): number => Math.min(...blamed.map(suspect => suspect.limit));

const placeOf = (blamed: readonly Suspect[]): string | null =>
  blamed.find(({ cause }) => cause.path !== null)?.cause.path ?? null;

/** @param tokens in front of `path` that should have been read */
function partOf(
  call: Call,
  held: Expectation,
  tokens: number,
  { read, total }: Counts,
  { all, path }: { readonly all: number; readonly path: string | null },
): InFront | null {
  const lost = Math.min(tokens, read + all) - read;
  return path === null || isNoise(call, held, lost, total) ? null : { lost: Math.round(lost), all, path };
}

/** Tokens of the longest prefix in front of a place that was kept when the request left, alive or not. */
function heldInFront({ cache, evidence, rules }: Call, limit: number): Expectation {
  if (cache === null || evidence === null) return NOTHING;
  if (rules.bestEffort) return { tokens: rules.keeps === 'prefixes' ? limit : 0, exact: false };
  const { upTo } = cache.count;
  return evidence.held
    .filter(({ block }) => (upTo[block] ?? 0) <= limit)
    .map(({ block, entry: { exact, tokens } }) => ({ exact, tokens: exact ? tokens : (upTo[block] ?? 0) }))
    .reduce<Expectation>((longest, each) => (each.tokens > longest.tokens ? each : longest), NOTHING);
}

const NOTHING: Expectation = { tokens: 0, exact: true };

/** An entry may be smaller than it was thought to be, most of all one that no usage has named yet. */
function isNoise(call: Call, held: Expectation, lost: number, total: number): boolean {
  return lost <= Math.max(noiseFloor(call, held, total), held.tokens / (held.exact ? 10 : 2));
}

/** The first block that is sent in another form, as far as the read does not clear it. */
export function formInDoubt({ cache }: Call, { forms }: Evidence, read: number): OtherForm | null {
  return forms.find(({ block, isPassed }) => !isPassed && !isReadPast(cache, block, read)) ?? null;
}

/**
 * What the bytes in front of a place let expect. Where they differ in what turned out not to count, the forecast, which knows
 * entries by their bytes, is blind behind that: there the marked prefixes speak that both requests have.
 */
function foreseenInFront(call: Call, limit: number, unblamed: readonly Suspect[]): Expectation | null {
  const { cache, evidence } = call;
  if (cache === null || evidence === null) return null;
  const { read, hit } = cache.forecast;
  const isBlind = evidence.standing.passed.length > 0 || unblamed.some(({ key }) => key !== null);
  const marked = isBlind ? markedBefore(evidence, cache.count.upTo, limit) : 0;
  return marked > read ? { tokens: marked, exact: false } : { tokens: read, exact: hit?.exact === true };
}

/** Tokens up to the last breakpoint in front of a place that stands on the same block in both requests. */
function markedBefore({ before, after }: Evidence, upTo: readonly number[], limit: number): number {
  const old = new Set(before.breakpoints.map(({ block, path }) => `${path} ${before.blocks[block]?.digest}`));
  const marked = after.breakpoints
    .filter(({ block, path }) => old.has(`${path} ${after.blocks[block]?.digest}`))
    .map(({ block }) => upTo[block] ?? 0);
  return Math.max(0, ...marked.filter(tokens => tokens <= limit));
}
