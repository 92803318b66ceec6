/** Which entry a count of read tokens names. */
import type { Prompt } from '../../prompt/prompt.js';
import { mostOff } from '../count.js';
import type { CacheScope } from '../scope.js';
import type { Entries, Entry } from './entries.js';
import type { Found } from './prefixes.js';

interface Asking {
  readonly id: string;
  readonly prompt: Prompt;
  readonly scope: CacheScope;
  readonly prefixes: Found;
}

/**
 * The entry on this prompt's prefix that holds `tokens`: read counts are exact integers, so an equal count names the
 * entry; an entry whose count is still an estimate is taken if it is near enough and no other is nearer.
 */
export function entryOfSize(
  request: Asking,
  tokens: number,
  entries: Entries,
): { readonly entry: Entry; readonly block: number } | null {
  let nearest: { entry: Entry; block: number } | null = null;
  let gap = mostOff(tokens);
  for (const block of request.prefixes.blocks.toReversed()) {
    const entry = entries.at(request.prompt, request.scope, block);
    if (entry === undefined || entry.writer === request.id) continue;
    if (entry.exact && entry.tokens === tokens) return { entry, block };
    const off = Math.abs(entry.tokens - tokens);
    if (entry.exact || off > gap) continue;
    nearest = { entry, block };
    gap = off;
  }
  return nearest;
}
