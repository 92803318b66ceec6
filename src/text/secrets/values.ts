/** Which values of a secret's name are one: not types, not words of a program, not names of other secrets. */

import type { NameKind } from './names.js';

/** A value in a text, in UTF-16 indices, without its quotes. Its end may be further on than what is judged of it. */
export interface Value {
  readonly start: number;
  readonly end: number;
  readonly isQuoted: boolean;
  readonly wholeEnd: () => number;
}

/** So much of a value is judged. */
const JUDGED = 1_024;

const QUOTE = /(?<escapes>\\*)(?<mark>"""|["'`])/y;
/** A backslash ends it where JSON writes a line break or a quote with it. */
const BARE_PART = String.raw`(?:[^\s"'\\${'`'}]|\\(?![nrtbfu"'\s\\]))`;
const BARE = new RegExp(`${BARE_PART}{1,${JUDGED}}`, 'y');
const BARE_REST = new RegExp(`${BARE_PART}*`, 'y');
/** What a language writes in front of a quote: `b"…"`, `@"…"`, `String::from("…")`, `new SecureString("…")`. */
const WRAPPER =
  /(?:(?:new )?(?:String::from|Some|Secret|SecretStr|SecretString|SecureString)\(\s{0,8})?[fFrRbBuU@L]{0,2}(?=\\*["'`])/y;

/** The value that begins at `at`; null where none does. */
export function valueAt(text: string, at: number): Value | null {
  const from = at + (matchAt(WRAPPER, text, at)?.[0].length ?? 0);
  const quote = matchAt(QUOTE, text, from);
  if (quote === null) {
    const bare = matchAt(BARE, text, at);
    if (bare === null) return null;
    const end = at + bare[0].length;
    return {
      start: at,
      end,
      isQuoted: false,
      wholeEnd: () => end + (matchAt(BARE_REST, text, end)?.[0].length ?? 0),
    };
  }
  const { escapes = '', mark = '"' } = quote.groups ?? {};
  const start = from + quote[0].length;
  const endBefore = (most: number): number => endOfQuoted(text, start, most, escapes.length, mark);
  const end = endBefore(start + JUDGED);
  return { start, end, isQuoted: true, wholeEnd: () => endBefore(text.length) };
}

/**
 * Where a quoted value ends: at the same quote, escaped as often. One that is escaped once more is a part of the value. Where it does
 * not end, the line or the text does.
 */
function endOfQuoted(text: string, start: number, before: number, escapes: number, mark: string): number {
  const most = Math.min(text.length, before);
  let slashes = 0;
  for (let at = start; at < most; at += 1) {
    const char = text[at];
    if (char === '\\') slashes += 1;
    else if (char === '\n' && mark !== '"""') return at;
    else {
      const isEnd = text.startsWith(mark, at) && slashes % (2 * (escapes + 1)) === escapes;
      if (isEnd) return at - escapes;
      // A quote that is escaped less often ends the text around.
      if (char === mark && slashes < escapes) return at - slashes;
      slashes = 0;
    }
  }
  return most;
}

/** Words as a generator of phrases takes them; a sentence has small words between. */
const PHRASE = /[a-z]{3,12}(?:[ -][a-z]{3,12}){3,23}(?![A-Za-z])/y;
const SENTENCE =
  /\b(?:the|and|for|you|your|was|not|are|has|have|can|must|this|that|with|from|when|used|will|should|here|none)\b/;

/** Where a phrase of words without quotes ends: `correct horse battery staple`; null where none begins. */
export function endOfPhrase(text: string, at: number): number | null {
  const phrase = matchAt(PHRASE, text, at)?.[0];
  return phrase === undefined || SENTENCE.test(phrase) ? null : at + phrase.length;
}

