/** What the diagnosis says of a session: the one model behind the screen, the reports and the budgets. */
import type { PriceQuote } from '../cache/prices.js';
import type { Api, Billing, Fidelity, Outcome, Usage, VendorVerdict } from '../log/record.js';
import type { Comparison, Place, PromptDifference } from '../prompt/index.js';
import type { Divergence, Section } from '../prompt/prompt.js';
import type { Incident } from './incidents/incident.js';

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

/** What we think a request will read, write and pay, before its usage is known. */
export interface Prediction {
  readonly cacheRead: number;
  readonly cacheWrite: number;
  readonly input: number;
  /** False where a rule of the provider is open (minimum band, best-effort cache, missing times, parameters of unknown effect). */
  readonly certain: boolean;
}

export type { PriceQuote };

/** Where the rates of a request were read. */
export interface PriceOrigin {
  /** The model whose rates these are. */
  readonly model: string;
  /** A package with its version, a page, or file and line of the user's own. */
  readonly source: string;
  /** Day of that table; of a rate of the user's own the day from which it holds; null: it names none. */
  readonly tableDate: string | null;
  readonly isOwn: boolean;
  /**
   * How many times the price of a read a token costs: written for either lifetime (`5m`, `1h`; `write` where one price is for
   * both), or uncached where writes are not billed (`input`). null: a read costs nothing.
   */
  readonly writePerRead: Readonly<Partial<Record<'5m' | '1h' | 'write' | 'input', number | null>>>;
}

/** A quiet finding that needs no break. */
export interface Hint {
  readonly id: string;
  readonly summary: string;
  readonly fix: string;
  readonly path: string | null;
}

/** A breakpoint of a request, and what became of it. */
export interface Checkpoint {
  readonly path: string;
  readonly ttl: string;
  /** Tokens of the whole prefix up to it: tools in front count too. An estimate, unless a usage named it. */
  readonly tokens: number | null;
  /** Smallest prefix that the model caches; null: not known. */
  readonly minimum: number | null;
  /** True if that prefix is too short to be kept; null: the minimum is not known. */
  readonly belowMinimum: boolean | null;
  /** `hit`: what it covers was read. `written`: an entry was written at it. `none`: neither. null: not known. */
  readonly outcome: 'hit' | 'written' | 'none' | null;
  /** What it protects: tools, blocks of the system text, and messages up to it. */
  readonly covers: Readonly<Record<Section, number>>;
}

