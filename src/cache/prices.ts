import { type ModelName, nameModel } from './models/name.js';
import { OVERRIDES, OVERRIDES_DATE, type OwnRow, type PriceRow } from './prices/overrides.js';
import { findEntry, isListed, type PackageEntry } from './prices/package.js';
import { type RateCard, type Rates, type RateTier, tieredRates } from './prices/rates.js';

export { costOf, costOfBreak, costWithoutCache, type PriceQuote, splitWrites } from './prices/cost.js';
export type { Rates } from './prices/rates.js';

/** Rates of a model, by time: lists change on a day, some by the hour. */
type RatesAt = (at: number | null) => Rates | null;

/** All that is known of prices. */
export interface Prices {
  /**
   * The rates of a model at a provider; null if no list has it.
   * @param provider as the log names it; null: the model's maker
   * @param at start of the request, milliseconds since 1970; null: the newest prices
   */
  of(model: string | null, provider: string | null, at: number | null): Rates | null;
}

/** Model names come out of logs: a log that invents them must not fill the memory. */
const MOST_RESOLVED = 512;

/**
 * The price lists, behind the user's own rates. They are searched once per model.
 * @param own Rates of the user's own, which go before every list.
 */
export function createPrices(own: readonly OwnRow[] = []): Prices {
  const resolved = new Map<string, RatesAt>();
  return {
    of(model, provider, at) {
      if (model === null || model === '') return null;
      const key = `${provider ?? ''}\n${model}`;
      let rates = resolved.get(key);
      if (rates === undefined) {
        if (resolved.size >= MOST_RESOLVED) resolved.clear();
        rates = search(model, provider, own);
        resolved.set(key, rates);
      }
      return rates(at !== null && Number.isFinite(new Date(at).getTime()) ? at : null);
    },
  };
}

/** The lists alone. */
export const resolveRates: Prices['of'] = createPrices().of;

/** The user's rates, then our own rows, then the host's list, then the maker's, then a neighbour on any of them. */
function search(model: string, provider: string | null, own: readonly OwnRow[]): RatesAt {
  const name = nameModel(model);
  const users = own.filter(row => isOf(row, model, name, provider));
  const listed = searchLists(model, name, provider);
  if (users.length === 0) return listed;
  return at => newestOf(users, at) ?? listed(at);
}

function isOf(row: OwnRow, model: string, name: ModelName, provider: string | null): boolean {
  const isModel =
    row.model.toLowerCase() === model.trim().toLowerCase() || nameModel(row.model).id === name.id;
  return isModel && (row.provider === null || row.provider.toLowerCase() === provider?.trim().toLowerCase());
}

/** The row that holds at a time: one for this provider before one for all, then the latest that has begun. */
function newestOf(rows: readonly OwnRow[], at: number | null): Rates | null {
  const begun = rows.filter(({ since }) => at === null || since === null || at >= Date.parse(since));
  const [row] = begun.toSorted(
    (a, b) =>
      Number(b.provider !== null) - Number(a.provider !== null) ||
      (b.since ?? '').localeCompare(a.since ?? ''),
  );
  if (row === undefined) return null;
  const { model, card, writesBilled, source, since } = row;
  return tieredRates([{ above: 0, card }], {
    model,
    approximate: false,
    writesBilled,
    source,
    tableDate: since,
    isOwn: true,
  });
}

function searchLists(model: string, name: ModelName, provider: string | null): RatesAt {
  const maker = makerOf(name);
  const host = provider === null ? maker : listOf(provider);
  const spellings = [...new Set([model.trim().toLowerCase(), name.id, oldSpelling(name)])];
  const listed = host === null ? null : findOn(host, name, spellings);
  if (listed?.exact === true) return listed.rates;
  const others = [maker, name.id.startsWith('glm') ? 'zhipuai' : null]
    .filter(list => list !== null && list !== host)
    .map(list => (list === null ? null : findOn(list, name, spellings)));
  const near = others.find(entry => entry?.exact === true) ?? listed ?? others.find(entry => entry !== null);
  return near == null ? () => null : at => asApproximate(near.rates(at));
}

