import { redactSecrets } from '../../text/secrets.js';

/** Query parameters whose value may be written; the value of every other one is masked (`?key=…` is Gemini's API key). */
const SAFE_PARAMETERS: ReadonlySet<string> = new Set(['beta', 'alt', 'api-version', 'stream']);

const MASK = '***';

/** A path whose query may be written to a recording. */
export function maskUrl(url: string): string {
  const at = url.indexOf('?');
  if (at < 0) return url;
  const parameters = url
    .slice(at + 1)
    .split('&')
    .map(parameter => {
      const [name = ''] = parameter.split('=', 1);
      return SAFE_PARAMETERS.has(name) || parameter === name ? parameter : `${name}=${MASK}`;
    });
  return `${url.slice(0, at)}?${parameters.join('&')}`;
}

/** Headers that say what is sent and by whom; every other one may hold a credential, whatever its name. */
const OPEN_HEADER =
  /^(?:host|accept(?:-.*)?|content-(?:type|length|encoding|language)|user-agent|connection|transfer-encoding|te|date|origin|referer|anthropic-(?:version|beta|dangerous-direct-browser-access)|openai-beta|x-stainless-.*|sec-fetch-.*|x-app|traceparent|tracestate)$/i;

/** What is asked of an upstream: its answer names it again, and that is no secret. */
const ASKED = /(?:^|[-_])(?:models?|provider|deployment|engine|tier|region)(?:[-_](?:id|name))?$/i;

/** Names of headers that are a credential for sure: of these, short values are secrets too. */
const CREDENTIAL_HEADER = /pass|pwd|\bpw|cred|sig|secret|token|key|auth|cookie|session|hmac|otp|\bpin\b/i;

/** Words in front of a credential, which are none. */
const SCHEME = /^(?:bearer|basic|digest|negotiate|token|apikey|api|key)$/i;

/** Values of this request that must not be written even if a response repeats them. */
export function secretsOf(rawHeaders: readonly string[], url: string): readonly string[] {
  const found: string[] = [];
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const [name = '', value = ''] = [rawHeaders[i], rawHeaders[i + 1]];
    if (OPEN_HEADER.test(name) || ASKED.test(name)) continue;
    const isCredential = CREDENTIAL_HEADER.test(name);
    for (const read of readings(value)) {
      const parts = [read, ...read.split(/[\s;,]+/), ...valuesIn(read), ...passwordsIn(read)];
      found.push(
        ...parts.filter(part => !SCHEME.test(part) && (isCredential ? isLongEnough(part) : isNoWord(part))),
      );
    }
  }
  const query = url.split('?')[1] ?? '';
  for (const parameter of query.split('&')) {
    const [name = '', value = ''] = parameter.split('=');
    if (!SAFE_PARAMETERS.has(name) && !ASKED.test(name)) {
      found.push(...[value, decoded(value)].filter(each => each.length >= LONG));
    }
  }
  return [...new Set(found.flatMap(inOtherForms))].sort((a, b) => b.length - a.length);
}

/** Shorter values are words, unless the name in front of them says otherwise: masking them would only garble the text. */
const LONG = 8;
const SHORTEST = 3;

const isLongEnough = (part: string): boolean => part.length >= SHORTEST;

/** Of a header whose name says nothing: long, or of letters and digits. */
const isNoWord = (part: string): boolean =>
  part.length >= LONG || (part.length > SHORTEST && /\d/.test(part) && /\p{L}/u.test(part));

/** A header's bytes as Node gives them, in latin-1, and as the UTF-8 that most programs mean and answer in. */
function readings(value: string): readonly string[] {
  const text = textOf(Buffer.from(value, 'latin1'));
  return text === null || text === value ? [value] : [value, text];
}

/** Bytes that are UTF-8 and nothing but text; null: they are not. */
function textOf(bytes: Buffer): string | null {
  const text = bytes.toString('utf8');
  return /[\p{Cc}\uFFFD]/u.test(text) ? null : text;
}