/** One API call, with everything that is known about it by now. */
export interface RequestEntry {
  /** `log#n`: unique over all logs. */
  readonly id: string;
  /** Counts the requests of a log from 1, in file order, auxiliary and failed ones included. */
  readonly n: number;
  /** What people call it: its number, from the second log on behind that of the log: `5`, `2.5`. */
  readonly label: string;
  /** The file of its line. */
  readonly path: string;
  /** Path that its log is known by: `path`, or that of the first part of a recording. */
  readonly log: string;
  readonly line: number;
  readonly at: number | null;
  readonly session: string;
  readonly lane: string;
  /** Turn number within the session, from 1; null if it cannot be told. */
  readonly turn: number | null;
  readonly model: string | null;
  readonly provider: string | null;
  readonly api: Api | null;
  readonly fidelity: Fidelity;
  /** `generate` runs the model; the others are listed and never judged. */
  readonly purpose: 'generate' | 'count-tokens' | 'other';
  /** First 8 hex of the md5 of each section, markers stripped; null where the log does not hold it. */
  readonly hashes: Readonly<Record<Section, string | null>>;
  /** Sections whose hash differs from the parent's. Messages: only if an old message changed, growth is no change. */
  readonly changed: readonly Section[];
  /** All that differs from the parent, where something of the kept prefix does; null: nothing does, or it is kept no longer. */
  readonly differences: PlacedDifferences | null;
  readonly blocks: Readonly<Record<Section, number>> | null;
  readonly breakpoints: readonly {
    readonly path: string;
    readonly ttl: string;
    readonly tokens: number | null;
  }[];
  /** What became of each breakpoint, in the order of the prefix; empty without a prompt. */
  readonly checkpoints: readonly Checkpoint[];
  /** Tokens of each section, estimated from anchors; null without a prompt. */
  readonly sectionTokens: Readonly<Record<Section, number>> | null;
  readonly usage: Usage | null;
  /** False where the usage of this cache has no count of what was written: a 0 there says nothing. */
  readonly countsWrites: boolean;
  readonly billing: Billing | null;
  /** `pending`: still running. `unknown`: the log does not tell how it ended. */
  readonly outcome: Outcome | 'pending' | 'unknown';
  readonly status: number | null;
  readonly error: string | null;
  readonly firstByteAt: number | null;
  readonly endedAt: number | null;
  readonly predicted: Prediction | null;
  /** read / (read + write + input), 0..1; null if any of them is unknown. */
  readonly hitRate: number | null;
  readonly cost: PriceQuote | null;
  /** What it would have cost without caching. */
  readonly costWithoutCache: PriceQuote | null;
  /** Where its rates come from; null: no rate is known. */
  readonly rates: PriceOrigin | null;
  /** Number of the parent in the same source; null: the first of its lane. */
  readonly parent: number | null;
  /** Id of the parent, in whichever source. */
  readonly parentId: string | null;
  /** "What happened", in a few words: `growth`, `first of its lane`, `break: system[1] changed`. */
  readonly what: string;
  readonly break: Break | null;
  readonly vendor: VendorVerdict | null;
  /** Whether the vendor's word and ours are the same; null: nothing to compare. */
  readonly vendorAgrees: boolean | null;
  readonly hints: readonly Hint[];
}

/** What of an entry comes from the prompt alone: known when the request leaves, kept when the prompt is let go. */
export type PromptShape = Pick<
  RequestEntry,
  'hashes' | 'changed' | 'blocks' | 'breakpoints' | 'sectionTokens'
>;

export type LaneKind = 'main' | 'subagent' | 'auxiliary';

/** A chain of requests that extend each other. */
export interface Lane {
  readonly id: string;
  readonly session: string;
  readonly kind: LaneKind;
  /** Short name for people: `main`, the log's agent name, `subagent 2`, `title`. */
  readonly name: string;
  readonly model: string | null;
  /** Ids of its requests, oldest first. */
  readonly requests: readonly string[];
  /** The newest entry: when it expires and how many tokens it holds; null if nothing is cached. */
  readonly warm: LaneWarmth | null;
  /** False if its prompts were let go to bound the memory: what goes on from it is no longer compared. */
  readonly isCompared: boolean;
}

export interface LaneWarmth {
  /** Lifetime as the marker asked for it: `5m`, `1h`, `30m`. */
  readonly ttl: string;
  /** Milliseconds since 1970; null where the log has no times. */
  readonly expiresAt: number | null;
  readonly tokens: number;
  /** False while no usage has named `tokens`: an estimate. */
  readonly exact: boolean;
  readonly path: string;
  /** Price of a next request that only reads the entry / that rewrites it; null: no rate. */
  readonly costWarm: number | null;
  readonly costCold: number | null;
  /** True if the rate is of a neighbouring model. */
  readonly costApproximate: boolean;
}

/** A run of breaks in a lane with the same site or the same floor. */
export interface Wound {
  readonly id: string;
  readonly session: string;
  readonly lane: string;
  /** Ids of the requests that broke, first to last. */
  readonly requests: readonly string[];
  readonly cause: CauseId;
  readonly path: string | null;
  /** Where its first break comes from (`Break.site`). */
  readonly site: string;
  /** Tokens written by its breaks so far, as far as known; null: of none is it known. */
  readonly rewritten: number | null;
  /** Tokens lost by its breaks so far. */
  readonly lostTokens: number;
  readonly cost: number | null;
  readonly costApproximate: boolean;
  /** False if what one of its breaks should have read was an estimate. */
  readonly costExact: boolean;
  readonly healed: boolean;
  /** For a compaction: tokens it took out, and after how many more requests that pays for the rewriting; null: not one, or not known. */
  readonly savedTokens: number | null;
  readonly paysBackAfter: number | null;
}

