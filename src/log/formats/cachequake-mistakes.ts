/** What a program that writes our record format gets wrong: said with what is expected, instead of read as unknown. */
import { firstDifference, lastDifference } from '../../text/ends.js';
import { countOf, isArray, isObject, numberOf, textOf, timeOf } from '../json/json.js';
import type { Json, JsonObject } from '../record.js';

/** What is known of the requests so far. */
export interface RequestsSoFar {
  /** Notes a request: its id, and the length of its body in bytes where it has one. */
  note(id: string, bodyBytes: number | null): void;
  has(id: string): boolean;
  bodyBytesOf(id: string): number | null;
}

const REMEMBERED = 100_000;

export function createRequestsSoFar(): RequestsSoFar {
  const bytes = new Map<string, number | null>();
  return {
    note(id, bodyBytes) {
      bytes.set(id, bodyBytes);
      const [oldest] = bytes.keys();
      if (bytes.size > REMEMBERED && oldest !== undefined) bytes.delete(oldest);
    },
    has: id => bytes.has(id),
    bodyBytesOf: id => bytes.get(id) ?? null,
  };
}

const REQUEST_FIELDS = [
  ...[
    'cachequake',
    'kind',
    'id',
    'at',
    'session',
    'turn',
    'agent',
    'client',
    'provider',
    'api',
    'model',
    'url',
    'betas',
  ],
  ...['purpose', 'body', 'bodyBytes', 'bodyNote'],
];
const USAGE_FIELDS = [
  ...['cachequake', 'kind', 'id', 'outcome', 'usage', 'firstByteAt', 'endedAt', 'status', 'error', 'model'],
  ...['responseId', 'servedBy', 'billing', 'vendor', 'limits'],
];
const COUNTS = [
  ...[
    'input',
    'cacheRead',
    'cacheWrite',
    'cacheWrite5m',
    'cacheWrite1h',
    'output',
    'promptTotal',
    'prefillMs',
  ],
];

/** Values of fields that take only some. */
const CHOICES: Readonly<Record<string, readonly string[]>> = {
  api: ['anthropic-messages', 'openai-chat', 'openai-responses', 'gemini', 'bedrock-converse'],
  purpose: ['generate', 'count-tokens', 'other'],
  outcome: ['ok', 'aborted', 'error'],
};

/** Mistakes of a request's line, a sentence each. */
export function requestMistakes(value: JsonObject): readonly string[] {
  const { at, body, betas } = value;
  const isMissing = at === undefined || at === null;
  return [
    ...misspelt(value, REQUEST_FIELDS, ''),
    ...(isMissing
      ? ['the request has no `at`: the time at which it left is expected, or no lifetime can be judged']
      : timeMistakes(value, ['at'])),
    ...(typeof body === 'string' || isArray(body)
      ? [`\`body\` is ${kindOf(body)}: the JSON object that was sent is expected`]
      : []),
    ...(betas === undefined || betas === null || isArray(betas)
      ? []
      : ['`betas` is no list: a list of flags is expected']),
    ...choiceMistakes(value, ['api', 'purpose']),
  ];
}

/** Mistakes of a usage's line, a sentence each. */
export function usageMistakes(value: JsonObject, bodyBytes: number | null): readonly string[] {
  const { usage } = value;
  return [
    ...misspelt(value, USAGE_FIELDS, ''),
    ...timeMistakes(value, ['firstByteAt', 'endedAt']),
    ...(value.status === undefined || value.status === null || numberOf(value.status) !== null
      ? []
      : ['`status` is no number: the HTTP status is expected as one']),
    ...choiceMistakes(value, ['outcome']),
    ...(isObject(usage) ? countMistakes(usage, bodyBytes) : []),
    ...(usage === undefined || usage === null || isObject(usage)
      ? []
      : [`\`usage\` is ${kindOf(usage)}: an object of counts is expected`]),
  ];
}

