import type { Break, Shortfall } from '../../model.js';
import { siteOfBreak } from '../../site.js';
import { priced, priceOfForeseen } from '../../sums/money.js';
import type { Wounds } from '../../sums/wounds.js';
import type { Call } from '../call.js';

/**
 * The break that the bytes of a request foretell when it leaves, priced by what it is expected to write: all of it an estimate
 * until the usage comes. It joins no wound yet; `wound` is the one that it would open again or go on with.
 */
export function foresee(call: Call, shortfall: Shortfall | null, wounds: Pick<Wounds, 'find'>): Break | null {
  if (shortfall === null) return null;
  const site = siteOfBreak(call, shortfall);
  const found = wounds.find(shortfall, site);
  const { causes } = shortfall;
  const place = { causes, site: found?.site ?? site, wound: found?.id ?? null };
  return priced(shortfall, priceOfForeseen(call, shortfall), place);
}
