/**
 * Credentials in payload text (keys an agent read from a file, headers it printed) never reach the screen or a report.
 *
 * Only shapes that are secrets by their form or by the name in front of them: hashes, uuids, digests and base64 data are
 * what a cache diff is about and stay. Redact a whole leaf before cutting a window out of it: half a key has no shape.
 */

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

/** Where secrets stand, first to last, overlaps joined. */
export function secretSpans(text: string): SecretSpan[] {
  const found: SecretSpan[] = [];
  if (text.length < SHORTEST) return found;
  for (const { hint, shape } of SHAPES) {
    if (!hint.test(text)) continue;
    for (const match of text.matchAll(shape)) {
      const [start, end] = match.indices?.groups?.secret ?? [match.index, match.index + match[0].length];
      if (!isPlaceholder(text.slice(start, end))) found.push({ start, end });
    }
  }
  return joinOverlaps(found.sort((a, b) => a.start - b.start || b.end - a.end));
}

/** `ab://:pwd@`: nothing shorter holds a secret, and most names are. */
const SHORTEST = 10;

interface Shape {
  /** Cheap sign that the shape may be there: most texts hold none, and the shapes look behind themselves. */
  readonly hint: RegExp;
  /** Matches the secret, or holds it in the group `secret`. */
  readonly shape: RegExp;
}

/** `(?<!…)` keeps `risk-…` and the middle of a base64 text from reading as a key. */
const issued = (prefix: string, body: string, inFront = 'A-Za-z0-9_/+-'): Shape => ({
  hint: new RegExp(prefix),
  shape: new RegExp(`(?<![${inFront}])(?:${prefix})${body}`, 'dg'),
});

/** Of a prefix that no base64 text holds: the key may stand in a path or in a name, as in `mcp__sk-ant-…`. */
const named = (prefix: string, body: string): Shape => issued(prefix, body, 'A-Za-z0-9');

/** A quote, itself escaped any number of times: JSON inside JSON is the rule in payloads. */
const QUOTE = String.raw`\\*["']`;

