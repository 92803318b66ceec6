/**
 * Values that are given to a secret's name, in whatever way: `password = "…"`, `password: str = "…"`, `:password => "…"`,
 * `<password>…</password>`, `{"name":"X-Api-Key","value":"…"}`, `setx DB_PASSWORD …`. One way to find names, one to read values.
 *
 * Each look is bounded, and nothing found is looked at twice: the time is linear in the text.
 */

import { KEYWORD, kindOfName, type NameKind } from './names.js';
import type { SecretSpan } from './spans.js';
import { endOfPhrase, isSecretValue, matchAt, type Value, valueAt } from './values.js';

/** A name that is secret, in its text. */
interface Name {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly kind: NameKind;
}

/** Where secrets stand that a name tells, first to last. */
export function assignedSpans(text: string): SecretSpan[] {
  const found: SecretSpan[] = [];
  const keyword = new RegExp(KEYWORD);
  for (let match = keyword.exec(text); match !== null; match = keyword.exec(text)) {
    const name = nameAround(text, match.index);
    // The whole name is looked at once, however many of the words it holds.
    keyword.lastIndex = Math.max(keyword.lastIndex, name.end);
    if (name.kind === null) continue;
    const span = spanOf({ ...name, text, kind: name.kind });
    if (span === null) continue;
    found.push(span);
    keyword.lastIndex = Math.max(keyword.lastIndex, span.end);
  }
  return found;
}

const LONGEST_NAME = 64;
const NAME_CHAR = /[A-Za-z0-9_$.-]/;

function nameAround(text: string, at: number): { start: number; end: number; kind: NameKind | null } {
  let [start, end] = [at, at];
  while (start > 0 && at - start < LONGEST_NAME && NAME_CHAR.test(text[start - 1] ?? '')) start -= 1;
  while (end < text.length && end - at < LONGEST_NAME && NAME_CHAR.test(text[end] ?? '')) end += 1;
  const isTooLong = at - start === LONGEST_NAME || end - at === LONGEST_NAME;
  // JSON writes line breaks as `\n` and a `<` as `\u003c`, which then stand at the beginning of a name.
  if (text[start - 1] === '\\')
    start = Math.min(at, start + lengthOf(/^(?:u[0-9a-f]{4}|[nrt])/, text.slice(start, start + 5)));
  while (end > at && /[.-]/.test(text[end - 1] ?? '')) end -= 1;
  while (start < at && /[.-]/.test(text[start] ?? '')) start += 1;
  const isInQuery = /[?&]/.test(text[start - 1] ?? '');
  const isQuoted = /["']/.test(text[start - 1] ?? '');
  return { start, end, kind: isTooLong || isInQuery ? null : kindOfName(text.slice(start, end), isQuoted) };
}

function spanOf(name: Name): SecretSpan | null {
  return (
    assigned(name) ??
    said(name) ??
    typed(name) ??
    paired(name) ??
    element(name) ??
    pairedBefore(name) ??
    commanded(name)
  );
}

const QUOTE = String.raw`\\*["'${'`'}]`;
const LESS = String.raw`(?:<|&lt;|\\u003c)`;
const MORE = String.raw`(?:>|&gt;|\\u003e)`;

/** The value at a place, if it is a secret of that name. */
function secretAt(
  name: Name,
  at: number,
  how: { isSet?: boolean; isSure?: boolean } = {},
): SecretSpan | null {
  const value = valueAt(name.text, at);
  if (value === null) return null;
  const phraseEnd = isPhrase(name) ? endOfPhrase(name.text, at) : null;
  if (phraseEnd !== null) return { start: at, end: phraseEnd };
  const { isSet = false, isSure = true } = how;
  const held = name.text.slice(value.start, value.end);
  const kind = isSure ? name.kind : 'maybe';
  return isSecretValue(held, kind, value.isQuoted, isSet) ? spanIn(name, value, held) : null;
}

const isPhrase = ({ text, start, end }: Name): boolean => /phrase$/i.test(text.slice(start, end));

/** Without the scheme in front of a credential, and of a value that is only likely one without the text behind it. */
function spanIn({ kind, text }: Name, value: Value, held: string): SecretSpan {
  const { start, isQuoted } = value;
  const end = value.wholeEnd();
  if (kind === 'header') {
    const [scheme] = /^[A-Za-z]+ (?=\S)/.exec(isQuoted ? held : text.slice(start, start + 24)) ?? [''];
    if (isQuoted) return { start: start + scheme.length, end };
    const word = valueAt(text, start + scheme.length);
    const from = word?.start ?? start;
    return { start: from, end: from + lengthOf(/^[^,;]*/, text.slice(from, word?.wholeEnd() ?? end)) };
  }
  const stop = kind === 'setting' ? /^[^;&|)]*/ : /^[^\s,;<>(){}&#]*/;
  if (kind === 'secret' || (isQuoted && !/\s/.test(held))) return { start, end };
  return { start, end: start + lengthOf(stop, text.slice(start, end)) };
}

const lengthOf = (pattern: RegExp, text: string): number => pattern.exec(text)?.[0].length ?? 0;

/** `name = V`, `name: V`, `"name" := V`, `['name'] => V`, `getenv("name") || V`, and a value on the line below. */
const ASSIGNS = new RegExp(
  String.raw`(?<close>${QUOTE})?(?<index>\])?\)?(?<blank>\s{0,64})(?<sign>::?=|=>|:-|\|\||\?\?|\bor\b|:(?!:)|=(?![=~>]))(?<behind>\s{0,64})(?:[|>][+-]?(?:\n|\\n)\s{0,64})?`,
  'y',
);

function assigned(name: Name): SecretSpan | null {
  const match = matchAt(ASSIGNS, name.text, name.end);
  if (match === null) return tupled(name);
  const { close, index, blank, sign, behind } = match.groups ?? {};
  const isPass = /^PASS$/.test(name.text.slice(name.start, name.end));
  // Tests print `PASS: …`; `password => …` begins a function, unless the name is a key.
  if (isPass && sign !== '=') return null;
  const isSure = sign !== '=>' || close !== undefined || index !== undefined;
  return secretAt(name, name.end + match[0].length, {
    isSet: sign === '=' && blank === '' && behind === '',
    isSure: isSure || valueAt(name.text, name.end + match[0].length)?.isQuoted === true,
  });
}

/** `the passphrase is: V`, `password was "V"`: of a value that no word of a sentence is. */
const SAYS = /[ \t]{1,16}(?:is|was)(?:[ \t]{0,16}:)?(?:\s|\\n){1,16}/iy;

function said(name: Name): SecretSpan | null {
  const match = name.kind === 'secret' ? matchAt(SAYS, name.text, name.end) : null;
  if (match === null) return null;
  const span = secretAt(name, name.end + match[0].length);
  const value = span && name.text.slice(span.start, span.end);
  return value !== null && looksMade(value) ? span : null;
}

/** Of eight characters and more, with letters and digits; no address, and no word such as `base64-encoded`. */
const looksMade = (value: string): boolean =>
  value.length >= 8 &&
  /\d/.test(value) &&
  /[A-Za-z]/.test(value) &&
  !value.includes('://') &&
  !/^[a-z]*\d*(?:-[a-z]+)+[.,;:!?)]*$/i.test(value);

