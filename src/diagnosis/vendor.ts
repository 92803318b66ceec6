import type { VendorVerdict } from '../log/record.js';
import { CAUSES, ruleOf } from './causes/index.js';
import type { Break } from './model.js';

/** By these a vendor says that it cannot tell, or could not look far enough. */
const SILENT: ReadonlySet<string> = new Set([
  'previous_message_not_found',
  'comparison_response_not_found',
  'unavailable',
]);
const KNOWN: ReadonlySet<string> = new Set(CAUSES.flatMap(({ vendor }) => vendor));

/** True if the vendor's word and one of our causes are the same; null if it said nothing that can be compared. */
export function agrees(vendor: VendorVerdict | null, broken: Break | null): boolean | null {
  if (vendor === null || broken === null) return null;
  // OpenClaw names all that changed in one line.
  const reasons = vendor.reason.split(', ');
  const ours = broken.causes.flatMap(cause => ruleOf(cause).vendor);
  if (reasons.some(reason => ours.includes(reason))) return true;
  return reasons.every(reason => SILENT.has(reason) || !KNOWN.has(reason)) ? null : false;
}
