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
    const parts = [value, ...value.split(/[\s;,]+/), ...valuesIn(value)];
    const least = CREDENTIAL_HEADER.test(name) ? SHORTEST : LONG;
    found.push(...parts.filter(part => part.length >= least && !SCHEME.test(part)));
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

/** What stands behind a name in a value that has parts: cookies, `key=…,sig=…`. */
function valuesIn(value: string): readonly string[] {
  return [...value.matchAll(/(?:^|[\s;,])[^\s;,="]+=("?)([^\s;,"]+)\1/g)].map(match => match[2] ?? '');
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

/** A secret as servers repeat it: as it came, percent-encoded, in base64, or what it is base64 of (`user:password`, and each alone). */
function inOtherForms(secret: string): readonly string[] {
  const text = Buffer.from(secret, 'base64').toString();
  const isText = /^[\x20-\x7e]{8,}$/.test(text);
  const password = isText ? (/^[^:]+:(.+)$/.exec(text)?.[1] ?? '') : '';
  const all = [secret, ...(isText ? [text] : []), ...(password.length >= 6 ? [password] : [])];
  return all.flatMap(each => [each, encodeURIComponent(each), ...inBase64(each)]);
}

function inBase64(text: string): readonly string[] {
  const encoded = Buffer.from(text).toString('base64');
  return [encoded, encoded.replace(/=+$/, '')];
}

/** A text for the recording without secrets: those of this request, and all that look like one. */
export function scrub(text: string, secrets: readonly string[]): string {
  let clean = text;
  for (const secret of secrets) {
    // A short one may be a part of a word.
    clean = secret.length >= LONG ? clean.replaceAll(secret, MASK) : clean.replaceAll(wordOf(secret), MASK);
  }
  return redactSecrets(clean);
}

const wordOf = (secret: string): RegExp =>
  new RegExp(`(?<![A-Za-z0-9])${secret.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![A-Za-z0-9])`, 'g');

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
