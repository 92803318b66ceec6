import type { Cache } from '../../cache/cache.js';
import type { ModelRules } from '../../cache/models.js';
import { createTokenMeter, type TokenMeter } from '../../cache/tokens.js';
import { promptTokens } from '../../log/protocol/usage.js';
import type { Usage } from '../../log/record.js';
import { isWhole } from '../../prompt/index.js';
import type { Call } from './call.js';
import { predictionOf } from './entry.js';

/** How many tokens a byte has, for each model. */
export interface Meters {
  /** Usages that were learned from so far. */
  readonly learned: number;
  of(model: string | null, rules: ModelRules): TokenMeter;
  observe(call: Call, total: number): void;
}

export function createMeters(): Meters {
  const meters = new Map<string, TokenMeter>();
  let learned = 0;
  return {
    get learned() {
      return learned;
    },
    of: (model, rules) => meters.get(model ?? '') ?? createTokenMeter(rules.tokensPerByte),
    observe({ prompt, model, rules }, total) {
      learned += 1;
      // Of what the log replaced, the bytes are not those that were billed.
      if (prompt !== null && isWhole(prompt))
        meters.set(model ?? '', this.of(model, rules).observe(prompt, total));
    },
  };
}

/**
 * Some logs tell of usage long after the next requests have left: what was billed until a request's own usage comes says how
 * large the entries are that it was foreseen to read.
 */
export function predictAgain(call: Call, cache: Cache, meters: Meters): void {
  if (call.cache === null || call.prediction === null || call.learnedBefore === meters.learned) return;
  cache.resize(call.cache, meters.of(call.model, call.rules));
  const { certain } = call.prediction;
  const sized = predictionOf(call.cache, certain);
  call.prediction = sized && { ...sized, certain };
}

/** The cache and the meter learn what a request was billed. */
export function learn(
  call: Call,
  usage: Usage,
  firstByteAt: number | null,
  cache: Cache,
  meters: Meters,
): void {
  if (call.cache === null || call.prompt === null) return;
  const total = promptTokens(usage);
  call.isAccumulated = total !== null && isAccumulated(total, call, meters.of(call.model, call.rules));
  if (call.isAccumulated) {
    cache.release(call.cache);
    return;
  }
  if (total !== null) meters.observe(call, total);
  cache.settle(call.cache, usage, firstByteAt);
}

/** Far more was billed than these bytes can hold, by a rate that was learned (prompt-caching page, server tools). */
function isAccumulated(total: number, { cache }: Call, meter: TokenMeter): boolean {
  return cache !== null && meter.observations > 0 && total > cache.count.total * 1.5 + 2_000;
}
