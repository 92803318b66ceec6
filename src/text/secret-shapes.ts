/** What credentials look like: by their form, or by the name in front of them. */

export interface SecretShape {
  /** Cheap sign that the shape may be there: most texts hold none, and the shapes look behind themselves. */
  readonly hint: RegExp;
  /** Matches the secret, or holds it in the group `secret` or, without quotes, `bare`. */
  readonly shape: RegExp;
}

/** `(?<!…)` keeps `risk-…` and the middle of a base64 text from reading as a key. */
const issued = (prefix: string, body: string, inFront = 'A-Za-z0-9_/+-'): SecretShape => ({
  hint: new RegExp(prefix),
  shape: new RegExp(`(?<![${inFront}])(?:${prefix})${body}`, 'dg'),
});

/** Of a prefix that no base64 text holds: the key may stand in a path or in a name, as in `mcp__sk-ant-…`. */
const named = (prefix: string, body: string): SecretShape => issued(prefix, body, 'A-Za-z0-9');

/** Of a prefix that base64 may hold by chance, in a name behind an underscore too: `mcp__pplx-…`. */
const inName = (prefix: string, body: string): SecretShape => issued(prefix, body, 'A-Za-z0-9/+-');

/** A quote, itself escaped any number of times: JSON inside JSON is the rule in payloads. */
const QUOTE = String.raw`\\*["']`;

/** White space, or what JSON writes for it. */
const BLANK = String.raw`(?:\s|\\[nrt])+`;

/** A word as names are made of it: `password`, `Password`, `PASSWORD`. */
const anyCase = (...words: readonly string[]): string =>
  words.flatMap(word => [word, (word[0] ?? '').toUpperCase() + word.slice(1), word.toUpperCase()]).join('|');

/** Two words of a name: `api_key`, `apiKey`, `ApiKey`, `API_KEY`. */
const pair = (first: string, second: string): string => `(?:${anyCase(first)})[_-]?(?:${anyCase(second)})`;

/**
 * A name that a secret is given to, at its end: `db_password`, `dbPassword`, `config.apiKey`, `PGPASSWORD`. `PASS:` is what
 * tests print. In a query a value ends at the next name, which is another shape.
 */
const ASSIGNED = [
  `(?<![A-Za-z0-9$?&])(?:[A-Za-z0-9$]{1,24}[._-]){0,4}(?:`,
  `[A-Za-z]{0,16}?(?:${anyCase('password', 'passwd', 'passphrase')})|pass|pwd|PWD|Pwd|PASS(?=\\s?=)|[a-z]{1,16}(?:Pass|Pwd)|`,
  `[a-z]{0,16}(?:${pair('api', 'key')}|${pair('secret', 'key')}|${pair('client', 'secret')}|${pair('access', 'token')}|${pair('auth', 'token')})`,
  ')',
].join('');

/** Words of a program, and no value: `config.apiKey1`, `getPassword()`, `SecureString`; folders: `/home/me`. */
const CODE_OR_PATH = String.raw`[/~]|\.{1,2}/|[A-Za-z_$][\w$]*(?:[.(][\w$]*)+(?:[\s,;)]|$)|[A-Z]?[a-z]+(?:[A-Z][a-z]+)+(?![A-Za-z0-9])`;

