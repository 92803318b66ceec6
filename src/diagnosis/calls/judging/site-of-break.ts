import type { Shortfall } from '../../model.js';
import { siteOf } from '../../site.js';
import type { Call } from '../call.js';

/** Where a break comes from: of its first cause. */
export function siteOfBreak({ evidence, prompt, lane }: Call, { causes: [first] }: Shortfall): string {
  if (first === undefined) throw new Error('a break without a cause');
  return siteOf(first, [evidence?.after ?? prompt, evidence?.before ?? null], lane.agent);
}
