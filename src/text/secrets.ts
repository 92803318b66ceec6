/**
 * Credentials in payload text (keys an agent read from a file, headers it printed) never reach the screen or a report.
 *
 * Only shapes that are secrets by their form or by the name in front of them: hashes, uuids, digests and base64 data are
 * what a cache diff is about and stay. Redact a whole leaf before cutting a window out of it: half a key has no shape.
 */

import { secretSpans } from './secrets/spans.js';

export { SHORTEST_SECRET, secretSpans } from './secrets/spans.js';

/**
 * Replaces each secret by its length in characters.
 *
 * @example redactSecrets('Authorization: Bearer abcdef0123456789') // 'Authorization: Bearer [secret:16 chars]'
 */
export function redactSecrets(text: string): string {
  const spans = secretSpans(text);
  if (spans.length === 0) return text;
  let out = '';
  let from = 0;
  for (const { start, end } of spans) {
    out += `${text.slice(from, start)}[secret:${[...text.slice(start, end)].length} chars]`;
    from = end;
  }
  return out + text.slice(from);
}

/** The same of what may not be known. */
export const redactKnown = (text: string | null): string | null => text && redactSecrets(text);

/** The same of a name that many requests have, such as a path or a model: looked through once. */
export function redactName(name: string): string {
  if (name.length > NAME_LENGTH) return redactSecrets(name);
  const known = names.get(name);
  if (known !== undefined) return known;
  if (names.size >= NAMES) names.clear();
  const found = redactSecrets(name);
  names.set(name, found);
  return found;
}

const names = new Map<string, string>();
const NAMES = 1_000;
const NAME_LENGTH = 200;

/** Stands for each character of a secret where places must stay where they are. */
const MASKED = '•';

/** How far around a window a credential may reach, in UTF-16 units: a PEM key has some thousand. */
const AROUND = 4_096;

/**
 * The window of a text with each character of a secret masked: lengths and places stay, so that two sides of a difference stay
 * aligned. A secret that begins or ends outside still counts as one: half a key has no shape.
 *
 * @param start Of the window, in UTF-16 units. @default the whole text
 */
export function maskSecrets(text: string, start = 0, end: number = text.length): string {
  const from = Math.max(0, start - AROUND);
  let window = text.slice(start, end);
  for (const span of secretSpans(text.slice(from, end + AROUND))) {
    const left = Math.max(from + span.start, start) - start;
    const right = Math.min(from + span.end, end) - start;
    if (left < right) window = window.slice(0, left) + MASKED.repeat(right - left) + window.slice(right);
  }
  return window;
}
