import { possibleRead } from '../../../cache/automatic.js';
import type { Cache } from '../../../cache/cache.js';
import { isVisible } from '../../../cache/entries/entries.js';
import { promptTokens } from '../../../log/protocol/usage.js';
import type { Usage } from '../../../log/record.js';
import { placeOfByte, writtenDifferences } from '../../../prompt/index.js';
import { ruleOf } from '../../causes/index.js';
import type { Evidence, InFront, Standing, Suspect } from '../../causes/rule.js';
import type { Cause, Shortfall } from '../../model.js';
import { placed } from '../arrival.js';
import type { Call } from '../call.js';
import type { KeptLines } from '../kept-lines.js';
import { type CacheReading, evidenceAfter } from './evidence.js';
import { expectedRead, leastOf, noiseFloor } from './expect.js';
import { causeNamed, circumstances, whatRemains } from './find-causes.js';
import { hitEntry, isOfOtherLine, outlived } from './hit.js';
import { agedInFront, formInDoubt, lostBeforeForm, lostInFront } from './in-front.js';
import { isBeyond, isCleared } from './passed.js';
import { causesWithoutPrompt } from './usage-only.js';

/** What a verdict is looked up in. */
export interface Records {
  readonly cache: Cache;
  readonly lines: KeptLines;
  /** Tokens that the user does not call a break. @default the rule alone */
  readonly floor?: number;
}

/**
 * Actual read against expected read. A shortfall above the noise floor is a break; its causes are those suspects that
 * the read does not clear, then time and reach, then what is left to say.
 */
export function judge(call: Call, { cache, lines, floor = 0 }: Records): Shortfall | null {
  const { usage } = call;
  if (usage !== null && usage.outcome !== 'ok') return null;
  if (call.relation === 'aside' && !call.suspects.some(isAllThereIs)) return null;
  const expectation = expectedRead(call);
  if (expectation === null) return null;
  const billed = usage?.usage ?? null;
  // Some engines count the prompt and not what they read of it; of those the read is as unknown as without usage.
  const predicted = billed === null || billed.cacheRead === null;
  const seen = predicted ? foreseen(call) : measured(billed);
  if (seen === null) return null;
  const expected = Math.min(expectation.tokens, readable(call, billed) ?? expectation.tokens);
  const lost = expected - seen.read;
  if (lost <= Math.max(floor, noiseFloor(call, expectation, Math.max(seen.total, expected)))) return null;
  const hit = predicted || seen.read === 0 ? null : hitEntry(call, seen.read, cache);
  const isForeign = hit !== null && isOfOtherLine(hit.entry, call, cache);
  const olderWasHit = hit?.olderWasHit ?? false;
  const isOutlived = outlived(hit?.entry ?? null, call);
  const causes = causesOf(
    call,
    {
      read: seen.read,
      written: seen.written,
      total: seen.total,
      isForeign,
      olderWasHit,
      isOutlived,
      isPredicted: predicted,
      isEstimate: !expectation.exact,
    },
    lost,
    lines,
  );
  if (causes.length === 0) return null;
  return {
    extent: seen.read === 0 ? 'full' : 'partial',
    predicted,
    // A cache that keeps prefixes by itself reports no writes, or none at all.
    magnitude: magnitudeOf(seen.written || lost),
    expectedRead: expected,
    expectedExact: expectation.exact,
    actualRead: predicted ? null : seen.read,
    lostTokens: lost,
    rewritten: predicted ? null : seen.written,
    causes,
    divergence: causes.find(cause => cause.divergence !== null)?.divergence ?? null,
    hitEntryOf: hit?.writer ?? null,
    ringing: rung(causes, call.rules.bestEffort),
  };
}

/**
 * Tokens of this prompt that can be read at all: up to its last breakpoint, which is what was read and written together; the
 * whole of it where a cache keeps prefixes by itself, or where its breakpoints are gone. null: not known.
 */
function readable(call: Call, billed: Usage | null): number | null {
  if (billed === null) return null;
  const { cacheRead, cacheWrite } = billed;
  const marked = cacheRead === null || cacheWrite === null ? 0 : cacheRead + cacheWrite;
  const isMarked = call.shape.breakpoints.length > 0 && !call.rules.bestEffort && !hasLostItsMark(call);
  if (isMarked && marked > 0) return marked;
  const whole = promptTokens(billed) ?? sentAtAll(call, billed);
  return whole !== null && call.rules.bestEffort ? possibleRead(whole, call.rules) : whole;
}

