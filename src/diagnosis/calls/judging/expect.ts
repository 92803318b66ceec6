import { possibleRead } from '../../../cache/automatic.js';
import { promptTokens } from '../../../log/protocol/usage.js';
import type { Usage } from '../../../log/record.js';
import { type Call, heldTokens } from '../call.js';

/** What a request should have read had it kept its parent's prefix. */
export interface Expectation {
  readonly tokens: number;
  /** False if the parent's count is an estimate. */
  readonly exact: boolean;
  /** True if not even the rate of tokens per byte is known: no usage of the model has told the size of a prompt. */
  readonly isGuessed?: boolean;
}

export function expectedRead(call: Call): Expectation | null {
  const { parent } = call;
  if (parent === null) return awaitedRead(call);
  const unmet = unwritten(call, parent);
  if (unmet !== null) return unmet;
  // A cached content is read whole, and nothing behind it; who names none any more gives up that.
  if ((call.continues ?? parent.continues)?.how === 'content')
    return parent.continues === null ? null : readBefore(parent);
  const held = parent.rules.bestEffort ? automaticHeld(parent) : heldTokens(parent);
  const tokens = held ?? estimatedHeld(parent);
  if (tokens === null) return readBefore(parent);
  if (parent.owed > tokens) return { tokens: parent.owed, exact: parent.broken?.expectedExact === true };
  if (held !== null) return { tokens, exact: true };
  return { tokens, exact: false, isGuessed: parent.cache?.count.isGuessed === true };
}

/** Where the log does not say what was written, what the parent read was there at least. */
function readBefore({ usage }: Call): Expectation | null {
  const read = usage?.usage?.cacheRead ?? null;
  return read === null || read === 0 ? null : { tokens: read, exact: true };
}

/** Requests that leave together share a prefix that none of them has written yet. */
function awaitedRead({ cache, usage }: Call): Expectation | null {
  const awaited = cache?.awaited ?? null;
  if (cache === null || awaited === null) return null;
  const billed = usage?.usage ?? null;
  const total = billed === null ? null : promptTokens(billed);
  const { count, prompt } = cache;
  const share = (count.upTo[prompt.chain.indexOf(awaited.chain)] ?? 0) / count.total;
  // It is a part of this prompt, whose size is known: that tells more than the bytes alone.
  const isKnownBetter = !awaited.exact && total !== null && share > 0 && share <= 1;
  return { tokens: Math.round(isKnownBetter ? total * share : awaited.tokens), exact: false };
}

function hasCached({ usage }: Call): boolean {
  const billed = usage?.usage;
  return (billed?.cacheRead ?? 0) + (billed?.cacheWrite ?? 0) > 0;
}

/**
 * A marked prefix of which the usage says that nothing was written: it was too short, or the breakpoints were lost on the way.
 * What it would have held otherwise is an estimate; no claim without a known minimum.
 */
function unwritten(call: Call, { usage, shape, owed }: Call): Expectation | null {
  // What it failed to keep was not kept; what it should have read is still there.
  if (owed > 0) return null;
  const billed = usage?.usage;
  const total = billed === undefined || billed === null ? null : promptTokens(billed);
  const marked = shape.breakpoints.at(-1)?.tokens ?? null;
  const { sectionTokens } = shape;
  if (billed?.cacheRead !== 0 || billed.cacheWrite !== 0 || total === null || call.rules.minimum === null)
    return null;
  if (marked === null || sectionTokens === null) return null;
  // The total was billed; only the share in front of the breakpoint is an estimate.
  const estimated = sectionTokens.tools + sectionTokens.system + sectionTokens.messages;
  const tokens = estimated > 0 ? Math.round((total * marked) / estimated) : marked;
  // A parent that was too short had no entry, and promised none: whoever goes on from it has lost nothing.
  const { certain, uncertainUpTo } = call.rules.minimum;
  if (tokens < certain || (tokens < uncertainUpTo && hasCached(call))) return { tokens: 0, exact: true };
  return { tokens, exact: false };
}

/** Shares of a prompt by which an estimate may be off: at a rate that was learned, and at the start value of a model's family. */
const ESTIMATED = 0.1;
const GUESSED = 0.4;

/**
 * Read counts of a cache with breakpoints are exact integers, so a small floor holds: 256 tokens or 1 % of the prompt.
 * Estimates and caches that round or promise nothing need a wider one.
 */
export function noiseFloor(call: Call, expectation: Expectation, total: number): number {
  if (!expectation.exact) {
    // What is foreseen and what is expected are guessed at one rate; what was read is counted.
    const isGuessed = expectation.isGuessed === true && call.usage?.usage?.cacheRead != null;
    return Math.max(512, (isGuessed ? GUESSED : ESTIMATED) * total);
  }
  const exact = Math.max(256, 0.01 * total);
  if (!call.rules.bestEffort) return exact;
  // A smaller miss is worth a word where the bytes did change.
  const changed = call.suspects.some(({ isWeak }) => !isWeak);
  return changed ? Math.max(exact, call.rules.rounding) : Math.max(1_024, call.rules.rounding, 0.05 * total);
}

/** A cache that keeps prefixes by itself holds the whole prompt, rounded down; never surely. */
function automaticHeld(parent: Call): number | null {
  const usage = parent.usage?.usage;
  if (usage === undefined || usage === null) return null;
  const { cacheRead, cacheWrite } = usage;
  if (cacheRead !== null && cacheWrite !== null && cacheWrite > 0) return cacheRead + cacheWrite;
  const total = promptTokens(usage);
  return total === null ? null : possibleRead(total, parent.rules);
}

/**
 * What was read and sent, where the usage leaves out what was written: of some providers that is part of the input, and this is all
 * there was; of others it is missing, and the rest is far too little for the bytes. Infinity: not known.
 */
export function leastOf(billed: Usage | null, whole: number): number {
  const { cacheRead = null, input = null } = billed ?? {};
  if (cacheRead === null || input === null) return Number.POSITIVE_INFINITY;
  return cacheRead + input < whole / 2 ? Number.POSITIVE_INFINITY : cacheRead + input;
}

function estimatedHeld(parent: Call): number | null {
  if (parent.cache === null || parent.prediction === null || parent.usage?.outcome === 'error') return null;
  const { read, write5m, write1h, input, writes } = parent.cache.forecast;
  if (parent.rules.bestEffort) return possibleRead(read + input, parent.rules);
  const foreseen = read + write5m + write1h;
  const billed = parent.usage?.usage ?? null;
  const total = billed === null ? null : promptTokens(billed);
  if (total === null) return Math.min(foreseen, leastOf(billed, foreseen + input));
  // Its size was told after it had been foreseen.
  const last = writes.at(-1)?.block;
  const tokens = Math.round((last === undefined ? null : parent.cache.count.upTo[last]) ?? foreseen);
  const isTooShort = tokens < (parent.rules.minimum?.certain ?? 0);
  return Math.max(billed?.cacheRead ?? 0, isTooShort ? 0 : Math.min(tokens, total));
}
