import { ClaudeCache } from './bill/anthropic.js';
import { AutomaticCache } from './bill/automatic.js';
import { type Bill, type Exchange, RULES, type Rules } from './bill/exchange.js';

/**
 * What the providers would bill for these calls, by id; null where nothing is billed (count_tokens, calls that failed
 * or were cut off before the answer began). The calls may stand in any order; they are taken by their start.
 */
export function bill(exchanges: readonly Exchange[], rules: Rules = RULES): ReadonlyMap<string, Bill | null> {
  const claude = new ClaudeCache(rules);
  const automatic = new AutomaticCache();
  const bills = new Map<string, Bill | null>();
  for (const exchange of exchanges.toSorted((a, b) => a.at - b.at)) {
    const billable = exchange.purpose === 'generate' && exchange.outcome !== 'error';
    if (!billable) {
      bills.set(exchange.id, null);
      continue;
    }
    const cache = exchange.api === 'anthropic-messages' ? claude : automatic;
    const result = cache.bill(exchange);
    bills.set(exchange.id, exchange.outcome === 'ok' ? result : null);
  }
  return bills;
}
