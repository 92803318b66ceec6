import type { Billing, Usage } from '../../log/record.js';
import { modifierOf } from './modifiers.js';
import type { RateCard, Rates } from './rates.js';

/** An amount of money. */
export interface PriceQuote {
  /** US dollars. */
  readonly amount: number;
  /** True if the rate is of a neighbouring model, or a count or condition had to be assumed: shown as `≈`. */
  readonly approximate: boolean;
}

/** Token counts of a request with no gap left. */
interface Counts {
  readonly input: number;
  readonly read: number;
  readonly write5m: number;
  readonly write1h: number;
  readonly output: number;
  /** True if the split of the writes by lifetime was assumed. */
  readonly assumed: boolean;
}

/** What the request cost; null if a count it needs is unknown. */
export function costOf(
  usage: Usage,
  rates: Rates,
  billing: Billing | null,
  promptTokens: number | null = null,
): PriceQuote | null {
  const counts = countsOf(usage, rates);
  if (counts === null || usage.output === null) return null;
  const card = cardOf(counts, rates, promptTokens);
  const { input, read, write5m, write1h, output } = counts;
  const sum =
    input * card.input +
    read * card.read +
    write5m * card.write5m +
    write1h * card.write1h +
    output * card.output;
  return quote(sum, counts, rates, billing);
}

/** What the same request would have cost had nothing been written or read. */
export function costWithoutCache(
  usage: Usage,
  rates: Rates,
  billing: Billing | null,
  promptTokens: number | null = null,
): PriceQuote | null {
  const counts = countsOf(usage, rates);
  if (counts === null || usage.output === null) return null;
  const card = cardOf(counts, rates, promptTokens);
  const { input, read, write5m, write1h, output } = counts;
  const sum = (input + read + write5m + write1h) * card.input + output * card.output;
  return quote(sum, { ...counts, assumed: false }, rates, billing);
}

/**
 * What a break cost above a hit: the lost tokens at the price they were billed at, less the price of a read.
 * A prompt is billed as read, then written for an hour, then written for five minutes, then input: the lost tokens
 * follow the read ones, so they fill the writes first, in that order. Null if a count it needs is unknown, or what a read costs.
 * @param lost tokens that should have been read
 */
export function costOfBreak(
  lost: number,
  usage: Usage,
  rates: Rates,
  billing: Billing | null,
  promptTokens: number | null = null,
): PriceQuote | null {
  const counts = countsOf(usage, rates);
  if (counts === null || !rates.readsPriced) return null;
  const card = cardOf(counts, rates, promptTokens);
  const written1h = Math.min(lost, counts.write1h);
  const written5m = Math.min(lost - written1h, counts.write5m);
  const uncached = Math.min(lost - written1h - written5m, counts.input);
  const sum =
    written1h * (card.write1h - card.read) +
    written5m * (card.write5m - card.read) +
    uncached * (card.input - card.read);
  return quote(sum, counts, rates, billing);
}

/**
 * Fills in how the writes divide by lifetime where a log gives only their sum, from the lifetimes that the request's
 * breakpoints ask for. Unchanged if they ask for both, or for none.
 */
export function splitWrites(usage: Usage, lifetimes: readonly string[]): Usage {
  const { cacheWrite, cacheWrite5m, cacheWrite1h } = usage;
  if (cacheWrite === null || cacheWrite5m !== null || cacheWrite1h !== null || lifetimes.length === 0)
    return usage;
  if (lifetimes.every(ttl => ttl === '5m')) return { ...usage, cacheWrite5m: cacheWrite, cacheWrite1h: 0 };
  if (lifetimes.every(ttl => ttl === '1h')) return { ...usage, cacheWrite5m: 0, cacheWrite1h: cacheWrite };
  return usage;
}

function countsOf(usage: Usage, rates: Rates): Counts | null {
  const { input, cacheRead: read, output } = usage;
  const writes = writesOf(usage, rates);
  if (input === null || read === null || writes === null) return null;
  return { input, read, output: output ?? 0, ...writes };
}

/** Writes that cost nothing extra are often not reported: then they are in `input`, and none is missing. */
function writesOf(usage: Usage, rates: Rates): Pick<Counts, 'write5m' | 'write1h' | 'assumed'> | null {
  const { cacheWrite, cacheWrite5m, cacheWrite1h } = usage;
  const total = cacheWrite ?? (rates.writesBilled ? null : 0);
  if (cacheWrite5m !== null && cacheWrite1h !== null) {
    return { write5m: cacheWrite5m, write1h: cacheWrite1h, assumed: false };
  }
  if (total === null) return null;
  if (cacheWrite1h !== null)
    return { write5m: Math.max(0, total - cacheWrite1h), write1h: cacheWrite1h, assumed: false };
  if (cacheWrite5m !== null)
    return { write5m: cacheWrite5m, write1h: Math.max(0, total - cacheWrite5m), assumed: false };
  // Five minutes is the default lifetime.
  return { write5m: total, write1h: 0, assumed: total > 0 && rates.write1h !== rates.write5m };
}

function cardOf(counts: Counts, rates: Rates, promptTokens: number | null): RateCard {
  return rates.forPrompt(promptTokens ?? counts.input + counts.read + counts.write5m + counts.write1h);
}

function quote(dollarsPerMillion: number, counts: Counts, rates: Rates, billing: Billing | null): PriceQuote {
  const { factor, known } = modifierOf(billing, rates);
  return {
    amount: (dollarsPerMillion * factor) / 1e6,
    approximate: rates.approximate || counts.assumed || !known,
  };
}