/** Of a cache that counts no writes, what was read and sent is the whole prompt, unless it is far too little for the bytes. */
function sentAtAll({ cache, rules }: Call, billed: Usage): number | null {
  if (rules.countsWrites || cache === null) return null;
  const least = leastOf(billed, cache.count.total);
  return Number.isFinite(least) ? least : null;
}

/** What its parent had marked is still there, and nothing behind it is marked any more. */
function hasLostItsMark({ prompt, parent }: Call): boolean {
  const last = prompt?.breakpoints.at(-1);
  if (prompt === null || parent === null || last === undefined) return false;
  return last.block < parent.kept && parent.kept < prompt.blocks.length;
}

/** log10 of tokens, one decimal; 0 for less than one token. */
export function magnitudeOf(tokens: number): number {
  return tokens < 1 ? 0 : Math.round(Math.log10(tokens) * 10) / 10;
}

interface Counts {
  readonly read: number;
  readonly written: number | null;
  readonly total: number;
}

interface Seen extends Counts {
  /** True if an entry was read that the parent could not have read: the read says nothing of what the parent kept. */
  readonly isForeign: boolean;
  /** True if an entry was read that was last used no later than the parent's, with the same lifetime. */
  readonly olderWasHit: boolean;
  /** True if what was read should have been gone as well. */
  readonly isOutlived: boolean;
  /** True if nothing is known of its usage: what was foreseen stands for it. */
  readonly isPredicted: boolean;
  /** True if no usage named what was to be read. */
  readonly isEstimate: boolean;
}

function measured(usage: Usage): Counts | null {
  if (usage.cacheRead === null) return null;
  const total = promptTokens(usage) ?? usage.cacheRead;
  return { read: usage.cacheRead, written: usage.cacheWrite, total };
}

function foreseen(call: Call): Counts | null {
  if (call.cache === null || call.prediction === null) return null;
  const { read, write5m, write1h, input } = call.cache.forecast;
  return { read, written: write5m + write1h, total: read + write5m + write1h + input };
}

/** @param lost tokens, of which each cause gets those that lie behind it */
function causesOf(call: Call, seen: Seen, lost: number, lines: KeptLines): readonly Cause[] {
  const { evidence, suspects } = call;
  if (call.shape.blocks === null)
    return inOrder([...servedElsewhere(call), ...causesWithoutPrompt(call)], lost);
  const unblamed = suspects.filter(suspect => isCleared(suspect, seen, call));
  const cast = suspects.filter(suspect => !unblamed.includes(suspect));
  const whole = cast.find(isAllThereIs);
  if (whole !== undefined) return inOrder([whole.cause], lost);
  const changes = [
    ...(seen.isPredicted ? [] : servedElsewhere(call)),
    ...cast.filter(({ isWeak }) => !isWeak).map(({ cause }) => cause),
  ];
  if (evidence === null) return inOrder(call.parent === null ? fanOut(call) : changes, lost);
  const outcome = outcomeOf(seen);
  const around = circumstances(evidenceAfter(call, evidence, outcome, unblamed));
  const doubts = cast.filter(({ isWeak }) => isWeak).map(({ cause }) => cause);
  const left = (inFront: InFront | null, part: number): readonly Cause[] => {
    // Bytes alone do not show a break whose reason they do not show.
    if (seen.isPredicted) return [];
    const spelling = spellingOf(call, evidence, seen.read, lines);
    const remaining = (known: Pick<Standing, 'form' | 'inFront'>): readonly Cause[] => {
      const found = whatRemains(
        evidenceAfter(call, evidence, { ...outcome, ...spelling, ...known }, unblamed),
      );
      return found === null ? [] : [found];
    };
    if (doubts.length > 0) return inOrder(doubts, part);
    const form = inFront === null ? formInDoubt(call, evidence, seen.read) : null;
    if (form === null) return inOrder(remaining({ form: null, inFront }), part);
    const named = remaining({ form: form.path, inFront: null });
    const before = lostBeforeForm(call, form, seen, part);
    if (before === null) return inOrder(named, part);
    return [
      ...inOrder(named, part - before.lost),
      ...inOrder(remaining({ form: null, inFront: before }), before.lost),
    ];
  };
  if (changes.length === 0) return around.length > 0 ? inOrder(around, lost) : left(null, lost);
  // A prefix that was changed would have been lost alive as well; what stood in front of the change would not.
  const beside = around.filter(cause => isSaidBeside(cause) && cause.confidence === 'certain');
  const early = around.filter(isUnforeseen);
  const blamed = cast.filter(({ isWeak }) => !isWeak);
  const foreseenInFront = seen.isPredicted ? null : lostInFront(call, blamed, unblamed, seen, lost);
  const inFront = beside.length > 0 ? agedInFront(call, blamed, seen, lost) : foreseenInFront;
  if (inFront === null) return inOrder([...changes, ...beside], lost);
  const first = inOrder(changes, lost - inFront.lost);
  if (beside.length > 0) return [...first, ...inOrder(beside, inFront.lost)];
  return [...first, ...(early.length > 0 ? inOrder(early, inFront.lost) : left(inFront, inFront.lost))];
}

