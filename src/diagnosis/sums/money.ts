import { costOf, costOfBreak, costWithoutCache, type Rates, splitWrites } from '../../cache/prices.js';
import { isOwnEngine } from '../../log/protocol/usage.js';
import type { Billing, Usage } from '../../log/record.js';
import type { Call } from '../calls/call.js';
import type { Break, PriceOrigin, RequestEntry, Shortfall } from '../model.js';

/** What a request cost and would have cost without caching, and where its rates come from; null: no usage, or no rate. */
export function pricesOf(call: Call): Pick<RequestEntry, 'cost' | 'costWithoutCache' | 'rates'> {
  const usage = billedUsage(call);
  const rates = ratesOf(call);
  if (rates === null) return { cost: null, costWithoutCache: null, rates: null };
  const shown = originOf(rates);
  if (usage === null) return { cost: null, costWithoutCache: null, rates: shown };
  const billing = billingOf(call);
  return {
    cost: costOf(usage, rates, billing),
    costWithoutCache: costWithoutCache(usage, rates, billing),
    rates: shown,
  };
}

/** The same value for the same rates: every request has one. */
function originOf(rates: Rates): PriceOrigin {
  const { model, source, tableDate, isOwn, readsPriced } = rates;
  const origin = origins.get(rates) ?? {
    ...{ model, source, tableDate, isOwn, readsPriced },
    writePerRead: writePerRead(rates),
  };
  origins.set(rates, origin);
  return origin;
}

const origins = new WeakMap<Rates, PriceOrigin>();

/** How many times the price of a read a token costs that is not read: written for either lifetime, or left uncached. */
function writePerRead(rates: Rates): PriceOrigin['writePerRead'] {
  const per = (price: number): number | null => (isReadPriced(rates) ? price / rates.read : null);
  if (!rates.writesBilled) return { input: per(rates.input) };
  if (rates.write1h === rates.write5m) return { write: per(rates.write5m) };
  return { '5m': per(rates.write5m), '1h': per(rates.write1h) };
}

const isReadPriced = ({ read, readsPriced }: Rates): boolean => readsPriced && read > 0;

/** The factor for the tokens that a break wrote: of the lifetime under which most of them were written. */
function factorOf(call: Call, usage: Usage, rates: Rates): number | null {
  const { input = null, write = null, '5m': short = null, '1h': long = null } = writePerRead(rates);
  const isUncached = usage.cacheWrite === 0 && (usage.input ?? 0) > 0;
  if (isUncached) return isReadPriced(rates) ? rates.input / rates.read : null;
  const asked = call.shape.breakpoints.at(-1)?.ttl === '1h';
  const isLong = usage.cacheWrite1h === null ? asked : usage.cacheWrite1h > (usage.cacheWrite5m ?? 0);
  return input ?? write ?? (isLong ? long : short);
}

type Price = Pick<Break, 'cost' | 'costApproximate' | 'writePerRead' | 'lostMs'>;

/** A break with its price and the place that it has among others. Each field is named, as in a call. */
export function priced(
  shortfall: Shortfall,
  { cost, costApproximate, writePerRead, lostMs = null }: Price,
  { causes, site, wound }: Pick<Break, 'causes' | 'site' | 'wound'>,
): Break {
  return {
    extent: shortfall.extent,
    predicted: shortfall.predicted,
    magnitude: shortfall.magnitude,
    expectedRead: shortfall.expectedRead,
    expectedExact: shortfall.expectedExact,
    actualRead: shortfall.actualRead,
    lostTokens: shortfall.lostTokens,
    rewritten: shortfall.rewritten,
    causes,
    divergence: shortfall.divergence,
    hitEntryOf: shortfall.hitEntryOf,
    ringing: shortfall.ringing,
    cost,
    costApproximate,
    writePerRead,
    lostMs,
    site,
    wound,
  };
}

/** US dollars above what a hit would have cost; null: predicted, or no rate. */
export function priceOfBreak(
  call: Call,
  { lostTokens, predicted, causes }: Shortfall,
): Price & Pick<Break, 'causes'> {
  const usage = billedUsage(call);
  const rates = ratesOf(call);
  const price =
    predicted || usage === null || rates === null
      ? null
      : costOfBreak(lostTokens, usage, rates, billingOf(call));
  const writePerRead = usage === null || rates === null ? null : factorOf(call, usage, rates);
  const lostMs = predicted || usage === null ? null : prefillOf(lostTokens, usage);
  const cost = price?.amount ?? null;
  const shareOf = (tokens: number | null): number | null =>
    cost === null || tokens === null ? null : (cost * tokens) / lostTokens;
  const costApproximate = price?.approximate ?? false;
  const shared = causes.map(cause => ({ ...cause, cost: shareOf(cause.lostTokens) }));
  return { cost, costApproximate, writePerRead, lostMs, causes: shared };
}