function findOn(list: string, name: ModelName, spellings: readonly string[]): PackageEntry | null {
  const rows = OVERRIDES.filter(row => row.provider === list && row.id === name.id);
  return rows.length > 0 ? ownEntry(rows) : findEntry(list, spellings, name);
}

function ownEntry(rows: readonly PriceRow[]): PackageEntry {
  const begun = (row: PriceRow, at: number): boolean =>
    row.since === undefined || at >= Date.parse(row.since);
  const rates = (at: number | null): Rates => {
    const row = rows.findLast(candidate => at === null || begun(candidate, at)) ?? rows[0];
    if (row === undefined) throw new Error('a model without a row');
    const hour = at === null ? null : new Date(at).getUTCHours();
    const isPeak =
      hour !== null && row.peak?.hours.some(([from, until]) => hour >= from && hour < until) === true;
    const priced = ({ above, card }: RateTier): RateTier => ({
      above,
      card: isPeak ? times(card, row.peak?.factor ?? 1) : card,
    });
    const [first, ...later] = row.tiers;
    return tieredRates([priced(first), ...later.map(priced)], {
      model: row.id,
      approximate: row.approximate === true || (row.peak !== undefined && at === null),
      writesBilled: row.writesBilled,
      source: row.source,
      tableDate: OVERRIDES_DATE,
    });
  };
  return { exact: true, rates };
}

function times(card: RateCard, factor: number): RateCard {
  return {
    input: card.input * factor,
    write5m: card.write5m * factor,
    write1h: card.write1h * factor,
    read: card.read * factor,
    output: card.output * factor,
  };
}

function asApproximate(rates: Rates | null): Rates | null {
  if (rates === null || rates.approximate) return rates;
  const near = approximated.get(rates) ?? { ...rates, approximate: true };
  approximated.set(rates, near);
  return near;
}

const approximated = new WeakMap<Rates, Rates>();

/** The price list of the model's maker. */
function makerOf(name: ModelName): string | null {
  if (name.maker === 'xai') return 'x-ai';
  if (name.maker !== null) return name.maker;
  const makers: readonly (readonly [RegExp, string])[] = [
    [/^(?:kimi|moonshot)/, 'moonshotai'],
    [/^glm/, 'zai'],
    [/^minimax/, 'minimax'],
    [/^(?:mi|mini|code|dev)stral/, 'mistral'],
  ];
  return makers.find(([pattern]) => pattern.test(name.id))?.[1] ?? null;
}

/** The price list of a provider as logs name it (`amazon-bedrock`, `openai-codex`, `google-vertex`); null: none. */
function listOf(provider: string): string | null {
  const said = provider.trim().toLowerCase();
  const lists: readonly (readonly [RegExp, string])[] = [
    [/bedrock|amazon|aws/, 'aws'],
    [/openrouter/, 'openrouter'],
    [/azure|foundry/, 'azure'],
    [/vertex|google|gemini/, 'google'],
    [/anthropic|claude/, 'anthropic'],
    [/openai|codex/, 'openai'],
    [/^x-?ai|grok/, 'x-ai'],
    [/moonshot|kimi/, 'moonshotai'],
    [/^z-?\.?ai/, 'zai'],
  ];
  const known = lists.find(([pattern]) => pattern.test(said))?.[1];
  if (known !== undefined) return known;
  return said !== '' && isListed(said) ? said : null;
}

/** Up to 3.7 the version stood before the line: `claude-3-5-haiku`. */
function oldSpelling(name: ModelName): string {
  const match = /^claude-(\w+)-(3(?:-\d)?)$/.exec(name.id);
  return match === null ? name.id : `claude-${match[2]}-${match[1]}`;
}
