import { redactSecrets, SHORTEST_SECRET } from '../text/secrets.js';
import type { Report } from './report.js';

/** The report as JSON (DESIGN section 7). What a terminal would obey or hide is escaped; the values stay the same. */
export const jsonReport = (report: Report): string => [...jsonChunks(report)].join('');

/** The same in pieces, a session each: of a long log it is half as large as the log. */
export function* jsonChunks(report: Report): Generator<string> {
  const clean = withoutSecrets();
  let isFirst = true;
  for (const [name, value] of Object.entries(report)) {
    if (value === undefined) continue;
    yield `${isFirst ? '{' : ','}\n  ${JSON.stringify(name)}: `;
    isFirst = false;
    if (name !== 'sessions' || report.sessions.length === 0) {
      yield inside(value, 1, clean);
      continue;
    }
    for (const [index, session] of report.sessions.entries())
      yield `${index === 0 ? '[' : ','}\n    ${inside(session, 2, clean)}`;
    yield '\n  ]';
  }
  yield '\n}\n';
}

/** As it stands that deep inside of something: written in as many lists, which are taken off again. */
function inside(value: unknown, depth: 1 | 2, clean: Clean): string {
  const [before, after] = depth === 1 ? ['[\n  ', '\n]'] : ['[\n  [\n    ', '\n  ]\n]'];
  return written(depth === 1 ? [value] : [[value]], clean, 2).slice(before.length, -after.length);
}

/** JSON that is safe to print: no secret in any text, and C1 controls, bidi and other format characters as `\uXXXX`. */
export const plainJson = (value: unknown, indent?: number): string =>
  written(value, withoutSecrets(), indent);

/** A text without the secrets in it. */
type Clean = (text: string) => string;

function written(value: unknown, clean: Clean, indent?: number): string {
  // Asked for each value while it is written takes three times as long; hardly any holds a secret.
  const replacer = holdsSecret(value, clean)
    ? (_key: string, each: unknown): unknown => (typeof each === 'string' ? clean(each) : each)
    : undefined;
  return JSON.stringify(value, replacer, indent).replace(/[\u007F-\u009F]|\p{Cf}|[\u2028\u2029]/gu, escaped);
}

function holdsSecret(value: unknown, clean: Clean): boolean {
  if (typeof value === 'string') return clean(value) !== value;
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).some(each => holdsSecret(each, clean));
}

/** Names, ids and paths stand in every request: each of them is looked through once. */
function withoutSecrets(): Clean {
  const known = new Map<string, string>();
  return text => {
    if (text.length < SHORTEST_SECRET) return text;
    const found = known.get(text) ?? redactSecrets(text);
    if (text.length <= KNOWN_LENGTH && known.size < KNOWN) known.set(text, found);
    return found;
  };
}

/** Texts that are remembered while one report is written, and how long each is at most. */
const KNOWN = 20_000;
const KNOWN_LENGTH = 200;

const escaped = (character: string): string =>
  [...Array(character.length).keys()]
    .map(at => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`)
    .join('');
