/** What a response says about tokens and money, in one vocabulary for all providers. */
import { at, numberOf, objectOf, textOf } from '../json/json.js';
import type { Billing, Json, Usage, UsageRecord, VendorVerdict } from '../record.js';
import { sum, USAGE_SHAPES } from './usage-shapes.js';

/** Normalises a provider's usage object, whose convention its field names give away; `null` if it is none that is known. */
export function readUsage(value: Json | undefined): Usage | null {
  const usage = objectOf(value);
  if (usage === null) return null;
  const shape = USAGE_SHAPES.find(candidate => candidate.names.some(name => numberOf(usage[name]) !== null));
  return shape === undefined ? null : shape.read(usage);
}

/** Tokens of the whole prompt, read and written ones included; `null` if unknown. A whole that is less than its parts is none. */
export function promptTokens({ promptTotal, input, cacheRead, cacheWrite }: Usage): number | null {
  const known = (input ?? 0) + (cacheRead ?? 0) + (cacheWrite ?? 0);
  return promptTotal != null && promptTotal >= known ? promptTotal : sum([input, cacheRead, cacheWrite]);
}

/** True if it is known what was read, and out of how much. */
export const isMeasured = (usage: Usage | null): usage is Usage =>
  usage !== null && usage.cacheRead !== null && promptTokens(usage) !== null;

/** True if it is known what was read, and not out of how much. */
export const isReadAlone = (usage: Usage | null): usage is Usage =>
  usage !== null && usage.cacheRead !== null && promptTokens(usage) === null;

/** True of an engine of one's own: only such a one says how long it evaluated. */
export const isOwnEngine = (usage: Usage | null | undefined): boolean => usage?.prefillMs != null;

/** True if every counter that is there is 0: the request was aborted or failed before it was billed. */
export function isAllZero(usage: Usage): boolean {
  const known = [usage.input, usage.cacheRead, usage.cacheWrite, usage.output, usage.promptTotal].filter(
    count => typeof count === 'number',
  );
  return known.length > 0 && known.every(count => count === 0);
}

/** `service_tier`, `speed` and `inference_geo`, from the usage object (Anthropic, Gemini) or the response around it (OpenAI). */
export function readBilling(usage: Json | undefined, response?: Json): Billing | null {
  const tier =
    textOf(at(usage, 'service_tier')) ??
    textOf(at(usage, 'serviceTier')) ??
    textOf(at(response, 'service_tier'));
  const speed = textOf(at(usage, 'speed'));
  const geo = textOf(at(usage, 'inference_geo'));
  return tier === null && speed === null && geo === null ? null : { tier, speed, geo };
}

/**
 * What the provider itself says about a miss: Anthropic's `diagnostics.cache_miss_reason`, OpenAI's
 * `prompt_cache_diagnostics`. `null` while it is still comparing, and where `diagnostics` is null: that means
 * "no divergence" as well as "not asked".
 */
export function readVerdict(response: Json | undefined): VendorVerdict | null {
  const anthropic = objectOf(at(response, 'diagnostics', 'cache_miss_reason'));
  if (anthropic !== null) {
    const reason = textOf(anthropic.type);
    return reason === null
      ? null
      : { by: 'anthropic', reason, missedTokens: numberOf(anthropic.cache_missed_input_tokens) };
  }
  const openai = objectOf(at(response, 'prompt_cache_diagnostics'));
  const type = textOf(openai?.type);
  if (openai === null || type === null) return null;
  if (type === 'cache_hit') return { by: 'openai', reason: 'none', missedTokens: 0 };
  return {
    by: 'openai',
    reason: textOf(openai.reason) ?? type,
    missedTokens: numberOf(openai.cache_missed_tokens),
  };
}

/** An answer without a token of it ended before the model ran. */
export function isCutOff({ usage, outcome }: Pick<UsageRecord, 'usage' | 'outcome'>): boolean {
  return usage !== null && isAllZero(usage) && outcome === 'ok';
}
