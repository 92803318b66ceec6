/**
 * Headers that belong to one connection and not to the message (RFC 9110, 7.6.1; the proxy pair by RFC 2616, 13.5.1).
 * Both ends of the proxy make their own.
 */
const HOP_BY_HOP: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'transfer-encoding',
  'upgrade',
]);

/** `host` names the proxy, and the proxy itself has answered `expect: 100-continue`. */
const PROXY_ONLY: ReadonlySet<string> = new Set(['host', 'expect']);

/**
 * Request headers to send on, order and letter case kept.
 *
 * @param raw names and values in turn, as `IncomingMessage.rawHeaders`.
 * @param authorization of the base URL, for a client that sends none; null: it has none
 */
export function requestHeaders(raw: readonly string[], authorization: string | null): string[] {
  const dropped = namedByConnection(raw);
  const kept = select(raw, name => !HOP_BY_HOP.has(name) && !PROXY_ONLY.has(name) && !dropped.has(name));
  if (authorization === null || headerValue(kept, 'authorization') !== null) return kept;
  return [...kept, 'Authorization', authorization];
}

/** Response headers to send on, order and letter case kept. */
export function responseHeaders(raw: readonly string[]): string[] {
  const dropped = namedByConnection(raw);
  return select(raw, name => !HOP_BY_HOP.has(name) && !dropped.has(name));
}

/** The same without the announcement of trailers (RFC 9110, 6.6.2). */
export const withoutTrailer = (headers: readonly string[]): string[] =>
  select(headers, name => name !== 'trailer');

/** Headers as undici hands them over: latin-1 bytes, or strings. */
export function rawStrings(raw: unknown): string[] {
  if (!Array.isArray(raw)) return [];
  return raw.map((part: unknown) => (Buffer.isBuffer(part) ? part.toString('latin1') : String(part)));
}

/** First value of a header; names compare without case. */
export function headerValue(raw: readonly string[], wanted: string): string | null {
  for (let i = 0; i + 1 < raw.length; i += 2) if (raw[i]?.toLowerCase() === wanted) return raw[i + 1] ?? null;
  return null;
}

/** Last values of headers by their lower-case names. */
export function headersByName(raw: readonly string[]): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (let i = 0; i + 1 < raw.length; i += 2) values.set((raw[i] ?? '').toLowerCase(), raw[i + 1] ?? '');
  return values;
}

function namedByConnection(raw: readonly string[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (let i = 0; i + 1 < raw.length; i += 2) {
    if (raw[i]?.toLowerCase() !== 'connection') continue;
    for (const name of (raw[i + 1] ?? '').split(',')) names.add(name.trim().toLowerCase());
  }
  // Naming these would strip the message of its frame.
  names.delete('content-length');
  names.delete('content-encoding');
  names.delete('content-type');
  return names;
}

function select(raw: readonly string[], wanted: (name: string) => boolean): string[] {
  const kept: string[] = [];
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = raw[i];
    const value = raw[i + 1];
    if (name !== undefined && value !== undefined && wanted(name.toLowerCase())) kept.push(name, value);
  }
  return kept;
}
