import { createRequire } from 'node:module';
import type * as GenaiPrices from '@pydantic/genai-prices';
import { type ModelName, nameModel } from '../models/name.js';
import { type RateCard, type Rates, type RateTier, tieredRates } from './rates.js';

/** Version of the package and the day it was published; a test holds them to what is installed. */
export const PACKAGE = { name: '@pydantic/genai-prices', version: '0.1.8', date: '2026-09-23' };

type Price = GenaiPrices.ModelPrice[string];

let loaded: typeof GenaiPrices | null = null;

/** The package is 0.5 MB of tables and takes some 25 ms: it is loaded with the first price, not with the program. */
function load(): typeof GenaiPrices {
  if (loaded !== null) return loaded;
  const prices: typeof GenaiPrices = createRequire(import.meta.url)(PACKAGE.name);
  loaded = prices;
  return prices;
}

/** A price list entry: what it is called, and its rates at a time. */
export interface PackageEntry {
  /** False if the list matched the id to a model of another generation. */
  readonly exact: boolean;
  /** @param at null: the log has no times; the rates of the day of the list are given, as approximate if they change by the hour. */
  rates(at: number | null): Rates;
}

/** True if the package knows the provider. */
export function isListed(provider: string): boolean {
  return load().findProvider({ providerId: provider }) !== undefined;
}

/** The entry of a provider's list for the first of the spellings that it holds; null if it holds none. */
export function findEntry(
  provider: string,
  spellings: readonly string[],
  asked: ModelName,
): PackageEntry | null {
  for (const spelling of spellings) {
    const match = load().calcPrice({}, spelling, { providerId: provider, timestamp: new Date(PACKAGE.date) });
    if (match === null || ratesOf(match.model_price, asked, match.model.id, false) === null) continue;
    return entry(asked, match.model);
  }
  return null;
}

function entry(asked: ModelName, model: GenaiPrices.ModelInfo): PackageEntry {
  const exact = isSameGeneration(asked, nameModel(model.id));
  const price = (prices: GenaiPrices.ModelPrice, guess: boolean): Rates => {
    const rates = ratesOf(prices, asked, model.id, guess);
    if (rates === null) throw new Error(`a price of ${model.id} has no input`);
    return rates;
  };
  if (!Array.isArray(model.prices)) {
    const always = price(model.prices, !exact);
    return { exact, rates: () => always };
  }
  // Asked for each request: the package's own look-up takes some 70 microseconds, this takes none to speak of.
  const dated = model.prices.map(({ constraint, prices }) => ({ constraint, rates: price(prices, !exact) }));
  const byHour = dated.some(({ constraint }) => constraint?.type === 'time_of_date');
  const ratesAt = (at: number): Rates => {
    const chosen =
      dated.findLast(({ constraint }) => constraint === undefined || holds(constraint, at)) ?? dated[0];
    if (chosen === undefined) throw new Error(`${model.id} has no price`);
    return chosen.rates;
  };
  const today = ratesAt(Date.parse(PACKAGE.date));
  const timeless = byHour ? { ...today, approximate: true } : today;
  return { exact, rates: at => (at === null ? timeless : ratesAt(at)) };
}

type Constraint = NonNullable<GenaiPrices.ConditionalPrice['constraint']>;

const DAY_SECONDS = 86_400;

/** Hours of the day are UTC, and may run over midnight: `16:30:00Z` to `00:30:00Z`. */
function holds(constraint: Constraint, at: number): boolean {
  if (constraint.type === 'start_date') return at >= Date.parse(constraint.start_date);
  const second = (at / 1000) % DAY_SECONDS;
  const from = secondOf(constraint.start_time);
  const until = secondOf(constraint.end_time);
  return from <= until ? second >= from && second < until : second >= from || second < until;
}

function secondOf(time: string): number {
  const [hours = 0, minutes = 0, seconds = 0] = time.replace('Z', '').split(':').map(Number);
  return hours * 3600 + minutes * 60 + seconds;
}

function isSameGeneration(asked: ModelName, matched: ModelName): boolean {
  if (asked.line !== matched.line) return false;
  if (asked.version === null || matched.version === null) return asked.version === matched.version;
  return asked.version[0] === matched.version[0] && asked.version[1] === matched.version[1];
}

function ratesOf(
  price: GenaiPrices.ModelPrice,
  asked: ModelName,
  model: string,
  approximate: boolean,
): Rates | null {
  const { input_mtok: input, output_mtok: output, cache_read_mtok: read } = price;
  if (input === undefined || output === undefined) return null;
  const write = price.cache_write_mtok;
  const starts = [input, output, read, write].flatMap(rate =>
    typeof rate === 'object' ? rate.tiers.map(tier => tier.start) : [],
  );
  const card = (tokens: number): RateCard => {
    const at = (rate: Price): number | null => (rate === undefined ? null : rateAt(rate, tokens));
    const plain = at(input) ?? 0;
    const write5m = at(write) ?? plain;
    // Claude's write for an hour is twice the input price on every list that names it; some hosts' lists leave it out.
    const derived = write !== undefined && asked.maker === 'anthropic' ? 2 * plain : write5m;
    return {
      input: plain,
      write5m,
      write1h: at(price.cache_write_1h_mtok) ?? derived,
      read: at(read) ?? plain,
      output: at(output) ?? 0,
    };
  };
  const later = [...new Set(starts)].sort((a, b) => a - b).map(above => ({ above, card: card(above + 1) }));
  const tiers: [RateTier, ...RateTier[]] = [{ above: 0, card: card(0) }, ...later];
  // OpenAI's `-pro` models give no discount; on other lists a missing read price is a gap.
  const readsPriced = read !== undefined || asked.id.includes('-pro');
  return tieredRates(tiers, {
    model,
    approximate: approximate || !readsPriced,
    readsPriced,
    writesBilled: write !== undefined,
    source: `${PACKAGE.name} ${PACKAGE.version}`,
    tableDate: PACKAGE.date,
  });
}

/** The whole prompt is billed at the tier its length reaches. */
function rateAt(rate: NonNullable<Price>, tokens: number): number {
  if (typeof rate === 'number') return rate;
  return rate.tiers.findLast(tier => tokens > tier.start)?.price ?? rate.base;
}
