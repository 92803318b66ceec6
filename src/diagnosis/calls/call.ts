import type { CacheRequest } from '../../cache/cache.js';
import type { ModelRules } from '../../cache/models.js';
import type { Prices } from '../../cache/prices.js';
import type { KeptUsage } from '../../log/protocol/amend.js';
import type { RequestRecord } from '../../log/record.js';
import type { Held, Prompt } from '../../prompt/prompt.js';
import type { Evidence, Suspect } from '../causes/rule.js';
import type { LaneFigures } from '../hygiene/rule.js';
import type { Away } from '../lanes/kept/away.js';
import type { Ending } from '../lanes/kept/ending.js';
import type { LaneFacts } from '../lanes/lane-facts.js';
import type { Relation } from '../lanes/relation.js';
import type { Break, Hint, PlacedDifferences, Prediction, PromptShape, RequestEntry } from '../model.js';
import type { Roll } from '../sums/roll.js';

/** What is kept of a record: neither its body nor its line. */
export interface KeptRecord
  extends Pick<
    RequestRecord,
    | 'key'
    | 'origin'
    | 'fidelity'
    | 'at'
    | 'turn'
    | 'agent'
    | 'provider'
    | 'api'
    | 'model'
    | 'betas'
    | 'purpose'
    | 'redacted'
  > {
  readonly client: RequestRecord['client'];
  readonly effort: RequestRecord['effort'];
}

/** A request while it is being understood: what the log said, what it was taken for, what came of it. */
export interface Call {
  readonly id: string;
  /** True once another request has gone on from it. */
  isExtended: boolean;
  readonly n: number;
  readonly label: string;
  /** Order of arrival over all sources. */
  readonly order: number;
  readonly record: KeptRecord;
  readonly session: string;
  /** Another, once it turns out to begin a conversation and not to be one of many calls. */
  lane: LaneState;
  /** null: not read, not in the log, or let go because it is no longer needed. */
  prompt: Prompt | null;
  readonly model: string | null;
  /** What it names of the context that the provider holds in front of it (`Prompt.continues`). */
  readonly continues: Held | null;
  readonly rules: ModelRules;
  /** Speed that the request asks for (`fast`); null: none. */
  readonly speed: string | null;
  /** Where its rates are looked up. */
  readonly prices: Prices;
  /** null as well once it is not listed any more. */
  parent: Call | null;
  /** Index of the last block that it wants to be kept, or that was kept before it; -1: none. */
  readonly kept: number;
  readonly relation: Relation;
  /** True if the log says that its conversation was compacted just before. */
  readonly isAfterCompaction: boolean;
  readonly turn: number | null;
  /** What is published of the prompt, kept when the prompt is let go. */
  readonly shape: PromptShape;
  /** null without a prompt. */
  cache: CacheRequest | null;
  /** Made when it leaves; told in better sizes by what others were billed before its own usage came. */
  prediction: Prediction | null;
  /** Usages that were learned from before it left. */
  readonly learnedBefore: number;
  usage: KeptUsage | null;
  /** True if its usage sums several passes over the prompt (server tools): its counts name no entry. */
  isAccumulated: boolean;
  /** False until usage came or it is known that none will come. */
  settled: boolean;
  /** True once its verdict was published: what is counted once, such as its hints, has been counted. */
  isConcluded: boolean;
  broken: Break | null;
  /** Tokens that the lane should still be able to read after a request that failed to keep them (missing breakpoint). */
  owed: number;
  /** All that differs from the parent; null: nothing of what it kept, or let go to bound the memory. */
  differences: PlacedDifferences | null;
  /** What in the bytes may have lost the prefix; known when it leaves. */
  readonly suspects: readonly Suspect[];
  /** How it will have broken if its usage bears out what its bytes say; shown as a prediction while it runs. */
  foreseen: Break | null;
  /** Kept as long as its prompt: its usage may come late, or once more. */
  evidence: Evidence | null;
  hints: readonly Hint[];
  /** The newest published state of it. */
  entry: RequestEntry | null;
}

/** A lane while the log is read. */
export interface LaneState {
  readonly id: string;
  readonly session: string;
  /** Name the log gives it. */
  readonly agent: string | null;
  /** Its requests as they are listed, oldest first, and the sums of all. */
  readonly roll: Roll<Call>;
  readonly calls: readonly Call[];
  readonly facts: LaneFacts;
  /** Requests that may become a parent, newest last; failed ones are taken out. Their prompts are kept. */
  readonly recent: Call[];
  /** Places (`Difference.key`) that changed while everything behind them was read: the provider does not count them. */
  readonly passed: Set<string>;
  /** Its newest request, to be read again should somebody go on from it; null: its prompts are kept, or cannot be read again. */
  away: Away | null;
  /** Where its newest entry ended when its prompts were let go last; null: they never were. */
  ending: Ending | null;
  /** True if its prompts were let go and cannot be read again: what goes on from it is compared with nothing. */
  isForgotten: boolean;
  /** True if another lane of its session had been let go before it began: it may go on from that one. */
  readonly isAfterForgetting: boolean;
  /** The lane whose conversation an `aside` reads. */
  readonly beside: LaneState | null;
  /** What hints remember of it. */
  figures: LaneFigures;
}

/** Tokens in the cache at the end of a request's last entry; null: not known. */
export function heldTokens(call: Call): number | null {
  const usage = call.usage?.usage;
  if (usage !== undefined && usage !== null && !call.isAccumulated) {
    if (usage.cacheRead === null || usage.cacheWrite === null) return null;
    return usage.cacheRead + usage.cacheWrite;
  }
  return null;
}

/** True if the model did not run for it: refused, cut off, or answered without a content (204, a redirect, 304). */
export function hasFailed({ usage }: Call): boolean {
  if (usage === null) return false;
  const { outcome, status } = usage;
  return outcome !== 'ok' || (status !== null && (status === 204 || status < 200 || status >= 300));
}