/** Usage under a provider's own names is read by them. */
function countMistakes(usage: JsonObject, bodyBytes: number | null): readonly string[] {
  const wrong = COUNTS.filter(name => (usage[name] ?? null) !== null && numberOf(usage[name]) === null);
  const absurd = COUNTS.filter(name => numberOf(usage[name]) !== null && countOf(usage[name]) === null);
  const [input, read, write, short, long, total] = [
    'input',
    'cacheRead',
    'cacheWrite',
    'cacheWrite5m',
    'cacheWrite1h',
    'promptTotal',
  ].map(name => countOf(usage[name]));
  return [
    // By the names of a provider alone it is read.
    ...(COUNTS.some(name => usage[name] !== undefined) ? misspelt(usage, COUNTS, 'usage.') : []),
    ...wrong.map(
      name => `\`usage.${name}\` is ${kindOf(usage[name])}: a number is expected, null where it is not known`,
    ),
    ...absurd.map(
      name =>
        `\`usage.${name}\` is ${numberOf(usage[name])}: no such number of tokens can be counted, so it is taken for not known`,
    ),
    ...(write != null && short != null && long != null && short + long !== write
      ? [
          `\`usage.cacheWrite5m\` and \`usage.cacheWrite1h\` make ${short + long}, \`usage.cacheWrite\` is ${write}: the two are expected to add up to it`,
        ]
      : []),
    ...wholeMistakes(total ?? null, [input ?? null, read ?? null, write ?? null]),
    ...cachedInside({
      input: input ?? null,
      cached: (read ?? 0) + (write ?? 0),
      total: total ?? null,
      bodyBytes,
    }),
  ];
}

/** A prompt that is smaller than its parts; where `input` is all of it, that is another mistake. */
function wholeMistakes(total: number | null, parts: readonly (number | null)[]): readonly string[] {
  const sum = parts.reduce<number>((so, part) => so + (part ?? 0), 0);
  if (total === null || parts.includes(null) || total >= sum || total === parts[0]) return [];
  return [
    `\`usage.promptTotal\` is ${total}, less than its parts, which make ${sum}: the whole prompt is expected, or nothing`,
  ];
}

/** A token has more bytes than this on average; below it the counts are too large for what was sent. */
const FEWEST_BYTES = 2;

/** `input` is expected without what was cached; providers whose count includes it are converted carelessly. */
function cachedInside({
  input,
  cached,
  total,
  bodyBytes,
}: {
  readonly input: number | null;
  readonly cached: number;
  readonly total: number | null;
  readonly bodyBytes: number | null;
}): readonly string[] {
  if (input === null || cached === 0 || input < cached) return [];
  const isTotal = total !== null && total === input;
  const isTooMuch =
    bodyBytes !== null &&
    bodyBytes < FEWEST_BYTES * (input + cached) &&
    bodyBytes > 1.25 * FEWEST_BYTES * input;
  return isTotal || isTooMuch
    ? [
        `\`usage.input\` (${input}) includes the ${cached} tokens that were cached, as the prompt shows: it is expected without them`,
      ]
    : [];
}

function timeMistakes(value: JsonObject, names: readonly string[]): readonly string[] {
  return names
    .filter(name => (value[name] ?? null) !== null && timeOf(value[name]) === null)
    .map(name => `\`${name}\` is no time: ISO 8601 in UTC is expected, such as 2026-11-22T10:00:00.000Z`);
}

function choiceMistakes(value: JsonObject, names: readonly string[]): readonly string[] {
  return names.flatMap(name => {
    const choices = CHOICES[name] ?? [];
    const said = value[name] ?? null;
    return said === null || choices.some(choice => choice === said)
      ? []
      : [`\`${name}\` is not known: ${choices.join(', ')} is expected`];
  });
}

/** Fields that nobody knows and that nearly are one that is missing; others are somebody's own. */
function misspelt(value: JsonObject, fields: readonly string[], prefix: string): readonly string[] {
  return Object.keys(value)
    .filter(name => !fields.includes(name))
    .flatMap(name => {
      const meant = fields.find(field => value[field] === undefined && isNearly(name, field));
      return meant === undefined
        ? []
        : [`\`${prefix}${name.slice(0, 24)}\` is not known: \`${prefix}${meant}\` is expected`];
    });
}

/** What others call it. */
const OTHERWISE: Readonly<Record<string, readonly string[]>> = {
  at: ['timestamp', 'ts', 'time'],
  session: ['sessionid', 'conversationid'],
  turn: ['turnid', 'runid'],
  agent: ['agentid', 'agentname'],
  body: ['request', 'payload', 'requestbody'],
  input: ['inputtokens', 'prompttokens'],
  output: ['outputtokens', 'completiontokens'],
  cacheRead: ['cachereadinputtokens', 'cachereadtokens', 'cachedtokens', 'cachedinputtokens'],
  cacheWrite: [
    'cachecreationinputtokens',
    'cachewriteinputtokens',
    'cachewritetokens',
    'cachecreationtokens',
  ],
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

function kindOf(value: Json | undefined): string {
  if (textOf(value) !== null || value === '') return 'text';
  return isArray(value) ? 'a list' : isObject(value) ? 'an object' : `a ${typeof value}`;
}