/** `["X-Api-Key", "V"]`, `set("password", "V")`, `password("V")`, `PASSWORD 'V'`: of a value that looks like one. */
const TUPLE = new RegExp(
  String.raw`(?:${QUOTE}\s{0,16},\s{0,16}|\(\s{0,16}|[ \t]{1,16}(?=\\*'))(?=${QUOTE})`,
  'y',
);

function tupled(name: Name): SecretSpan | null {
  const match = matchAt(TUPLE, name.text, name.end);
  if (match === null) return null;
  const span = secretAt(name, name.end + match[0].length);
  const value = span && name.text.slice(span.start, span.end);
  return value !== null && /\d/.test(value) && /[A-Za-z]/.test(value) && value.length >= 8 ? span : null;
}

/** `password: str = "V"`, `password: &'static str = "V"`, `password string = "V"`, `password[] = "V"`. */
const TYPED = new RegExp(
  String.raw`(?:[?!]?\s{0,16}:\s{0,16}[&*]?(?:'\w{1,16} )?|\s{1,16}(?:as )?\*?|(?=\[))(?:[A-Za-z_][\w.:]{0,40})?(?:<[^<>\n]{0,40}>|\[\w{0,8}\])?[?!]?(?:\s{0,4}\|\s{0,4}\w{1,24}){0,3}\s{0,16}=(?![=~>])\s{0,16}(?=[A-Za-z@:(]{0,24}${QUOTE})`,
  'y',
);

function typed(name: Name): SecretSpan | null {
  const match = matchAt(TYPED, name.text, name.end);
  return match && secretAt(name, name.end + match[0].length);
}