/** What stands behind a name in a value that has parts: cookies, `key=…,sig=…`; and what stands in quotes, as in JSON. */
function valuesIn(value: string): readonly string[] {
  const behindNames = [...value.matchAll(/(?:^|[\s;,])[^\s;,="]+=("?)([^\s;,"]+)\1/g)];
  const inQuotes = [...value.matchAll(/(")([^"]+)"/g)];
  return [...behindNames, ...inQuotes].map(match => match[2] ?? '');
}

/** The password of `Basic …` (RFC 7617), however short, whose bytes are UTF-8 or latin-1. */
function passwordsIn(value: string): readonly string[] {
  const pair = Buffer.from(/^basic\s+(\S+)$/i.exec(value)?.[1] ?? '', 'base64');
  const at = pair.indexOf(':');
  if (at < 0) return [];
  const password = pair.subarray(at + 1);
  return [password.toString('utf8'), password.toString('latin1'), pair.toString('latin1')];
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

/**
 * A secret as servers repeat it: as it came, percent-encoded, in JSON, in base64, or what it is base64 of (`user:password`, and each
 * alone); what is no ASCII in it in either encoding, or lost.
 */
function inOtherForms(secret: string): readonly string[] {
  const text = /^[\w+/=-]{8,}$/.test(secret) ? (textOf(Buffer.from(secret, 'base64')) ?? '') : '';
  const isText = text.length >= LONG;
  const password = isText ? (/^[^:]+:(.+)$/.exec(text)?.[1] ?? '') : '';
  const all = [secret, ...(isText ? [text] : []), ...(password.length >= 6 ? [password] : [])];
  return all.flatMap(each => [
    each,
    percentEncoded(each),
    ...inJson(each),
    ...inBase64(each),
    ...withoutOthers(each),
  ]);
}

/** Half a pair of surrogates cannot be encoded. */
function percentEncoded(text: string): string {
  try {
    return encodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Between the quotes of a string, with and without what is no ASCII. */
function inJson(text: string): readonly string[] {
  const written = JSON.stringify(text).slice(1, -1);
  const escaped = written.replace(
    /[^\x20-\x7e]/g,
    char => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return [written, escaped];
}

function inBase64(text: string): readonly string[] {
  return (['utf8', 'latin1'] as const)
    .map(encoding => Buffer.from(text, encoding).toString('base64'))
    .flatMap(encoded => [
      encoded,
      encoded.replace(/=+$/, ''),
      encoded.replaceAll('+', '-').replaceAll('/', '_'),
    ]);
}

/** An answer in latin-1 that is read as UTF-8, and one that writes `?` for what it cannot say. */
function withoutOthers(text: string): readonly string[] {
  return /^[\x20-\x7e]*$/.test(text)
    ? []
    : [text.replace(/[^\x20-\x7e]/g, '\uFFFD'), text.replace(/[^\x20-\x7e]/g, '?')];
}

/** A text for the recording without secrets: those of this request, and all that look like one. */
export function scrub(text: string, secrets: readonly string[]): string {
  let clean = text;
  for (const secret of secrets) {
    // A short one may be a part of a word, but no word has digits in it.
    const isPart = secret.length >= LONG || (secret.length >= 5 && isNoWord(secret));
    clean = clean.replaceAll(isPart ? secret : wordOf(secret), MASK);
  }
  return redactSecrets(clean);
}

const wordOf = (secret: string): RegExp =>
  new RegExp(`(?<![\\p{L}\\d])${secret.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')}(?![\\p{L}\\d])`, 'gu');

/** The same of every text in what an answer said. */
export function scrubAll<T>(value: T, secrets: readonly string[]): T {
  return mapTexts(value, text => scrub(text, secrets)) as T;
}

function mapTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map(each => mapTexts(each, change));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, mapTexts(each, change)]));
}