/** The first in prefix order lost all that lies behind it. */
function inOrder(causes: readonly Cause[], lost: number): readonly Cause[] {
  return causes.map((cause, index) => (index === 0 ? { ...cause, lostTokens: lost } : cause));
}

function outcomeOf({ read, written, isForeign, olderWasHit, isOutlived, isEstimate }: Seen): CacheReading {
  return {
    read,
    written,
    isForeign,
    olderWasHit,
    isOutlived,
    isEstimate,
    spelling: null,
    isSpellingKnown: false,
    form: null,
    inFront: null,
  };
}

/** A gateway sent it to another provider than the request before: nothing is shared between their caches. */
function servedElsewhere({ usage, parent }: Call): readonly Cause[] {
  const [from, to] = [parent?.usage?.servedBy ?? null, usage?.servedBy ?? null];
  if (from === null || to === null || from === to) return [];
  const summary = `The gateway sent it to ${to}, the request before to ${from}; each has its own cache.`;
  const fix = 'Pin the provider at the gateway (OpenRouter: `provider.order` with `allow_fallbacks: false`).';
  return [causeNamed('model-changed', summary, { kind: 'provider', path: 'provider', fix })];
}

/** With nothing else to blame, both bodies are read again: equal JSON can be written in other bytes. */
function spellingOf(
  call: Call,
  evidence: Evidence,
  read: number,
  lines: KeptLines,
): Pick<Standing, 'spelling' | 'isSpellingKnown'> {
  const { before, after, kept, shared } = evidence;
  const old = call.parent === null ? null : lines.of(call.parent.id);
  const now = lines.of(call.id);
  const unknown = { spelling: null, isSpellingKnown: false };
  if (old === null || now === null || call.cache === null) return unknown;
  const { count } = call.cache;
  const written = [
    { prompt: before, raw: old },
    { prompt: after, raw: now },
  ] as const;
  const differences = writtenDifferences(...written, Math.min(kept + 1, shared));
  if (differences === null) return unknown;
  const [spelling] = differences
    .map(({ kind, divergence, offset }) => ({
      kind,
      site: placed(
        divergence,
        evidence,
        placeOfByte({ origin: call.record.origin, raw: now }, offset),
        count,
      ),
    }))
    .filter(({ site }) => !isBeyond(read, site.tokens ?? 0));
  // A log that was written anew holds equal JSON in equal bytes, however it was sent.
  const isSpellingKnown = call.record.fidelity === 'wire' && call.parent?.record.fidelity === 'wire';
  return { spelling: spelling ?? null, isSpellingKnown };
}

/** The first of its lane, and yet its prefix was on its way into the cache: another request that left before it wrote it. */
function fanOut({ cache, record }: Call): readonly Cause[] {
  const writer = cache?.awaited;
  if (writer === undefined || writer === null || isVisible(writer, record.at)) return [];
  return [
    causeNamed(
      'concurrent',
      `It left before the answer to the request that wrote ${writer.path} had begun; both share that prefix.`,
      // A log that was written from what the client knows can lack what it sent in front: Claude Code's header of each task.
      { confidence: record.fidelity === 'wire' ? 'certain' : 'likely' },
    ),
  ];
}

const isAllThereIs = ({ cause }: Suspect): boolean => ruleOf(cause).isAllThereIs === true;
const isUnforeseen = (cause: Cause): boolean => ruleOf(cause).isUnforeseen === true;
const isSaidBeside = (cause: Cause): boolean => ruleOf(cause).isSaidBeside === true;

function rung(causes: readonly Cause[], bestEffort: boolean): boolean {
  const quieted = new Set(causes.flatMap(cause => ruleOf(cause).quiets ?? []));
  return causes.some(cause => !cause.expected && !quieted.has(cause.id) && rings(cause, bestEffort));
}

/** A cache that promises nothing does not ring for breaking no promise. */
function rings(cause: Cause, bestEffort: boolean): boolean {
  const { rings: when = 'always' } = ruleOf(cause);
  return when === 'always' || (when === 'where-promised' && !bestEffort);
}
