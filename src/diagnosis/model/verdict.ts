/** What is said of a break: its causes, where they stand, and what it lost. */
import type { Comparison, Place, PromptDifference } from '../../prompt/index.js';
import type { Divergence } from '../../prompt/prompt.js';

/** Cause ids are API: they stand in JSON, in `--only` and in config (DESIGN section 5). */
export type CauseId =
  | 'volatile-value'
  | 'system-changed'
  | 'system-reordered'
  | 'tools-added'
  | 'tools-removed'
  | 'tools-reordered'
  | 'tool-changed'
  | 'model-changed'
  | 'parameters-changed'
  | 'history-edited'
  | 'history-moved'
  | 'history-truncated'
  | 'history-summarised'
  | 'rewound'
  | 'thinking-dropped'
  | 'image-changed'
  | 'key-order'
  | 'whitespace'
  | 'content-form'
  | 'breakpoint-missing'
  | 'breakpoint-volatile'
  | 'breakpoint-illegal'
  | 'lifetime-changed'
  | 'lookback-exceeded'
  | 'below-minimum'
  | 'expired'
  | 'concurrent'
  | 'unsafe-compaction'
  | 'provider-side'
  | 'unknown';

export type Confidence = 'certain' | 'likely' | 'guess';

/** A named, evidenced reason of a break. */
export interface Cause {
  readonly id: CauseId;
  /** Finer kind where the id has some: `date`, `uuid`, `compacted`, the parameter's name, what an unknown misses. */
  readonly kind: string | null;
  readonly confidence: Confidence;
  /** What happened, in one sentence, with names and numbers from the log. */
  readonly summary: string;
  /** What to change, in one sentence. */
  readonly fix: string;
  /** True if the client meant it (a compaction to a summary, a rewind): marked, not rung. */
  readonly expected: boolean;
  /** Of a compaction: true if it left a path or an address by which the rest can be read again; null: no compaction. */
  readonly restorable: boolean | null;
  /** Tokens of the break that it lost; null: no break yet, or what it lost lies behind the cause before it and is counted there. */
  readonly lostTokens: number | null;
  /** US dollars for them above what a hit would have cost; null: as for the tokens, or no rate. */
  readonly cost: number | null;
  /** Where the evidence stands, if it has a place. */
  readonly path: string | null;
  /** The first difference that is this cause's evidence; the break shows the first of them. */
  readonly divergence: Site | null;
}

/** A divergence with its place in the log file. */
export interface Site extends Divergence {
  /** Tokens in front of the first differing byte; an estimate unless `block` starts at an anchored entry. */
  readonly tokens: number | null;
  /** Line of the request in its log, from 1. */
  readonly line: number;
  /** Byte offset of the first differing byte in that line, from 0; null where the line does not hold the leaf as text. */
  readonly lineByte: number | null;
}

/** A place where a request differs from its parent, and where it stands in the log. */
export interface PlacedDifference extends PromptDifference {
  readonly place: Place;
}

/** Every place where a request differs from its parent. */
export interface PlacedDifferences extends Comparison {
  readonly list: readonly PlacedDifference[];
}

/** Actual read fell short of expected read by more than the noise floor. */
export interface Break {
  readonly extent: 'full' | 'partial';
  /** True while it rests on bytes alone because the log does not say what was read. */
  readonly predicted: boolean;
  /** log10 of the tokens that the request wrote (lost, where that is not known), one decimal: 5.3 is 200k. */
  readonly magnitude: number;
  readonly expectedRead: number;
  /** False where no usage named `expectedRead`: it and what follows from it are estimates. */
  readonly expectedExact: boolean;
  /** null: not known (predicted break). */
  readonly actualRead: number | null;
  /** expectedRead - actualRead (or - predicted read). */
  readonly lostTokens: number;
  /** What was written by the request: all of it counts as written by a break. null: not known. */
  readonly rewritten: number | null;
  /** US dollars above what a hit would have cost; null: no rate, or no usage. */
  readonly cost: number | null;
  /** True if the rate is of a neighbouring model, or a count in it had to be assumed. */
  readonly costApproximate: boolean;
  /** How many times the price of a read its lost tokens were paid at: 12.5 on Sonnet's 5m, 20 on 1h. null: no rate, or no usage. */
  readonly writePerRead: number | null;
  /** Milliseconds in which an engine of one's own evaluated the lost tokens; null or left out: it does not say. */
  readonly lostMs?: number | null;
  /** In prefix order; never empty. */
  readonly causes: readonly Cause[];
  readonly divergence: Site | null;
  /** Label of the older request whose entry was hit instead, if the token count names it. */
  readonly hitEntryOf: string | null;
  /** Where it comes from, without its numbers: of its first cause (`diagnosis/site.ts`). */
  readonly site: string;
  readonly wound: string | null;
  /** False if every cause is expected. */
  readonly ringing: boolean;
}

/** A break before it is priced and joined to a wound. */
export type Shortfall = Omit<
  Break,
  'cost' | 'costApproximate' | 'writePerRead' | 'lostMs' | 'site' | 'wound'
>;