const SHAPES: readonly Shape[] = [
  named('sk-(?:ant|proj|svcacct|admin|or|lf)-', '[A-Za-z0-9_-]{16,}'),
  issued('sk-', '[A-Za-z0-9]{32,}'),
  issued('AIza', '[A-Za-z0-9_-]{35}'),
  named('gh[opsur]_', '[A-Za-z0-9]{30,}'),
  named('github_pat_', '[A-Za-z0-9_]{40,}'),
  named('glpat-', '[A-Za-z0-9_-]{20,}'),
  issued('A(?:KIA|SIA)', '[A-Z0-9]{16}(?![A-Za-z0-9])'),
  named('xox[abeoprs]-|xapp-', '[A-Za-z0-9-]{10,}'),
  issued('[rs]k_(?:live|test)_', '[A-Za-z0-9]{16,}'),
  issued('whsec_', '[A-Za-z0-9+/=]{24,}'),
  issued('npm_|hf_|gsk_|xai-|r8_|dop_v1_', '(?=[A-Za-z0-9]*\\d)[A-Za-z0-9]{30,}'),
  issued('pypi-AgE', '[A-Za-z0-9_-]{40,}'),
  issued('ya29\\.', '[A-Za-z0-9_-]{20,}'),
  issued('AQ\\.', '[A-Za-z0-9_-]{30,}'),
  issued('pplx-', '[A-Za-z0-9]{32,}'),
  issued('fw_', '(?=[A-Za-z0-9]*\\d)[A-Za-z0-9]{20,}'),
  named('dckr_[po]at_', '[A-Za-z0-9_-]{20,}'),
  issued('hv[sbr]\\.', '[A-Za-z0-9_-]{24,}'),
  named('lin_(?:api|oauth)_', '[A-Za-z0-9]{32,}'),
  issued('ntn_', '[A-Za-z0-9]{30,}'),
  issued('secret_', '(?=[A-Za-z]*\\d)[A-Za-z0-9]{40,}'),
  issued('dp\\.(?:pt|st|ct|sa|scim|audit)\\.', '[A-Za-z0-9._-]{30,}'),
  named('AGE-SECRET-KEY-1', '[A-Z0-9]{50,}'),
  named('shp(?:at|ca|pa|ss)_', '[a-fA-F0-9]{32}'),
  issued('dapi', '[a-f0-9]{32}(?![a-f0-9])'),
  issued('gl(?:sa|c)_', '[A-Za-z0-9_=-]{32,}'),
  // Twilio's keys; `AC…` and the like are names of accounts.
  issued('SK', '[0-9a-f]{32}(?![0-9a-f])', 'A-Za-z0-9'),
  // Bots of Telegram, by their number; of Discord, by three parts in base64.
  issued('\\d{8,10}:AA', '[A-Za-z0-9_-]{32,}'),
  issued('[MNO][A-Za-z0-9_-]{23,27}\\.', '[A-Za-z0-9_-]{6,7}\\.[A-Za-z0-9_-]{27,}'),
  {
    hint: /hooks\.slack\.com|\/api\/webhooks\//,
    shape:
      /(?:hooks\.slack\.com\/(?:services|workflows|triggers)\/[A-Za-z0-9]+\/|discord(?:app)?\.com\/api\/webhooks\/\d+\/)(?<secret>[A-Za-z0-9_/-]{12,})/dg,
  },
  {
    hint: /(?:Account|SharedAccess)Key/i,
    shape: /(?:Account|SharedAccess)Key\s*=\s*(?<secret>[A-Za-z0-9+/]{20,}=*)/dgi,
  },
  {
    hint: /login/,
    shape: /\blogin\s+\S{1,64}\s+password\s+(?<secret>\S{3,})/dg,
  },
  {
    hint: /(?:-u|--user)/,
    shape: /(?<![\w-])(?:-u|--user)[ =]?\s*\\*["']?[^\s:"'\\]{1,64}:(?<secret>[^\s"'\\]{3,})/dg,
  },
  {
    hint: /--/,
    // An option of a command line, with its value behind a blank; with a digit and a letter in it: `--max-token 128000` is none.
    shape: new RegExp(
      String.raw`(?<![\w-])--(?:[a-z]+-)*(?:password|passwd|pass|pwd|passphrase|token|secret|(?:api|secret|access)-?key)[ \t]+(?:${QUOTE})?(?<secret>(?=[^\s"'\\]*\d)(?=[^\s"'\\]*[a-z])[^\s"'\\]{6,})`,
      'dgi',
    ),
  },
  {
    hint: /passw|pwd|passphrase|api|secret|token/i,
    // With a digit in it: `password: required` and `api_key: string` are not values.
    shape: new RegExp(
      String.raw`(?<![\w$.])(?:[a-z]+[_-])?(?:password|passwd|pwd|passphrase|api[_-]?key|secret[_-]?key|client[_-]?secret|access[_-]?token|auth[_-]?token)(?:${QUOTE})?\s*[:=]\s*(?:${QUOTE})?(?<secret>(?=[^\s"'\\,;&#]*\d)[^\s"'\\,;&#(){}]{6,})`,
      'dgi',
    ),
  },
  issued('SG\\.', '[A-Za-z0-9_-]{16,}\\.[A-Za-z0-9_-]{16,}'),
  // A signed token (RFC 7519): two JSON objects in base64url and a signature.
  issued('eyJ', '[A-Za-z0-9_-]{8,}\\.eyJ[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]{8,}'),
  {
    hint: /PRIVATE KEY(?: BLOCK)?-----/,
    shape:
      /-----BEGIN [A-Z ]{0,24}PRIVATE KEY(?: BLOCK)?-----(?<secret>(?:[A-Za-z0-9+/=\s\\]|[A-Za-z-]{1,16}: [A-Za-z0-9,-]{1,64}){16,})/dg,
  },
  {
    hint: /bearer|basic/i,
    shape: /\b(?:bearer|basic)[ \t]+(?<secret>(?=[A-Za-z._~+/-]*\d)[A-Za-z0-9._~+/-]{16,}=*)/dgi,
  },
  {
    hint: /authorization|api-?key|auth-token/i,
    shape: new RegExp(
      String.raw`\b(?:proxy-)?(?:authorization|x-api-key|api-key|x-goog-api-key|x-auth-token)(?:${QUOTE})?\s*[:=]\s*(?:${QUOTE})?(?:[A-Za-z]+ )?(?<secret>[^\s"'\\,;]{8,})`,
      'dgi',
    ),
  },
  {
    hint: /cookie/i,
    shape: new RegExp(
      String.raw`\b(?:set-)?cookie(?:${QUOTE})?\s*[:=]\s*(?:${QUOTE})?(?<secret>[\w.-]+=[^"'\\\r\n]{4,})`,
      'dgi',
    ),
  },
  {
    hint: /secret|token|passw|key/i,
    shape: new RegExp(
      String.raw`(?:${QUOTE})(?:passw(?:or)?d|secret|api_?key|(?:client|access|refresh|id|auth|session|private|aws|secret)(?:_?(?:access|secret))*_?(?:secret|token|key))(?:${QUOTE})\s*:\s*(?:${QUOTE})(?<secret>[^\s"'\\]{8,})`,
      'dgi',
    ),
  },
  {
    hint: /(?:KEY|SECRET|TOKEN|PASSWORD|PASSWD|PASS)\s*=/i,
    shape:
      /(?<![A-Za-z0-9_])(?:[A-Z][A-Z0-9]*_)+(?:KEY|SECRET|TOKEN|PASSWORD|PASSWD|PASS)\s?=\s?\\*["']?(?<secret>[^\s"'\\`;&|)]{8,})/dg,
  },
  {
    hint: /aws_secret_access_key|aws_session_token/,
    shape: /aws_(?:secret_access_key|session_token)\s*[=:]\s*(?<secret>[A-Za-z0-9+/=]{16,})/dg,
  },
  {
    hint: /[?&][a-z_-]*(?:key|token|sig|signature|secret|passw(?:or)?d)=/i,
    shape:
      /[?&](?:(?:api[-_]?|subscription[-_]?)?key|(?:(?:access|auth|id|refresh|session|security)[-_]?)?token|sig|signature|(?:client[-_]?)?secret|passw(?:or)?d)=(?<secret>[^\s&#"'\\<>`)\]]{8,})/dgi,
  },
  {
    hint: /:\/\/[^\s/]*@/,
    shape: /\b[a-z][a-z0-9+.-]{1,15}:\/\/[^\s/:@"'\\]{0,64}:(?<secret>[^\s/@"'\\]{3,128})@/dg,
  },
];

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
