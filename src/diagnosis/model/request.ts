/** What is known of one request. */
import type { PriceQuote } from '../../cache/prices.js';
import type {
  Api,
  Billing,
  Client,
  Fidelity,
  Outcome,
  PlanWindow,
  Usage,
  VendorVerdict,
} from '../../log/record.js';
import type { Section } from '../../prompt/prompt.js';
import type { Break, PlacedDifferences } from './verdict.js';

/** What we think a request will read, write and pay, before its usage is known. */
export interface Prediction {
  readonly cacheRead: number;
  readonly cacheWrite: number;
  readonly input: number;
  /** False where a rule of the provider is open (minimum band, best-effort cache, missing times, parameters of unknown effect). */
  readonly certain: boolean;
}

/** Where the rates of a request were read. */
export interface PriceOrigin {
  /** The model whose rates these are. */
  readonly model: string;
  /** A package with its version, a page, or file and line of the user's own. */
  readonly source: string;
  /** Day of that table; of a rate of the user's own the day from which it holds; null: it names none. */
  readonly tableDate: string | null;
  readonly isOwn: boolean;
  /** False if it leaves out what a read costs: what a request cost is then the most it can have been, and what a break lost is not known. */
  readonly readsPriced: boolean;
  /**
   * How many times the price of a read a token costs: written for either lifetime (`5m`, `1h`; `write` where one price is for
   * both), or uncached where writes are not billed (`input`). null: a read costs nothing, or its price is not known.
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
  /** Tokens of the whole prefix up to it: tools in front count too. */
  readonly tokens: number | null;
  /** True if a usage ended there; otherwise they are shared out between those that did. */
  readonly tokensExact: boolean;
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
  /** The program that sent it, and its version; null: the log does not say. */
  readonly client: Client | null;
  /** The program of its parent, where that had another version or was another program; null: it did not, or is not known. */
  readonly clientBefore: Client | null;
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
  /** True if its prompt is one text and it was compared with no other: which of them go on from each other, nothing tells. */
  readonly isUncompared: boolean;
  /** What became of each breakpoint, in the order of the prefix; empty without a prompt. */
  readonly checkpoints: readonly Checkpoint[];
  /** Tokens of each section, estimated from anchors; null without a prompt. */
  readonly sectionTokens: Readonly<Record<Section, number>> | null;
  readonly usage: Usage | null;
  /** False where the usage of this cache has no count of what was written: a 0 there says nothing. */
  readonly countsWrites: boolean;
  readonly billing: Billing | null;
  /** What was used of the windows of its plan, when it had been answered; empty: the log does not say. */
  readonly limits: readonly PlanWindow[];
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
  /** What its bytes foretold when it left: all of it estimates. It stays when the answer shows what came of it. */
  readonly foreseen: Break | null;
  readonly vendor: VendorVerdict | null;
  /** Whether the vendor's word and ours are the same; null: nothing to compare. */
  readonly vendorAgrees: boolean | null;
  readonly hints: readonly Hint[];
}

/** What of an entry comes from the prompt alone: known when the request leaves, kept when the prompt is let go. */
export type PromptShape = Pick<
  RequestEntry,
  'hashes' | 'changed' | 'blocks' | 'breakpoints' | 'sectionTokens'
> & { readonly isOneText: boolean };
