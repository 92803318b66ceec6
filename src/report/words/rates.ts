/** Where the prices of a report come from, how old they are, and what a write costs against a read. */
import type { PriceOrigin } from '../../diagnosis/model.js';
import { factorText } from '../../diagnosis/sentence.js';
import { counted } from '../../text/numbers.js';
import type { Report } from '../report.js';
import { requestsOf } from './words.js';

const DAY = 86_400_000;

/** One sentence for each price list and model that a price was worked out with. */
export function ratesOf(report: Report): readonly string[] {
  const found = new Map<string, { readonly rates: PriceOrigin; newest: number | null }>();
  for (const { rates, at } of requestsOf(report)) {
    if (rates === null) continue;
    const key = JSON.stringify([rates.model, rates.source, rates.tableDate]);
    const known = found.get(key) ?? { rates, newest: null };
    const time = at === null ? null : Date.parse(at);
    if (time !== null && time > (known.newest ?? Number.NEGATIVE_INFINITY)) known.newest = time;
    found.set(key, known);
  }
  return [...found.values()].map(
    ({ rates, newest }) => `\`${rates.model}\`: ${originOf(rates, newest)}${factorsOf(rates)}`,
  );
}

function originOf({ source, tableDate, isOwn }: PriceOrigin, newest: number | null): string {
  if (isOwn) return `your own rate (${source})${tableDate === null ? '' : `, from ${tableDate} on`}`;
  if (tableDate === null) return source;
  const days = newest === null ? 0 : Math.floor((newest - Date.parse(tableDate)) / DAY);
  const age = days > 0 ? `, ${counted(days, 'day')} older than the newest request` : '';
  return `${source}, as of ${tableDate}${age}`;
}

/** `; a token written for 5m costs 12.5 times one that is read, for 1h 20 times`. */
function factorsOf({ writePerRead, readsPriced }: PriceOrigin): string {
  if (!readsPriced) return '; what a read costs is not in it: reads count as input, and losses have no price';
  const { input = null, write = null, '5m': short = null, '1h': long = null } = writePerRead;
  if (short !== null && long !== null) {
    return `; a token written for 5m costs ${factorText(short)} times one that is read, for 1h ${factorText(long)} times`;
  }
  if (write !== null) return `; a written token costs ${factorText(write)} times one that is read`;
  return input === null ? '' : `; an uncached token costs ${factorText(input)} times one that is read`;
}
