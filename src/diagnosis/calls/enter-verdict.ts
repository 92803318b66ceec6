import type { Cache } from '../../cache/cache.js';
import { ruleOf } from '../causes/index.js';
import { takeBackTtl } from '../lanes/lane-facts.js';
import type { Shortfall } from '../model.js';
import { siteOfBreak } from '../site.js';
import { priced, priceOfBreak, readPriceOf } from '../sums/money.js';
import { compactedTokens } from '../sums/savings.js';
import type { Wounds } from '../sums/wounds.js';
import type { Call } from './call.js';

/** A verdict takes the place of what was known of a request: its break joins a wound; without one, its read may heal some. */
export function enterVerdict(call: Call, shortfall: Shortfall | null, wounds: Wounds): void {
  if (shortfall === null) {
    wounds.leave(call.id);
    call.broken = null;
    const read = call.usage?.usage?.cacheRead ?? null;
    if (read !== null) wounds.read(read);
    return;
  }
  const own = siteOfBreak(call, shortfall);
  const known = call.broken?.wound ?? null;
  const { id: wound, site } =
    known === null ? wounds.join(call.id, shortfall, own) : wounds.again(known, shortfall, own);
  const price = priceOfBreak(call, shortfall);
  const broken = priced(shortfall, price, { causes: price.causes, site, wound });
  call.broken = broken;
  wounds.charge(call.id, broken, compactedTokens(call), readPriceOf(call));
  if (shortfall.causes.some(cause => ruleOf(cause).leavesEntry === true)) call.owed = shortfall.expectedRead;
}

/** The model did not run for it: nobody goes on from it. */
export function withdraw(call: Call, wounds: Wounds, cache: Cache): void {
  wounds.leave(call.id);
  call.broken = null;
  // A call that was cut off has been read and written; one that was refused has not.
  if (call.cache !== null && call.usage?.outcome === 'aborted') cache.release(call.cache);
  else if (call.cache !== null) cache.forget(call.cache);
  takeBackTtl(call.lane.facts, call, call.lane.calls);
  const { recent } = call.lane;
  const index = recent.indexOf(call);
  if (index >= 0) recent.splice(index, 1);
}
