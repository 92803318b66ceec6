/** Where secrets stand in a text. */

import { assignedSpans } from './assigned.js';
import { SECRET_SHAPES } from './shapes.js';
import { isPlaceholder } from './values.js';

/** A secret in a text, in UTF-16 indices: `text.slice(start, end)` is what must not be shown. */
export interface SecretSpan {
  readonly start: number;
  readonly end: number;
}

/** `ab://:pwd@`: nothing shorter holds a secret, and most names are. */
export const SHORTEST_SECRET = 10;

/** First to last, overlaps joined. */
export function secretSpans(text: string): SecretSpan[] {
  if (text.length < SHORTEST_SECRET) return [];
  const found = [...shapedSpans(text), ...assignedSpans(text)];
  return joinOverlaps(found.sort((a, b) => a.start - b.start || b.end - a.end));
}

function shapedSpans(text: string): SecretSpan[] {
  const found: SecretSpan[] = [];
  for (const { hint, shape, isSecret } of SECRET_SHAPES) {
    if (!hint.test(text)) continue;
    for (const match of text.matchAll(shape)) {
      const { secret, bare } = match.indices?.groups ?? {};
      const [start, end] = secret ?? bare ?? [match.index, match.index + match[0].length];
      const value = text.slice(start, end);
      if (!isPlaceholder(value) && (isSecret?.(value) ?? true)) found.push({ start, end });
    }
  }
  return found;
}

function joinOverlaps(sorted: readonly SecretSpan[]): SecretSpan[] {
  const joined: SecretSpan[] = [];
  for (const span of sorted) {
    const last = joined.at(-1);
    if (last && span.start < last.end)
      joined[joined.length - 1] = { start: last.start, end: Math.max(last.end, span.end) };
    else joined.push(span);
  }
  return joined;
}
