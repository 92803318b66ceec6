/** The user's own rates: the file that `--rates` names. */
import { readFile } from 'node:fs/promises';
import { readOwnRates } from '../cache/prices/own.js';
import { createPrices, type Prices } from '../cache/prices.js';
import { whyUnopenable } from '../log/source/unreadable.js';

export interface LoadedPrices {
  readonly prices: Prices;
  /** A sentence for each rate that cannot be used; it begins with the file and the line. */
  readonly problems: readonly string[];
}

/** Prices with the rates of a file before the lists. @param path undefined: the lists alone */
export async function loadPrices(path: string | undefined): Promise<LoadedPrices> {
  if (path === undefined) return { prices: createPrices(), problems: [] };
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const reason = whyUnopenable(error);
    if (reason === null) throw error;
    return { prices: createPrices(), problems: [`${path}: ${reason}`] };
  }
  const { rows, problems } = readOwnRates(text, path);
  return { prices: createPrices(rows), problems };
}
