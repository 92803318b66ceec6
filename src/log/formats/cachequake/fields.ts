/** The fields of our record format: what each holds, and which a misspelt one is meant to be. */

import { firstDifference, lastDifference } from '../../../text/ends.js';
import { quoted } from '../../../text/quoted.js';
import { isArray, isObject, numberOf, textOf } from '../../json/json.js';
import { APIS, type Json, type JsonObject, OUTCOMES, PURPOSES } from '../../record.js';

/** What is wrong with a record, and what is expected. */
export interface Mistake {
  readonly reason: string;
  /** True if nothing that we look for is missing by it. */
  readonly isHarmless: boolean;
}

export const wrong = (reason: string): Mistake => ({ reason, isHarmless: false });

/** A mistake beside prompt and counts. */
export const beside = (reason: string): Mistake => ({ reason, isHarmless: true });

export const REQUEST_FIELDS: readonly string[] = [
  ...['cachequake', 'kind', 'id', 'at', 'session', 'turn', 'agent', 'client', 'provider', 'api', 'model'],
  ...['url', 'betas', 'purpose', 'body', 'bodyBytes', 'bodyNote'],
];
export const USAGE_FIELDS: readonly string[] = [
  ...['cachequake', 'kind', 'id', 'outcome', 'usage', 'firstByteAt', 'endedAt', 'status', 'error', 'model'],
  ...['responseId', 'servedBy', 'billing', 'vendor', 'limits'],
];
export const COUNTS: readonly string[] = [
  ...['input', 'cacheRead', 'cacheWrite', 'cacheWrite5m', 'cacheWrite1h', 'output', 'promptTotal'],
  'prefillMs',
];

/** Objects within a record: nothing else belongs in them. */
const NESTED: Readonly<Record<string, readonly string[]>> = {
  client: ['name', 'version'],
  billing: ['tier', 'speed', 'geo'],
  vendor: ['by', 'reason', 'missedTokens'],
};
const WINDOW_FIELDS = ['window', 'minutes', 'usedPercent', 'resetsAt'];

/** Ids. */
const IDS = ['session', 'turn'];
const TEXTS = ['agent', 'provider', 'model', 'url', 'bodyNote', 'error', 'responseId', 'servedBy'];

/** Of a field that holds an id a number serves as well as a text. */
export const idOf = (value: Json | undefined): string | null =>
  typeof value === 'number' ? String(value) : textOf(value);

/** One of the values that a field takes, if it is one. */
export const choiceOf = <const Choice extends string>(
  choices: readonly Choice[],
  value: Json | undefined,
): Choice | null => choices.find(choice => choice === value) ?? null;

/** Values of fields that take only some. */
const CHOICES: Readonly<Record<string, readonly string[]>> = {
  api: APIS,
  purpose: PURPOSES,
  outcome: OUTCOMES,
};

/** What is wrong with the fields of a record, whatever they mean together: a sentence each. */
export function fieldMistakes(value: JsonObject, fields: readonly string[]): readonly Mistake[] {
  const said = fields.filter(name => (value[name] ?? null) !== null);
  return [
    ...misspelt(value, fields, ''),
    ...said.flatMap(name => {
      const choices = CHOICES[name];
      const inner = NESTED[name];
      if (choices !== undefined) return choiceMistakes(name, choices, value[name]);
      if (inner !== undefined) return nestedMistakes(name, inner, value[name]);
      if (name === 'limits') return limitMistakes(value.limits);
      const isText =
        typeof value[name] === 'string' || (IDS.includes(name) && numberOf(value[name]) !== null);
      return isText || !(IDS.includes(name) || TEXTS.includes(name))
        ? []
        : [wrong(`\`${name}\` is ${kindOf(value[name])}: a text is expected`)];
    }),
  ];
}

/** Of a body that was not kept, `null` tells, or what is said of it. Without one a request is judged by its usage alone. */
export function bodyMistakes(value: JsonObject): readonly Mistake[] {
  const { body, bodyBytes, bodyNote } = value;
  if (isObject(body) || body === null) return [];
  if (body !== undefined) {
    return [wrong(`\`body\` is ${kindOf(body)}: the JSON object that was sent is expected`)];
  }
  // A misspelt one is named as such.
  const isNamed =
    bodyBytes !== undefined ||
    bodyNote !== undefined ||
    Object.keys(value).some(name => meantBy(name, value, REQUEST_FIELDS) === 'body');
  return isNamed
    ? []
    : [
        beside(
          'the request has no `body`: the JSON object that was sent is expected, or null where it was not kept; without it no cause can be told',
        ),
      ];
}

function choiceMistakes(
  name: string,
  choices: readonly string[],
  said: Json | undefined,
): readonly Mistake[] {
  return choices.some(choice => choice === said)
    ? []
    : [wrong(`\`${name}\` is not known: ${choices.join(', ')} is expected`)];
}

