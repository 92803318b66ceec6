import type { VendorVerdict } from '../log/record.js';
import type { Break, CauseId } from './model.js';

/** The vendors' words and the causes that say the same. Source: SDK types of `cache_miss_reason` and `prompt_cache_diagnostics`. */
const SAME: Readonly<Record<string, readonly CauseId[]>> = {
  model_changed: ['model-changed'],
  tools_changed: [
    'tools-added',
    'tools-removed',
    'tools-reordered',
    'tool-changed',
    'volatile-value',
    'key-order',
    'whitespace',
  ],
  system_changed: ['system-changed', 'system-reordered', 'volatile-value', 'whitespace', 'key-order'],
  messages_changed: [
    'history-edited',
    'history-moved',
    'history-truncated',
    'history-summarised',
    'rewound',
    'thinking-dropped',
    'image-changed',
    'key-order',
    'whitespace',
    'content-form',
    'volatile-value',
    'breakpoint-volatile',
  ],
  input_changed: ['history-edited', 'history-moved', 'history-truncated', 'system-changed', 'volatile-value'],
  context_compacted: ['history-summarised', 'history-truncated', 'history-edited'],
  unavailable: ['parameters-changed'],
  prompt_cache_key_changed: ['parameters-changed'],
  text_format_changed: ['parameters-changed'],
  reasoning_effort_changed: ['parameters-changed'],
  verbosity_changed: ['parameters-changed'],
  service_tier_changed: ['parameters-changed'],
  none: ['expired', 'provider-side', 'concurrent', 'lookback-exceeded', 'below-minimum'],
};

/** Words by which a vendor says that it cannot tell. */
const SILENT: ReadonlySet<string> = new Set(['previous_message_not_found', 'comparison_response_not_found']);

/** True if the vendor's word and one of our causes are the same; null if it said nothing that can be compared. */
export function agrees(vendor: VendorVerdict | null, broken: Break | null): boolean | null {
  if (vendor === null || broken === null || SILENT.has(vendor.reason)) return null;
  const same = SAME[vendor.reason];
  return same === undefined ? null : broken.causes.some(cause => same.includes(cause.id));
}