const OPENS = new RegExp(String.raw`${LESS}(?:[\w-]{1,24}:)?$`);
/** `<password type="x">`, `<string name="password">`, `<key>password</key><string>`. */
const CONTENT = new RegExp(
  String.raw`(?:(?<tag>(?:\s[^<>]{0,200})?${MORE})|(?<named>${QUOTE}[^<>]{0,120}${MORE})|(?<listed>${LESS}\\?/key${MORE}\s{0,64}${LESS}string${MORE}))\s{0,64}(?:<!\[CDATA\[)?`,
  'y',
);
const CLOSES = new RegExp(String.raw`(?<secret>[^<&\\\]\n]{4,${512}}?)\s{0,64}(?:\]\]|${LESS})`, 'y');

function element(name: Name): SecretSpan | null {
  const match = matchAt(CONTENT, name.text, name.end);
  if (match === null) return null;
  const { tag, named } = match.groups ?? {};
  const before = name.text.slice(Math.max(0, name.start - 48), name.start);
  if (tag !== undefined && !OPENS.test(before)) return null;
  if (named !== undefined && !NAMES.test(before)) return null;
  const start = name.end + match[0].length;
  const content = matchAt(CLOSES, name.text, start)?.groups?.secret;
  // A label of a form has the name of its field, and words.
  if (content === undefined || (named !== undefined && /\s/.test(content))) return null;
  return isSecretValue(content, 'secret', true) ? { start, end: start + content.length } : null;
}

/** In front of a name that is itself a value: `"name": "X-Api-Key"`, `key="password"`, `- name: DB_PASSWORD`, `type="password"`. */
const NAMES = new RegExp(
  String.raw`(?<![A-Za-z0-9])(?:name|key|header|field|variable|var|property|prop|param|parameter|setting|env|type|id|autocomplete)(?:${QUOTE})?\s{0,8}(?:=>|[:=])\s{0,8}(?:${QUOTE})?$`,
  'i',
);
const VALUE_KEY = String.raw`(?<![A-Za-z0-9])(?:value|val|content|secret|stringValue)(?:${QUOTE})?\s{0,8}(?:=>|[:=])\s{0,8}`;
/** The value belongs to the same element, object or item. */
const VALUE_BEHIND = new RegExp(
  String.raw`(?:(?!(?:\n|\\n)\s{0,32}(?:-\s|name\b|key\b)|[{}<>])[\s\S]){0,160}?${VALUE_KEY}`,
  'iy',
);

function paired(name: Name): SecretSpan | null {
  if (!NAMES.test(name.text.slice(Math.max(0, name.start - 48), name.start))) return null;
  const match = matchAt(VALUE_BEHIND, name.text, name.end);
  return match && secretAt(name, name.end + match[0].length);
}

const VALUE_BEFORE = new RegExp(VALUE_KEY, 'gi');
/** How far in front of its name a value may begin. */
const BEFORE = 600;

function pairedBefore(name: Name): SecretSpan | null {
  const from = Math.max(0, name.start - BEFORE);
  const before = name.text.slice(from, name.start);
  const names = NAMES.exec(before);
  if (names === null) return null;
  const last = [...before.slice(0, names.index).matchAll(VALUE_BEFORE)].at(-1);
  if (last === undefined) return null;
  const span = secretAt(name, from + last.index + last[0].length);
  const between = span && name.text.slice(span.end, from + names.index);
  return between !== null && /^(?:[\s,;"'`-]|\\+["'nrt])*$/.test(between) ? span : null;
}

/** In front of a name whose value stands behind a blank: `setx NAME V`, `ENV NAME V`, `config set NAME V`. */
const COMMAND =
  /(?:^|[\s;&|"'`(\\n])(?:setx|setenv|set[ \t]+-\w{1,4}|ENV|(?:config|configure|secrets?|variables?|env|user-secrets)[: \t]+(?:set|add|put)|SetEnvironmentVariable)[ \t]+(?:\/[mM][ \t]+)?(?:\S{0,48}[/:])?["']?$/;
const BLANK_BEHIND = new RegExp(
  String.raw`(?:${QUOTE})?[ \t]{1,16}(?:(?:--body|-b|--value|--)[ \t=]{1,4})?(?=\S)`,
  'y',
);

function commanded(name: Name): SecretSpan | null {
  const match = matchAt(BLANK_BEHIND, name.text, name.end);
  if (match === null || !COMMAND.test(name.text.slice(Math.max(0, name.start - 80), name.start))) return null;
  return secretAt(name, name.end + match[0].length, { isSet: true });
}
