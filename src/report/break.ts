import type { Break, Cause, Site } from '../diagnosis/model.js';
import type { Divergence, Excerpt, Section } from '../prompt/prompt.js';
import { maskSecrets, redactSecrets } from '../text/secrets.js';

export interface ReportBreak {
  readonly extent: Break['extent'];
  /** True while it rests on bytes alone because the log does not say what was read. */
  readonly predicted: boolean;
  /** log10 of the tokens that the request wrote (lost, where that is not known), one decimal. */
  readonly magnitude: number;
  readonly expectedRead: number;
  /** False where no usage named `expectedRead`: it, `lostTokens` and `cost` are estimates then. */
  readonly expectedExact: boolean;
  readonly actualRead: number | null;
  readonly lostTokens: number;
  /** Tokens that the request wrote; null where its usage is not known. */
  readonly rewritten: number | null;
  /** US dollars above what a hit would have cost. */
  readonly cost: number | null;
  /** True if the rate is of a neighbouring model, or a count in it had to be assumed. */
  readonly costApproximate: boolean;
  /** How many times the price of a read the lost tokens were paid at. */
  readonly writePerRead: number | null;
  /** Milliseconds of prefill lost; null: the engine does not say how long it evaluated. */
  readonly lostMs: number | null;
  /** In prefix order; never empty. */
  readonly causes: readonly ReportCause[];
  readonly divergence: ReportDivergence | null;
  /** Label of the request whose older entry was hit instead. */
  readonly hitEntryOf: string | null;
  readonly wound: string | null;
  readonly ringing: boolean;
}

export interface ReportCause {
  readonly id: Cause['id'];
  readonly kind: string | null;
  readonly confidence: Cause['confidence'];
  readonly summary: string;
  readonly fix: string;
  readonly expected: boolean;
  /** Of a compaction: whether it left a path or an address; null: no compaction. */
  readonly restorable: boolean | null;
  /** Tokens of the break that it lost; null: counted with the cause before it. */
  readonly lostTokens: number | null;
  /** US dollars for them. */
  readonly cost: number | null;
  readonly path: string | null;
  /** The first difference that is this cause's evidence. */
  readonly divergence: ReportDivergence | null;
}

export interface ReportDivergence extends Window {
  readonly section: Section;
  readonly path: string;
  /** Unicode characters of the leaf at `path` that are equal. */
  readonly char: number;
  /** UTF-8 bytes of the same leaf that are equal. */
  readonly byte: number;
  /** Tokens in front of it. */
  readonly tokens: number | null;
  /** Line in the log, from 1. */
  readonly line: number;
  /** Byte in that line, from 0. */
  readonly lineByte: number | null;
  readonly how: Site['how'];
}

/** The two sides of a divergence, cut to what fits a page. */
interface Window {
  /** The text in front of the difference, equal on both sides: at most 80 characters. */
  readonly context: string | null;
  /** The text from the first differing character on: at most 200 characters. */
  readonly before: string | null;
  readonly after: string | null;
  /** Characters of the whole leaf. */
  readonly beforeLength: number | null;
  readonly afterLength: number | null;
}

const CONTEXT = 80;
const WINDOW = 200;

export function breakOf(found: Break): ReportBreak {
  const { causes, divergence } = found;
  return {
    extent: found.extent,
    predicted: found.predicted,
    magnitude: found.magnitude,
    expectedRead: found.expectedRead,
    expectedExact: found.expectedExact,
    actualRead: found.actualRead,
    lostTokens: found.lostTokens,
    rewritten: found.rewritten,
    hitEntryOf: found.hitEntryOf,
    ringing: found.ringing,
    cost: found.cost,
    costApproximate: found.costApproximate,
    writePerRead: found.writePerRead,
    lostMs: found.lostMs ?? null,
    wound: found.wound,
    causes: causes.map(causeOf),
    divergence: divergence === null ? null : divergenceOf(divergence),
  };
}

function causeOf(cause: Cause): ReportCause {
  const { id, kind, confidence, summary, fix, expected, restorable, path, divergence } = cause;
  const { lostTokens, cost } = cause;
  return {
    id,
    kind,
    confidence,
    summary: redactSecrets(summary),
    fix,
    expected,
    restorable,
    lostTokens,
    cost,
    path,
    divergence: divergence === null ? null : divergenceOf(divergence),
  };
}

/** A break shows the place of its first cause: what is said of it is the same value. */
function divergenceOf(site: Site): ReportDivergence {
  const known = told.get(site);
  if (known !== undefined) return known;
  const { section, path, char, byte, tokens, line, lineByte, how } = site;
  const found = { section, path, char, byte, tokens, line, lineByte, how, ...windowOf(site) };
  told.set(site, found);
  return found;
}

const told = new WeakMap<Site, ReportDivergence>();

/** What of a divergence is shown, without its secrets. */
export function windowOf({ before, after }: Pick<Divergence, 'before' | 'after'>): Window {
  const side = before ?? after;
  return {
    context: side === null ? null : maskSecrets(side.text, Math.max(0, side.at - CONTEXT), side.at),
    before: before === null ? null : from(before),
    after: after === null ? null : from(after),
    beforeLength: before?.length ?? null,
    afterLength: after?.length ?? null,
  };
}

const from = (excerpt: Excerpt): string => maskSecrets(excerpt.text, excerpt.at, excerpt.at + WINDOW);
