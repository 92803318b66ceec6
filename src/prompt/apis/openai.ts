import { isObject } from '../../log/json/json.js';
import type { Json, JsonObject } from '../../log/record.js';
import type { Draft, Notes, SectionDraft } from '../draft.js';
import { lifetimeNamed, type Unmarked, unmark } from '../markers.js';
import type { Marker } from '../prompt.js';

/** What both APIs of OpenAI share. */

/** OpenAI's own marker names no lifetime; the request does. Source: openai 7.57.0, `prompt_cache_options`. */
export function ttlOf(body: JsonObject): string {
  const options = body.prompt_cache_options;
  return isObject(options) && typeof options.ttl === 'string' ? lifetimeNamed(options.ttl) : '30m';
}

/**
 * Takes off OpenAI's marker (`prompt_cache_breakpoint`) and Anthropic's, which gateways pass on (openrouter.ai, prompt caching;
 * docs.litellm.ai, prompt caching).
 */
export function unmarkOpenAi(object: JsonObject, path: string, ttl: string, notes: Notes): Unmarked {
  const theirs = unmark(object, 'cache_control', path, notes);
  const own = unmark(theirs.value, 'prompt_cache_breakpoint', path, notes);
  return { value: own.value, marker: own.marker === null ? theirs.marker : { ttl } };
}

/** Messages that make the system section where they stand at the beginning. */
export function isInstruction(message: Json): boolean {
  return isObject(message) && (message.role === 'system' || message.role === 'developer');
}

/** A message, or another item of the input. */
export interface DraftedItem {
  readonly blocks: readonly Draft[];
  /** The item as sent, markers stripped. */
  readonly json: string;
}

export function itemSection(items: readonly DraftedItem[]): SectionDraft {
  return {
    blocks: items.flatMap(item => item.blocks),
    json: ['[', ...items.flatMap(({ json }, i) => (i === 0 ? [json] : [',', json])), ']'],
    count: items.length,
  };
}

/** A marker on a whole message stands on its last block. */
export function markLast(blocks: readonly Draft[], marker: Marker | null): readonly Draft[] {
  if (marker === null) return blocks;
  const last = blocks.length - 1;
  return blocks.map((block, i) => (i === last ? { ...block, marker: block.marker ?? marker } : block));
}
