import type { Json, JsonObject } from '../sessions/json.js';

/** What the provider sees of a call: the body as sent and when; and how the response went. */
export interface Exchange {
  readonly id: string;
  readonly provider: string;
  readonly api: 'anthropic-messages' | 'openai-chat' | 'openai-responses' | 'gemini';
  readonly model: string;
  /** Whom a gateway passed it on to: each keeps its own cache. */
  readonly upstream?: string;
  readonly betas: readonly string[];
  readonly body: JsonObject;
  /** Milliseconds. Lifetimes count from here. */
  readonly at: number;
  /** From here on others can read what this call writes; null: it never began to answer. */
  readonly firstByteAt: number | null;
  readonly outcome: 'ok' | 'aborted' | 'lost' | 'error';
  readonly purpose: 'generate' | 'count-tokens';
  /** Content of the answer, as the client will send it back. */
  readonly reply: readonly Json[];
  /** What the provider loses just before this call. */
  readonly evicts: 'nothing' | 'everything' | 'newest';
}

/** Tokens of one call. `input` is what was neither read nor written. */
export interface Bill {
  readonly input: number;
  readonly read: number;
  readonly write5m: number;
  readonly write1h: number;
  readonly output: number;
}

/** The provider's rules that a counterfactual can switch off. */
export interface Rules {
  /** A prefix below the model's minimum is not cached. */
  readonly minimum: boolean;
  /** Positions looked at per breakpoint, itself included. */
  readonly lookback: number;
}

export const RULES: Rules = { minimum: true, lookback: 20 };
