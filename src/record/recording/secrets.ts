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

const SECRET_HEADER = /auth|key|token|cookie|secret|credential|signature/i;

/** Values of this request that must not be written even if a response repeats them. */
export function secretsOf(rawHeaders: readonly string[], url: string): readonly string[] {
  const found: string[] = [];
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    if (SECRET_HEADER.test(rawHeaders[i] ?? '')) found.push(...(rawHeaders[i + 1] ?? '').split(/[\s;]+/));
  }
  const query = url.split('?')[1] ?? '';
  for (const parameter of query.split('&')) {
    const [name = '', value = ''] = parameter.split('=');
    if (!SAFE_PARAMETERS.has(name)) found.push(value);
  }
  // Shorter parts are words such as `Bearer`, and masking them would only garble the text.
  return found.filter(value => value.length >= 8);
}

/** A text for the recording without secrets: those of this request, and all that look like one. */
export function scrub(text: string, secrets: readonly string[]): string {
  let clean = text;
  for (const secret of secrets) clean = clean.replaceAll(secret, MASK);
  return redactSecrets(clean);
}
