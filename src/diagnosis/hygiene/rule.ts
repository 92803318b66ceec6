import type { ModelRules } from '../../cache/models.js';
import type { Usage } from '../../log/record.js';
import type { Prompt } from '../../prompt/prompt.js';
import type { Relation } from '../lanes/relation.js';
import type { CauseId, Hint } from '../model.js';
import type { Parting } from './openings.js';

/** A request as the hints see it: what was sent, what it came from, what it was billed. */
export interface HygieneContext {
  readonly prompt: Prompt;
  /** The request it extends, or whose conversation it reads; null: the first of its lane. */
  readonly parent: Prompt | null;
  readonly relation: Relation;
  /** null: not in the log. */
  readonly usage: Usage | null;
  readonly rules: ModelRules;
  /** Where it parts from the one-turn calls before it; null: it is none, or none was like it. */
  readonly parting: Parting | null;
  /** What its break, if it has one, is already explained by. */
  readonly causes: readonly CauseId[];
}

/** A quiet finding: one file in this folder, one line in `index.ts`. It would rather miss than be wrong. */
export interface HygieneRule {
  readonly id: string;
  /** Causes of a break that say the same: where one of them was found, the hint stays silent. */
  readonly saidBy: readonly CauseId[];
  readonly fix: string;
  /** True if it rests on what a text does not say: it is not asked where the log replaced text. */
  readonly readsAbsence: boolean;
  /** True if it says why the provider refuses a request: it is asked of refused ones as well, of each of them. */
  readonly tellsRefusal?: boolean;
  /** @param figures of the lane up to and with this request */
  find(context: HygieneContext, figures: LaneFigures): Omit<Hint, 'id' | 'fix'> | null;
}

/** What hints remember of a lane: bounded, whatever the length of the session. */
export interface LaneFigures {
  readonly requests: number;
  /** Requests whose counts are all known, and the sums of them. */
  readonly billed: number;
  readonly input: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
  readonly output: number;
  /** Requests in a row that replaced just the block with their parent's last breakpoint. */
  readonly tailsLost: number;
  /** Requests in a row that only grew, with breakpoints in front of their messages and on none of them. */
  readonly headsOnly: number;
  /** Digests of the tool lists that were left for another, oldest first. */
  readonly toolsets: readonly string[];
  /** Ids of the hints that the lane already has: each is given once. */
  readonly given: readonly string[];
}

export const NO_FIGURES: LaneFigures = {
  requests: 0,
  billed: 0,
  input: 0,
  cacheRead: 0,
  cacheWrite: 0,
  output: 0,
  tailsLost: 0,
  headsOnly: 0,
  toolsets: [],
  given: [],
};
