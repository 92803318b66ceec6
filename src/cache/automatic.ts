import type { Prompt } from '../prompt/prompt.js';
import type { Forecast } from './forecast.js';
import { LONG_MS } from './lifetime.js';
import type { ModelRules } from './models.js';

/** The rules of a cache that keeps prefixes by itself and promises nothing (OpenAI up to 5.5, DeepSeek, Gemini, …). */
export interface AutomaticRules {
  /** Smallest prefix that is cached, in tokens; null: unknown model. */
  readonly minimum: { readonly certain: number; readonly uncertainUpTo: number } | null;
  /** Reads are rounded down to a multiple of this many tokens; 1: not rounded. */
  readonly rounding: number;
}

/**
 * A hit is possible up to the tokens shared with an earlier request, never certain (OpenAI prompt-caching guide;
 * DeepSeek kv_cache guide; Gemini caching page).
 *
 * @param shared tokens of the longest prefix shared with a request that the cache may still hold
 */
export function forecastAutomatic(shared: number, total: number, rules: AutomaticRules): Forecast {
  const read = possibleRead(shared, rules);
  const input = Math.max(0, Math.round(total - read));
  return { read, write5m: 0, write1h: 0, input, certain: false, hit: null, writes: [] };
}

export function possibleRead(shared: number, rules: AutomaticRules): number {
  if (rules.minimum !== null && shared < rules.minimum.certain) return 0;
  return Math.floor(Math.max(0, shared) / rules.rounding) * rules.rounding;
}

const isInMemory = ({ parameters }: Prompt): boolean => parameters.prompt_cache_retention === '"in_memory"';

/** OpenAI keeps `in_memory` prefixes for an hour at most (prompt-caching guide); a family's own bound otherwise. Milliseconds. */
export function idleLifetime(prompt: Prompt, { lifetime }: ModelRules): number {
  return isInMemory(prompt) ? Math.min(LONG_MS, lifetime.possible) : lifetime.possible;
}

/** For how long an idle prefix is kept surely (prompt-caching guide: at least 30 minutes; `in_memory` 5 to 10); null: no word on it. */
export function surelyKept(prompt: Prompt, { family, lifetime }: ModelRules): number | null {
  if (family === 'openai-5.5' || family === 'openai-breakpoints') return lifetime.certain;
  return family === 'openai-interval' && isInMemory(prompt) ? 2 * lifetime.certain : null;
}
