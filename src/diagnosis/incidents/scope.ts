import { type Baseline, type BaselineState, createBaseline } from './baseline.js';
import type { CauseLoss, Observation } from './observation.js';
import { GRADED, PRIOR, TYPICAL } from './parameters.js';
import { createSum, type JudgedAt, type Sum, type Usual } from './sum.js';

/** A judged request of a scope, as its points are counted. */
export interface Recent {
  readonly moment: JudgedAt;
  readonly lost: number;
  readonly prompt: number;
  readonly session: string;
  readonly lane: string;
  readonly agent: string;
  readonly model: string;
  readonly version: string | null;
  readonly settings: Observation['settings'];
  /** Losses that are evidence; empty: the request was clean. */
  readonly losses: readonly CauseLoss[];
}

/** Requests of one agent and model, or what one provider's model lost. */
export interface IncidentScope {
  readonly sum: Sum;
  /** Of the tokens that breaks lost. */
  readonly lost: Baseline;
  /** Of the tokens that repeat and were not read; null where that is not counted. */
  readonly unread: Baseline | null;
  /** Tokens of a typical prompt. */
  readonly typical: number;
  /** Requests that `typical` is of, at most `TYPICAL`. */
  readonly seen: number;
  readonly recent: readonly Recent[];
  /** True if something was known of it before. */
  readonly isLearned: boolean;
  /** A request is seen, before it is judged. */
  see(prompt: number): void;
  note(recent: Recent): void;
}

/** Tokens of a typical prompt, and of how many requests that is known. */
export type Typical = Pick<IncidentScope, 'typical' | 'seen'>;

export interface ScopeState extends Typical {
  readonly lost: BaselineState;
  readonly unread: BaselineState | null;
}

export function createScope(kind: 'pool' | 'provider', restored?: ScopeState): IncidentScope {
  let { seen = 0, typical = 0 } = restored ?? {};
  const recent: Recent[] = [];
  return {
    sum: createSum(kind),
    lost: createBaseline(PRIOR.share, restored?.lost),
    unread: kind === 'pool' ? createBaseline(null, restored?.unread ?? undefined) : null,
    get typical() {
      return typical;
    },
    get seen() {
      return seen;
    },
    recent,
    isLearned: restored !== undefined,
    see(prompt) {
      seen = Math.min(TYPICAL, seen + 1);
      typical += (prompt - typical) / seen;
    },
    note(entry) {
      recent.push(entry);
      if (recent.length > GRADED.most) recent.shift();
    },
  };
}

/** What breaks usually cost the scope. */
export function usualLoss({ lost, typical }: IncidentScope): Usual {
  return { share: lost.share ?? PRIOR.share, variance: lost.variance, prompt: typical };
}

/** What usually goes unread; null before enough requests are learned. */
export function usualUnread({ unread, typical }: IncidentScope): Usual | null {
  const share = unread?.share ?? null;
  if (unread === null || share === null) return null;
  return { share, variance: unread.variance, prompt: typical };
}

/** Points of the newest requests of a scope, or of those since the onset if they are more; as a share, 0..1. */
export function pointsOf({ recent }: IncidentScope, onset: JudgedAt): number {
  const sinceOnset = recent.findIndex(({ moment }) => moment.index >= onset.index);
  const newest = Math.max(0, recent.length - GRADED.least);
  return lostShare(recent.slice(sinceOnset < 0 ? newest : Math.min(sinceOnset, newest)));
}

/** What requests lost of their prompts together, 0..1. */
export function lostShare(requests: readonly Pick<Recent, 'lost' | 'prompt'>[]): number {
  const prompt = requests.reduce((sum, each) => sum + each.prompt, 0);
  return prompt === 0 ? 0 : requests.reduce((sum, each) => sum + each.lost, 0) / prompt;
}