/** How many of the predicted reads came true, of the requests whose usage is known: 0 of 0 where none was predicted. */
export interface Calibration {
  /** Requests of which the read was predicted when they left, and known later. */
  readonly predicted: number;
  /** To the token. */
  readonly exact: number;
  /** Off by 1 % of the read at most; those that are exact included. */
  readonly within1: number;
  readonly within5: number;
}

/** Sums of what is known. A figure that is known of no request is null, never 0; `leftOut` says what a sum lacks. */
export interface Totals {
  readonly requests: number;
  readonly breaks: number;
  readonly ringing: number;
  /** Breaks that the client meant (a compaction to a summary, a rewind): quiet. */
  readonly expected: number;
  /** Quiet breaks that nobody meant: misses of a cache that promises no hit, with nothing to blame for them. */
  readonly unexplained: number;
  /** Breaks that rest on bytes alone. */
  readonly predicted: number;
  /** Requests that ran and of which it is known what they read. */
  readonly judged: number;
  /** Requests that ran and of which it is not; whether they broke is not known either. */
  readonly unjudged: number;
  /** Sum of reads over sum of read + write + input; of requests without usage as predicted. null: no usage is known. */
  readonly hitRate: number | null;
  /** False if a request is in `hitRate` as predicted, or not at all. */
  readonly hitRateExact: boolean;
  /**
   * The hit rate with the lost tokens of every break read: what a healthy run of the same requests would show. A break that
   * the client meant stays: the same requests would lose the same.
   */
  readonly attainable: number | null;
  readonly input: number | null;
  readonly cacheRead: number | null;
  readonly cacheWrite: number | null;
  readonly output: number | null;
  /** Tokens of the prompts (read, written and neither) for each token of the answers; null: not known. */
  readonly inputPerOutput: number | null;
  /** Requests that ran and are not in a sum, because the log does not hold their count. */
  readonly leftOut: Readonly<Record<'input' | 'cacheRead' | 'cacheWrite' | 'output' | 'cost', number>>;
  /** Requests that ran but whose usage the log does not hold. */
  readonly withoutUsage: number;
  readonly cost: number | null;
  readonly costWithoutCache: number | null;
  /** null: not known, even that it is nothing. */
  readonly lostToBreaks: number | null;
  /** False if what a break should have read was in part an estimate. */
  readonly lostExact: boolean;
  /** Breaks whose loss has no price: predicted ones, and models without a rate. */
  readonly lostLeftOut: number;
  /** Milliseconds of prefill lost to breaks, where engines say how long they evaluate; null: none does. */
  readonly lostMs: number | null;
  /** True if a price was of a neighbouring model, or a count in it had to be assumed. */
  readonly approximate: boolean;
  /** Requests with usage for which no price is known; their tokens are in no money figure. */
  readonly unpriced: number;
  /**
   * Written tokens. `breaks` and `growth`: by requests that broke, and by the others. `again`: of them those that should
   * have been read; a request that breaks writes its own growth too. null: of no such request is the write known.
   */
  readonly writeShare: {
    readonly breaks: number | null;
    readonly growth: number | null;
    readonly again: number | null;
  };
  readonly calibration: Calibration;
}

export interface Session {
  readonly id: string;
  readonly lanes: readonly Lane[];
  readonly wounds: readonly Wound[];
  readonly totals: Totals;
}

/** A line that could not be read. */
export interface Skipped {
  readonly path: string;
  readonly line: number;
  readonly reason: string;
}

/** Everything the engine knows, at one moment. Lists are oldest first. */
export interface Model {
  readonly requests: readonly RequestEntry[];
  readonly sessions: readonly Session[];
  /** Periods in which more was lost than usual, oldest first. */
  readonly incidents: readonly Incident[];
  readonly totals: Totals;
  /** The newest 1000; `skippedCount` counts all. */
  readonly skipped: readonly Skipped[];
  readonly skippedCount: number;
}
