/** Names whose value is a secret: `db_password`, `apiKey`, `X-Gw-Sig`, `OPENAI_API_KEY`. */

/**
 * How sure a name is: `secret` always, `header` of one word without blanks, `setting` (`…_KEY` of an environment) where it is set in
 * such a file, `maybe` where the value looks like one (`token`, `secret`: often words of a program).
 */
export type NameKind = 'secret' | 'header' | 'setting' | 'maybe';

/** Words that a name holds if its value may be secret; each is looked for, and the name read around it. */
export const KEYWORD =
  /pass(?:w(?:or)?d|phrase|code)?|phrase|pwd|secret|token|cred(?:ential|s\b|\b)|key|auth|sig/gi;

const PASSWORD = /(?:password|passwd|passphrase|passcode)$/;

/** What stands in front of `key`, `secret` or `token` where the two together are a credential. */
const FIRST = new Set(
  'api secret client access refresh auth private signing encryption bearer master consumer app webhook jwt aws deploy bot oauth admin hmac'.split(
    ' ',
  ),
);
/** Of these, where name and value are quoted: JSON says `session_key` of ids too. */
const FIRST_IN_JSON = new Set(['id', 'session', 'account', 'storage', 'shared', 'service']);
const SECOND = new Set(['key', 'secret', 'token']);
const IN_ONE = new RegExp(`^[a-z]{0,16}?(?:${[...FIRST].join('|')})(?:key|secret|token)$`);

/** `first_pass`, `by-pass`: a run, a way. */
const NO_PASS = new Set([
  'first',
  'second',
  'third',
  'one',
  'two',
  'single',
  'multi',
  'by',
  'render',
  'per',
  'each',
  'last',
]);

/** What may follow: `password2`, `API_KEY_PROD`, `secretValue`. */
const SUFFIX =
  /^(?:\d+|prod|production|dev|test|staging|live|old|new|base64|b64|plain|plaintext|value|text|string|env|default)$/;

const HEADER =
  /^(?:(?:proxy-)?authorization|(?:[a-z0-9]{1,16}-){0,3}api-?key|(?:private|job|deploy)-token|x-(?:[a-z0-9]{1,16}-){0,3}(?:key|token|secret|password|pass|passwd|pwd|sig|signature|cred|credentials?|auth))$/i;

const SETTING = /^(?:[A-Z][A-Z0-9]*_)+(?:KEY|SECRET|TOKEN|PASSWORD|PASSWD|PASS)$/;

const WORDS = /[^A-Za-z0-9]+|(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[A-Za-z])(?=\d)/;

/** What a name says of its value; null: nothing. @param isQuoted it stands in quotes, as in JSON */
export function kindOfName(name: string, isQuoted = false): NameKind | null {
  if (HEADER.test(name) && name.includes('-')) return 'header';
  if (/^authorization$/i.test(name)) return 'header';
  const words = name.split(WORDS).filter(word => word !== '');
  while (words.length > 1 && SUFFIX.test((words.at(-1) ?? '').toLowerCase())) words.pop();
  const [before = '', last = ''] = [words.at(-2)?.toLowerCase(), words.at(-1)?.toLowerCase()];
  if (isSure(before, last, isQuoted)) return 'secret';
  if (SETTING.test(name)) return 'setting';
  return /(?:token|secret|credentials?|creds)$/.test(last) ? 'maybe' : null;
}

function isSure(before: string, last: string, isQuoted: boolean): boolean {
  if (PASSWORD.test(last) || IN_ONE.test(last)) return true;
  if (last === 'phrase' && /^(?:pass|seed|recovery|backup)$/.test(before)) return true;
  if (last === 'pwd' || (last === 'pass' && !NO_PASS.has(before))) return true;
  return SECOND.has(last) && (FIRST.has(before) || (isQuoted && FIRST_IN_JSON.has(before)));
}
