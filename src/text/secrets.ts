/**
 * Credentials in payload text (keys an agent read from a file, headers it printed) never reach the screen or a report.
 *
 * Only shapes that are secrets by their form or by the name in front of them: hashes, uuids, digests and base64 data are
 * what a cache diff is about and stay. Redact a whole leaf before cutting a window out of it: half a key has no shape.
 */

import { SECRET_SHAPES } from './secret-shapes.js';

/** A secret in a text, in UTF-16 indices: `text.slice(start, end)` is what must not be shown. */
export interface SecretSpan {
  readonly start: number;
  readonly end: number;
}

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

/** Where secrets stand, first to last, overlaps joined. */
export function secretSpans(text: string): SecretSpan[] {
  const found: SecretSpan[] = [];
  if (text.length < SHORTEST_SECRET) return found;
  for (const { hint, shape } of SECRET_SHAPES) {
    if (!hint.test(text)) continue;
    for (const match of text.matchAll(shape)) {
      const { secret, bare } = match.indices?.groups ?? {};
      const [start, end] = secret ?? bare ?? [match.index, match.index + match[0].length];
      if (!isPlaceholder(text.slice(start, end))) found.push({ start, end });
    }
  }
  return joinOverlaps(found.sort((a, b) => a.start - b.start || b.end - a.end));
}

/** `ab://:pwd@`: nothing shorter holds a secret, and most names are. */
export const SHORTEST_SECRET = 10;

/** `$TOKEN`, `<your key>`, `${API_KEY}`, `{{secret}}`, `process.env.KEY`, `[redacted]`, `****`: names of secrets, not secrets. */
const PLACEHOLDER = /^(?:[$<{[%]|process\.env|os\.environ|getenv|env\.|(?:your|my|example)[-_]|(.)\1+$)/i;

const isPlaceholder = (secret: string): boolean => PLACEHOLDER.test(secret);

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