export function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/** `$TOKEN`, `<your key>`, `${API_KEY}`, `{{secret}}`, `process.env.KEY`, `[redacted]`, `****`: names of secrets, not secrets. */
const PLACEHOLDER =
  /^(?:\$(?:[{(]|\w+(?:$|[[.:]|->))|[<{[]|%(?:[\w-]+%|\(|\w\b|$)|process\.env|os\.environ|getenv|env\.|(?:your|my|example)[-_]|(.)\1+$)/i;

export const isPlaceholder = (value: string): boolean => PLACEHOLDER.test(value);

/** Types, schemes and remarks that stand in the place of a value. */
const NO_VALUE =
  /^(?:string|number|integer|boolean|object|array|bytes|unknown|any|optional|required|undefined|null|none|true|false|hidden|text|changed|redacted|masked|removed|missing|invalid|expired|disabled|enabled|password|passwort|passwd|token|secret|u?int8array|sha\d{1,3}|md5|bcrypt\d*|argon2\w{0,2}|pbkdf2|base64\w*|utf-?\d+|[he]s\d{3}|varchar\d*)[;,.)\]}]*$/i;

/** A sentence about it, as on a form: `Enter your password`. */
const isLabel = (value: string): boolean =>
  !/\d/.test(value) && /\s/.test(value) && /passw|passphrase|token|secret|\bkey\b|credential/i.test(value);

/** Folders, and words of a program: `config.apiKey1`, `getPassword()`, `users[0].password`, `SecureString`. */
const PATH = /^(?:[/~]|\.{1,2}\/|[A-Za-z]:\/)/;
const CALL = /^[!&*]?[A-Za-z_$][\w$]*(?:(?:\?\.|!\.|::|->|\.)[\w$]+)*(?:[[(]|<[\w<>[\], ]*>?\(?)/;
const MEMBER = /^[!&*]?[A-Za-z_$][\w$]*(?:(?:\?\.|!\.|::|->|\.)[A-Za-z_$][\w$]*)+[!?]?[,;)\]}]*$/;
const CAMEL = /^[A-Z]?[a-z]+(?:[A-Z][a-z]+)+(?![A-Za-z0-9!@#$%^&*+~=-])/;

const isOfProgram = (value: string): boolean =>
  PATH.test(value) || CALL.test(value) || MEMBER.test(value) || CAMEL.test(value);

/** Whether a value of such a name is a secret. @param isSet it stands behind a `=` without blanks, as in an environment's file */
export function isSecretValue(value: string, kind: NameKind, isQuoted: boolean, isSet = false): boolean {
  if (isPlaceholder(value) || NO_VALUE.test(value) || isLabel(value)) return false;
  if (kind === 'secret') return isQuoted ? isLong(value) : isBareSecret(value);
  if (kind === 'header') return isHeaderValue(value, isQuoted);
  if (kind === 'setting' && isSet) return value.length >= 8 && !CALL.test(value);
  return looksIssued(value);
}

const isLong = (value: string): boolean => value.length >= (/\d/.test(value) ? 4 : 6);

/** Without quotes, `password: required` and `api_key: string` are no values: with a digit in it, long, or of three kinds of characters. */
function isBareSecret(value: string): boolean {
  if (isOfProgram(value)) return false;
  if (value.length >= 6 && /\d/.test(value)) return true;
  if (/^[A-Za-z]{16,}(?![\w.(])/.test(value)) return true;
  return value.length >= 8 && isMixed(value);
}

/** Small and capital letters, and a character between them that is neither: `hUnt!er-Pa$sw`. */
const isMixed = (value: string): boolean =>
  /[a-z]/.test(value) &&
  /[A-Z]/.test(value) &&
  /\w[!@#$%^&*?~+]+\w/.test(value) &&
  !/&&|\|\||[!=<>]=|[(){};,]/.test(value);

/** One word with a digit or of many letters, which no name of a program and no word is. */
function looksIssued(value: string): boolean {
  const [head = ''] = /^[^\s"'\\,;<>(){}&#]*/.exec(value) ?? [];
  if (isOfProgram(value) || isNames(head)) return false;
  if (head.length >= 10 && /\d/.test(head) && /[A-Za-z]/.test(head)) return true;
  return /^[A-Za-z]{20,}(?![\w.(])/.test(value);
}

/** `user:sessions:v2`, `app.settings.theme1`: names with something between them. */
const isNames = (value: string): boolean => /^[A-Za-z]+\d{0,2}(?:[-_.:/][A-Za-z]+\d{0,2})+$/.test(value);

function isHeaderValue(value: string, isQuoted: boolean): boolean {
  const [word = ''] = /^[^\s"'\\,;]*/.exec(value.replace(/^[A-Za-z]+ (?=\S)/, '')) ?? [];
  if (word.length < 8 || isPlaceholder(word) || PATH.test(word) || CALL.test(word)) return false;
  return isQuoted || /[^a-z.]/.test(word) || word.length >= 20;
}