function nestedMistakes(
  name: string,
  fields: readonly string[],
  value: Json | undefined,
): readonly Mistake[] {
  if (!isObject(value))
    return [wrong(`\`${name}\` is ${kindOf(value)}: an object with ${fields.join(', ')} is expected`)];
  const texts = fields.filter(field => field !== 'missedTokens' && (value[field] ?? null) !== null);
  return [
    ...texts
      .filter(field => typeof value[field] !== 'string')
      .map(field => wrong(`\`${name}.${field}\` is ${kindOf(value[field])}: a text is expected`)),
    ...strangers(value, fields, `${name}.`),
  ];
}

function limitMistakes(limits: Json | undefined): readonly Mistake[] {
  const expected = `a list of windows is expected, each with ${WINDOW_FIELDS.join(', ')}`;
  if (!isArray(limits)) return [beside(`\`limits\` is ${kindOf(limits)}: ${expected}`)];
  return limits.flatMap((window, i) => {
    const name = `limits[${i}]`;
    if (!isObject(window)) return [beside(`\`${name}\` is ${kindOf(window)}: ${expected}`)];
    return [
      ...(textOf(window.window) === null
        ? [beside(`\`${name}.window\` is no text: its name, such as 5h, is expected`)]
        : []),
      ...(numberOf(window.usedPercent) === null
        ? [beside(`\`${name}.usedPercent\` is no number: the share that is used, 0 to 100, is expected`)]
        : []),
      ...strangers(window, WINDOW_FIELDS, `${name}.`),
    ];
  });
}

/** Fields of an object of ours that do not belong in it. */
export function strangers(value: JsonObject, fields: readonly string[], prefix: string): readonly Mistake[] {
  const meant = misspelt(value, fields, prefix);
  const others = Object.keys(value).filter(
    name => !fields.includes(name) && meantBy(name, value, fields) === undefined,
  );
  return [
    ...meant,
    ...others.map(name =>
      beside(`\`${prefix}${quoted(name, 24)}\` is not known: ${fields.join(', ')} can stand there`),
    ),
  ];
}

/** Fields that nobody knows and that nearly are one that is missing; others are somebody's own. */
function misspelt(value: JsonObject, fields: readonly string[], prefix: string): readonly Mistake[] {
  return Object.keys(value)
    .filter(name => !fields.includes(name))
    .flatMap(name => {
      const meant = meantBy(name, value, fields);
      return meant === undefined
        ? []
        : [wrong(`\`${prefix}${quoted(name, 24)}\` is not known: \`${prefix}${meant}\` is expected`)];
    });
}

const meantBy = (name: string, value: JsonObject, fields: readonly string[]): string | undefined =>
  fields.find(field => value[field] === undefined && isNearly(name, field));

/** What others call it. */
const OTHERWISE: Readonly<Record<string, readonly string[]>> = {
  at: ['timestamp', 'ts', 'time'],
  session: ['sessionid', 'conversationid'],
  turn: ['turnid', 'runid'],
  agent: ['agentid', 'agentname'],
  body: ['request', 'payload', 'requestbody'],
  endedAt: ['end', 'endat', 'endtime', 'completedat'],
  usage: ['tokens', 'counts', 'tokencounts', 'tokenusage'],
  input: ['inputtokens', 'prompttokens'],
  output: ['outputtokens', 'completiontokens'],
  cacheRead: ['cachereadinputtokens', 'cachereadtokens', 'cachedtokens', 'cachedinputtokens', 'cached'],
  cacheWrite: [
    'cachecreationinputtokens',
    'cachewriteinputtokens',
    'cachewritetokens',
    'cachecreationtokens',
  ],
  promptTotal: ['total', 'totalinput', 'totalprompttokens'],
};

/** The same but for case and signs between words, or one character. */
function isNearly(name: string, field: string): boolean {
  const [one, other] = [name, field].map(text => text.toLowerCase().replaceAll(/[_\-. ]/g, ''));
  if (one === undefined || other === undefined) return false;
  if (OTHERWISE[field]?.includes(one)) return true;
  return one === other || (field.length > 3 && differsByOne(one, other));
}

/** One character more, less, other, or two in turn. */
function differsByOne(one: string, other: string): boolean {
  if (Math.abs(one.length - other.length) > 1) return false;
  const start = firstDifference(one, other);
  const end = lastDifference(one, other, start);
  const [middle, otherMiddle] = [one.slice(start, one.length - end), other.slice(start, other.length - end)];
  const isTurned = middle.length === 2 && otherMiddle === `${middle[1]}${middle[0]}`;
  return Math.max(middle.length, otherMiddle.length) <= 1 || isTurned;
}

export function kindOf(value: Json | undefined): string {
  if (typeof value === 'string') return 'text';
  return isArray(value) ? 'a list' : isObject(value) ? 'an object' : `a ${typeof value}`;
}