/** US dollars above what a hit would cost, were its usage what is foreseen; null: no rate. */
export function priceOfForeseen(call: Call, { lostTokens }: Shortfall): Price {
  const rates = ratesOf(call);
  const unpriced = { cost: null, costApproximate: false, writePerRead: null, lostMs: null };
  if (rates === null || call.cache === null) return unpriced;
  const { read, write5m, write1h, input } = call.cache.forecast;
  const usage = {
    input,
    cacheRead: read,
    cacheWrite: write5m + write1h,
    cacheWrite5m: write5m,
    cacheWrite1h: write1h,
    output: null,
  };
  const price = costOfBreak(lostTokens, usage, rates, billingOf(call));
  if (price === null) return unpriced;
  const { amount, approximate } = price;
  return {
    ...unpriced,
    cost: amount,
    costApproximate: approximate,
    writePerRead: factorOf(call, usage, rates),
  };
}

/** The share of the lost tokens in what an engine evaluated, in milliseconds: each token took about as long as the others. */
function prefillOf(lostTokens: number, { input, prefillMs }: Usage): number | null {
  if (prefillMs == null || input === null || input === 0) return null;
  return Math.round(prefillMs * Math.min(1, lostTokens / input));
}

/** US dollars for reading one token; null: no rate for it. */
export function readPriceOf(call: Call): number | null {
  const rates = ratesOf(call);
  return rates?.readsPriced ? rates.read / 1_000_000 : null;
}

/** Prices of a next request of the lane that reads its entry, or writes all of it again. */
export function nextPrices(
  call: Call,
  tokens: number,
): { readonly warm: number | null; readonly cold: number | null; readonly approximate: boolean } {
  const rates = ratesOf(call);
  if (rates === null) return { warm: null, cold: null, approximate: false };
  const card = rates.forPrompt(tokens);
  const isLong = call.shape.breakpoints.at(-1)?.ttl === '1h';
  const write =
    call.rules.bestEffort && !rates.writesBilled ? card.input : isLong ? card.write1h : card.write5m;
  const { approximate } = rates;
  const warm = rates.readsPriced ? (tokens * card.read) / 1_000_000 : null;
  return { warm, cold: (tokens * write) / 1_000_000, approximate };
}

/** An engine that says how long it evaluated is one's own: nobody bills its tokens, whatever its model costs elsewhere. */
function ratesOf(call: Call): Rates | null {
  if (isOwnEngine(call.usage?.usage)) return null;
  return call.prices.of(call.usage?.model ?? call.model, call.record.provider, call.record.at);
}

function billedUsage(call: Call): Usage | null {
  const usage = call.usage?.usage;
  if (usage === undefined || usage === null) return null;
  const { breakpoints } = call.shape;
  const whole = splitWrites(
    usage,
    breakpoints.map(breakpoint => breakpoint.ttl),
  );
  return whole.cacheWrite5m === null && whole.cacheWrite1h === null
    ? splitAtBreakpoint(whole, breakpoints)
    : whole;
}

/**
 * Where the log does not split the writes and both lifetimes were asked for: up to the last 1h breakpoint they are written
 * for an hour, the rest for five minutes (prompt-caching page, "mixing different TTLs").
 */
function splitAtBreakpoint(usage: Usage, breakpoints: RequestEntry['breakpoints']): Usage {
  const { cacheRead, cacheWrite } = usage;
  const long = breakpoints.findLast(({ ttl }) => ttl === '1h')?.tokens ?? null;
  if (cacheRead === null || cacheWrite === null || long === null) return usage;
  const cacheWrite1h = Math.min(cacheWrite, Math.max(0, long - cacheRead));
  return { ...usage, cacheWrite1h, cacheWrite5m: cacheWrite - cacheWrite1h };
}

/** What the response says of its billing, and the speed that was asked for where it does not. */
function billingOf(call: Call): Billing | null {
  const said = call.usage?.billing ?? null;
  const speed = said?.speed ?? call.speed;
  return said === null && speed === null ? null : { tier: said?.tier ?? null, geo: said?.geo ?? null, speed };
}
