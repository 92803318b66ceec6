import { ruleOf } from '../causes/index.js';
import type { CauseRule } from '../causes/rule.js';
import type { CauseId } from '../model.js';

/**
 * A judged request: its usage is known, it is not the first of its lane, no compaction, rewind, failed or auxiliary
 * call, and no longer after its parent than the lifetime that its agent and model usually ask for.
 */
export interface Observation {
  /** Id of the request. */
  readonly request: string;
  /** Milliseconds since 1970; null: the log has no times, and no rule that needs them applies. */
  readonly at: number | null;
  /** The program, with `/sub` for its subagents. */
  readonly agent: string;
  readonly model: string;
  readonly provider: string;
  readonly session: string;
  /** Unique over all sessions. */
  readonly lane: string;
  readonly version: string | null;
  /** What is asked for beside the prompt, by name, as it is written; `#` and a hash where that is long. null: not known. */
  readonly settings: Readonly<Record<string, string>> | null;
  /** Tokens of the whole prompt. */
  readonly prompt: number;
  /** max(0, min(parent's prompt, prompt) - read), in tokens, breaks or not: what repeats and was not read. */
  readonly unread: number;
  /** What its break lost, by cause in prefix order; empty: none. */
  readonly losses: readonly CauseLoss[];
}

/** What one cause of a break lost. */
export interface CauseLoss {
  /** `unread`: text that repeats was not read, though nothing broke. */
  readonly cause: CauseId | 'unread';
  readonly site: string;
  readonly tokens: number;
  /** US dollars; null: no rate. */
  readonly cost: number | null;
}

/** The cause, if it alone broke the request and may have been a person's choice. */
export function choiceOf({ losses }: Observation): CauseLoss['cause'] | null {
  const [only] = losses;
  return losses.length === 1 && only !== undefined && rule(only)?.isChoice === true ? only.cause : null;
}

/** Nobody's proven fault: what the provider lost, and what the log cannot tell. */
export const isTheirs = (loss: CauseLoss): boolean => rule(loss)?.fault !== undefined;

export const isProviders = (loss: CauseLoss): boolean => rule(loss)?.fault === 'provider';

const rule = ({ cause: id }: CauseLoss): CauseRule | null => (id === 'unread' ? null : ruleOf({ id }));

export const tokensOf = (losses: readonly CauseLoss[]): number =>
  losses.reduce((sum, { tokens }) => sum + tokens, 0);
