import { promptTokens } from '../../log/protocol/usage.js';
import type { RequestEntry, Totals } from '../model.js';

/** Sums over requests; every figure can be recomputed from the rows of the table by hand. */
export function totalsOf(requests: readonly RequestEntry[]): Totals {
  const sum = {
    breaks: 0,
    ringing: 0,
    predicted: 0,
    input: 0,
    cacheRead: 0,
    cacheWrite: 0,
    output: 0,
    prompt: 0,
    read: 0,
    withoutUsage: 0,
    unpriced: 0,
    byBreaks: 0,
    byGrowth: 0,
  };
  const money = {
    cost: 0,
    costWithoutCache: 0,
    lost: 0,
    lostKnown: false,
    priced: 0,
    approximate: false,
    lostExact: true,
  };
  for (const request of requests) {
    const { usage, break: broken } = request;
    if (broken !== null) {
      sum.breaks += 1;
      if (broken.ringing) sum.ringing += 1;
      if (broken.predicted) sum.predicted += 1;
    }
    if (usage === null) {
      if (request.purpose === 'generate' && request.outcome !== 'error' && request.outcome !== 'aborted')
        sum.withoutUsage += 1;
      continue;
    }
    sum.input += usage.input ?? 0;
    sum.cacheRead += usage.cacheRead ?? 0;
    sum.cacheWrite += usage.cacheWrite ?? 0;
    sum.output += usage.output ?? 0;
    const total = promptTokens(usage);
    if (total !== null && usage.cacheRead !== null) {
      sum.prompt += total;
      sum.read += usage.cacheRead;
    }
    if (broken === null) sum.byGrowth += usage.cacheWrite ?? 0;
    else sum.byBreaks += usage.cacheWrite ?? 0;
    // What a break lost is known where its request's price is not, for want of the output tokens.
    if (broken !== null && broken.cost !== null) {
      money.lostKnown = true;
      money.lost += broken.cost;
      money.lostExact &&= broken.expectedExact;
    }
    if (request.cost === null || request.costWithoutCache === null) sum.unpriced += 1;
    else {
      money.priced += 1;
      money.cost += request.cost.amount;
      money.costWithoutCache += request.costWithoutCache.amount;
      money.approximate ||= request.cost.approximate;
    }
  }
  const hasPrices = money.priced > 0;
  return {
    requests: requests.length,
    breaks: sum.breaks,
    ringing: sum.ringing,
    predicted: sum.predicted,
    hitRate: sum.prompt === 0 ? null : sum.read / sum.prompt,
    input: sum.input,
    cacheRead: sum.cacheRead,
    cacheWrite: sum.cacheWrite,
    output: sum.output,
    withoutUsage: sum.withoutUsage,
    cost: hasPrices ? money.cost : null,
    costWithoutCache: hasPrices ? money.costWithoutCache : null,
    lostToBreaks: hasPrices || money.lostKnown ? money.lost : null,
    lostExact: money.lostExact,
    approximate: money.approximate,
    unpriced: sum.unpriced,
    writeShare: { breaks: sum.byBreaks, growth: sum.byGrowth },
  };
}