/** Every shape that is a secret. */
export const SECRET_SHAPES: readonly SecretShape[] = [
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
  inName('AQ\\.', '[A-Za-z0-9_-]{30,}'),
  inName('pplx-', '[A-Za-z0-9]{32,}'),
  inName('fw_', '(?=[A-Za-z0-9]*\\d)[A-Za-z0-9]{20,}'),
  named('dckr_[po]at_', '[A-Za-z0-9_-]{20,}'),
  inName('hv[sbr]\\.', '[A-Za-z0-9_-]{24,}'),
  named('lin_(?:api|oauth)_', '[A-Za-z0-9]{32,}'),
  inName('ntn_', '[A-Za-z0-9]{30,}'),
  issued('secret_', '(?=[A-Za-z]*\\d)[A-Za-z0-9]{40,}'),
  inName('dp\\.(?:pt|st|ct|sa|scim|audit)\\.', '[A-Za-z0-9._-]{30,}'),
  named('AGE-SECRET-KEY-1', '[A-Z0-9]{50,}'),
  named('shp(?:at|ca|pa|ss)_', '[a-fA-F0-9]{32}'),
  issued('dapi', '[a-f0-9]{32}(?![a-f0-9])'),
  issued('gl(?:sa|c)_', '[A-Za-z0-9_=-]{32,}'),
  // One look for those that are rare: Atlassian, Postman, Terraform, Sentry, New Relic, 1Password, PlanetScale, Square, Airtable, Google's
  // clients, Figma, Supabase, LangSmith, NVIDIA, Tavily, Cerebras.
  {
    hint: /ATATT3|PMAK-|\.atlasv1\.|sntry[su]_|NRAK-|ops_eyJ|pscale_|EAAA|pat[A-Za-z0-9]{14}\.|GOCSPX-|figd_|sbp_|lsv2_|nvapi-|tvly-|csk-/,
    shape:
      /(?<![A-Za-z0-9/+-])(?:ATATT3[A-Za-z0-9_=-]{40,}|PMAK-[a-f0-9]{24}-[a-f0-9]{34}|[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_=-]{30,}|sntry[su]_[A-Za-z0-9_=+/-]{40,}|NRAK-[A-Z0-9]{20,}|ops_eyJ[A-Za-z0-9+/_=-]{20,}|pscale_(?:tkn|oauth|pw)_[A-Za-z0-9=._-]{20,}|EAAA[A-Za-z0-9_-]{60}(?![A-Za-z0-9+/=_-])|pat[A-Za-z0-9]{14}\.[a-f0-9]{64}|GOCSPX-[A-Za-z0-9_-]{20,}|figd_[A-Za-z0-9_-]{20,}|sbp_[a-f0-9]{40}|lsv2_(?:pt|sk)_[a-f0-9]{32}(?:_[a-f0-9]{10})?|nvapi-[A-Za-z0-9_-]{20,}|tvly-(?:[a-z]{3,4}-)?[A-Za-z0-9]{20,}|csk-[a-z0-9]{40,})/dg,
  },
  // Vault's before 1.10; as many letters may be a member of a program, which has no digit among them.
  issued('s\\.', '(?=[A-Za-z]*\\d)(?=[a-z0-9]*[A-Z])[A-Za-z0-9]{24}(?![\\w.(-])', 'A-Za-z0-9_.'),
  // Twilio's keys; `AC…` and the like are names of accounts.
  issued('SK', '[0-9a-f]{32}(?![0-9a-f])', 'A-Za-z0-9'),
  // Bots of Telegram, by their number; of Discord, by three parts in base64.
  issued('\\d{8,10}:AA', '[A-Za-z0-9_-]{32,}'),
  { hint: /\/bot\d/, shape: /(?<=\/bot)\d{8,10}:[A-Za-z0-9_-]{30,}/dg },
  // The first part is a number in base64, which has digits; names of a program have few.
  issued('[MNO](?=[A-Za-z_-]{0,25}\\d)[A-Za-z0-9_-]{23,27}\\.', '[A-Za-z0-9_-]{6,7}\\.[A-Za-z0-9_-]{27,}'),
  {
    hint: /hooks\.slack\.com|api\\?\/webhooks/,
    // JSON may escape a slash.
    shape:
      /(?:hooks\.slack\.com\\?\/(?:services|workflows|triggers)\\?\/[A-Za-z0-9]+\\?\/|discord(?:app)?\.com\\?\/api\\?\/webhooks\\?\/\d+\\?\/)(?<secret>(?:[A-Za-z0-9_-]|\\?\/){12,})/dg,
  },
  {
    hint: /(?:Account|SharedAccess)Key/i,
    shape: new RegExp(
      String.raw`(?:Account|SharedAccess)Key(?:${QUOTE})?\s*[:=]\s*(?:${QUOTE})?(?<secret>[A-Za-z0-9+/]{20,}=*)`,
      'dgi',
    ),
  },
  {
    hint: /(?:machine|default|login|account)(?:\s|\\[nrt])/,
    // A line of netrc(5), its pairs in any order.
    shape: new RegExp(
      String.raw`\b(?:machine${BLANK}[^\s\\]{1,128}|default|(?:login|account)${BLANK}[^\s\\]{1,64})(?:${BLANK}(?:login|account)${BLANK}[^\s\\]{1,64}){0,2}${BLANK}password${BLANK}(?:${QUOTE}(?<secret>[^"'\\\r\n]{2,})|(?<bare>[^\s"'\\]{3,}))`,
      'dg',
    ),
  },
  {
    hint: /(?:-u|-user)/,
    // The numbers of a user and a group, and branches of git, have this form too.
    shape: new RegExp(
      String.raw`(?<![\w-])(?<!\b(?:git|docker|podman|kubectl)\b[^\n|;&]{0,64})(?:-u(?=[^:]*:[^\s]{3})|--(?:proxy-)?user)[ =]?\s*(?!\d+:\d+\b)(?:${QUOTE}[^\s:"'\\]{1,64}:(?<secret>[^"'\\\r\n]{1,})|[^\s:"'\\]{1,64}:(?<bare>[^\s"'\\]{1,}))`,
      'dg',
    ),
  },
  {
    hint: /--/,
    // An option of a command line, with its value behind a blank; with a digit and a letter in it: `--max-token 128000` is none.
    shape: new RegExp(
      String.raw`(?<![\w-])--(?:[a-z]+-)*(?:password|passwd|pass|pwd|passphrase|token|secret|(?:api|secret|access)-?key)(?:[ \t]+|=)(?:${QUOTE})?(?<secret>(?=[^\s"'\\]*\d)(?=[^\s"'\\]*[a-z])[^\s"'\\]{6,}|[a-z]{20,}(?![\w.(-]))`,
      'dgi',
    ),
  },
  {
    hint: /pass|pwd|api|secret|token/i,
    // Without quotes, with a digit in it or long: `password: required` and `api_key: string` are not values.
    shape: new RegExp(
      String.raw`${ASSIGNED}(?:${QUOTE})?\s*(?::|=(?!=))\s*(?:${QUOTE}(?<secret>[^"'\\\r\n]{6,})(?=${QUOTE})|(?!["'\\]|${CODE_OR_PATH})(?<bare>(?=[^\s"'\\]*\d)[^\s"'\\]{6,}|[A-Za-z]{16,}(?![\w.(])))`,
      'dg',
    ),
  },
  {
    hint: /token|secret|credential|pass|pwd|api.?key/i,
    // The same of names that are often no secret, of a value that no word and no number is; and a value on the lines below its name.
    shape: new RegExp(
      String.raw`(?<![A-Za-z0-9$?&])(?:[A-Za-z0-9$]{1,24}[._-]){0,4}[a-z]{0,16}?(?:${anyCase('token', 'secret', 'credential', 'credentials')})(?:${QUOTE})?\s*(?::|=(?!=))\s*(?:${QUOTE})?(?!${CODE_OR_PATH})(?<secret>(?=[^\s"'\\]*\d)(?=[^\s"'\\]*[A-Za-z])[^\s"'\\,;<>(){}&#]{10,}|[A-Za-z]{20,}(?![\w.(]))`,
      'dg',
    ),
  },
  {
    hint: /[|>][+-]?(?:\n|\\n)/,
    shape: new RegExp(String.raw`${ASSIGNED}\s*:\s*[|>][+-]?(?:\n|\\n)\s*(?<secret>[^\s"'\\]{6,})`, 'dg'),
  },
  {
    hint: /<\/[\w:-]*(?:pass|secret|token|key)/i,
    shape: /<[\w:-]*(?:password|passwd|passphrase|secret|token|api-?key)>(?<secret>[^<\s]{4,128})<\//dgi,
  },
  {
    hint: /_auth|requirepass|masterauth|identified by|sshpass|mysql/i,
    shape:
      /(?:(?<![A-Za-z0-9])_auth\s*=\s*\\*["']?(?<secret>[A-Za-z0-9+/]{8,}=*)|(?:\b(?:requirepass|masterauth)[ \t]+|\bidentified by (?:password )?\\*['"]|\bsshpass[ \t]+-p[ \t]*|\bmysql(?:dump|admin)?\b[^\n|;&]{0,64}[ \t]-p)(?<bare>[^\s"'\\-][^\s"'\\]{2,}))/dgi,
  },
  issued('SG\\.', '[A-Za-z0-9_-]{16,}\\.[A-Za-z0-9_-]{16,}'),
  // A signed token (RFC 7519): two JSON objects in base64url and a signature.
  issued('eyJ', '[A-Za-z0-9_-]{8,}\\.eyJ[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]{8,}'),
  {
    hint: /PRIVATE KEY|Private-Lines/,
    // Armour of PEM, OpenPGP (RFC 9580, 6.2) and SSH2 (RFC 4716) with their headers, and what PuTTY writes.
    shape:
      /(?:----[ -]BEGIN [A-Z0-9 ]{0,24}PRIVATE KEY(?: BLOCK)?[ -]----|Private-Lines: \d+)(?<secret>(?:[A-Za-z0-9+/=\s\\]|(?<=[\nnr])[A-Z][A-Za-z-]{1,24}: [^\r\n\\]{1,120}){16,})/dg,
  },
  {
    hint: /bearer|basic/i,
    shape: /\b(?:bearer|basic)[ \t]+(?<secret>(?=[A-Za-z._~+/-]*\d)[A-Za-z0-9._~+/-]{16,}=*)/dgi,
  },
  {
    hint: /authorization|api-?key|-token|x-[a-z0-9-]{0,56}?(?:key|token|secret|pass|pwd|sig|cred|auth)/i,
    shape: new RegExp(
      String.raw`\b(?:(?:proxy-)?(?:authorization|api-key)|(?:private|job|deploy)-token|x-(?:[a-z0-9]{1,16}-){0,3}(?:api-?key|key|token|secret|password|pass|passwd|pwd|sig|signature|cred|credentials?|auth))(?:${QUOTE})?\s*[:=]\s*(?:${QUOTE})?(?:[A-Za-z]+ )?(?<secret>[^\s"'\\,;]{8,})`,
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
    hint: /:\/\/[^\s/:@]{20,}@/,
    // A token in the place of a user.
    shape:
      /\b[a-z][a-z0-9+.-]{1,15}:\/\/(?<secret>(?=[^\s/:@"'\\]*\d)(?=[^\s/:@"'\\]*[A-Za-z])[A-Za-z0-9_%~-]{20,128}|[A-Za-z]{20,128})@/dg,
  },
  {
    hint: /:\/\/[^\s/]*@/,
    shape: /\b[a-z][a-z0-9+.-]{1,15}:\/\/[^\s/:@"'\\]{0,64}:(?<secret>[^\s/"'\\]{3,128})@/dg,
  },
];
