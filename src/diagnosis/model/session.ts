/** What is known of lanes, sessions and all that the engine read. */
import type { Incident } from '../incidents/incident.js';
import type { UsualLoss } from '../incidents/usual.js';
import type { RequestEntry } from './request.js';
import type { CauseId } from './verdict.js';

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
  /** Sums of all its requests, where not all of them are listed any more. */
  readonly totals?: Totals;
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
  /** Requests that ran and of which it is known whether they broke: what they read is known, and what they could have read. */
  readonly judged: number;
  /** Requests that ran and of which it is not known. */
  readonly unjudged: number;
  /** Of these the ones whose read is known: their prompt is one text, and was compared with no other. */
  readonly uncompared: number;
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
  /** Requests that ran and are not in a sum, because the log does not hold their count; `prompt`: read, but out of how much is not known. */
  readonly leftOut: Readonly<
    Record<'input' | 'cacheRead' | 'cacheWrite' | 'output' | 'cost' | 'prompt', number>
  >;
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
  /** Windows of the plans that its requests were sent on; empty: no log tells of one. */
  readonly plan: readonly PlanShare[];
}

/** What requests used of a window of their plan, and what of that breaks cost. In points: 1 is a hundredth of the window. */
export interface PlanShare {
  readonly provider: string | null;
  /** `5h`, `7d`. */
  readonly window: string;
  readonly minutes: number | null;
  /** Percent used at the first and the newest reading. */
  readonly from: number;
  readonly to: number;
  /** How often it began anew in between. */
  readonly resets: number;
  /** Requests between readings of one window; the first reading is where counting begins. */
  readonly requests: number;
  /** By how much it rose with them: other sessions on the same plan are in it. */
  readonly points: number;
  /** What of that breaks cost, by their share of the money; null: the price of a request is not known. */
  readonly lostPoints: number | null;
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
  /** Older requests that are in the sums and are not listed any more. Of theirs, a session of which none is listed is not either. */
  readonly unlisted: number;
  readonly sessions: readonly Session[];
  /** Periods in which more was lost than usual, oldest first. */
  readonly incidents: readonly Incident[];
  /** Agents that lose so much as usual that no incident is opened for what they lose now. */
  readonly usual: readonly UsualLoss[];
  readonly totals: Totals;
  /** What could not be read, or not in full: the newest 1000 faults, of which a line may have several. */
  readonly skipped: readonly Skipped[];
  /** All lines that have one. */
  readonly skippedCount: number;
  /** Of these the ones by which a request, a prompt or a count may be missing. */
  readonly lackingCount: number;
}
