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

/** Values of this request that must not be written even if a response repeats them. */
export function secretsOf(rawHeaders: readonly string[], url: string): readonly string[] {
  const found: string[] = [];
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    if (OPEN_HEADER.test(rawHeaders[i] ?? '')) continue;
    const value = rawHeaders[i + 1] ?? '';
    found.push(value, ...value.split(/[\s;]+/));
  }
  const query = url.split('?')[1] ?? '';
  for (const parameter of query.split('&')) {
    const [name = '', value = ''] = parameter.split('=');
    if (!SAFE_PARAMETERS.has(name)) found.push(value);
  }
  // Shorter parts are words such as `Bearer`, and masking them would only garble the text.
  const secrets = found.filter(value => value.length >= 8);
  return [...new Set(secrets.flatMap(inOtherForms))].sort((a, b) => b.length - a.length);
}

/** A secret as servers repeat it: as it came, in base64, or what it is base64 of (`user:password`). */
function inOtherForms(secret: string): readonly string[] {
  const encoded = Buffer.from(secret).toString('base64');
  const forms = [secret, encoded, encoded.replace(/=+$/, '')];
  const decoded = Buffer.from(secret, 'base64').toString();
  const isText = /^[\x20-\x7e]{8,}$/.test(decoded);
  const password = /^[^:]+:(.+)$/.exec(decoded)?.[1] ?? '';
  return [...forms, ...(isText ? [decoded] : []), ...(isText && password.length >= 6 ? [password] : [])];
}

/** A text for the recording without secrets: those of this request, and all that look like one. */
export function scrub(text: string, secrets: readonly string[]): string {
  let clean = text;
  for (const secret of secrets) clean = clean.replaceAll(secret, MASK);
  return redactSecrets(clean);
}
