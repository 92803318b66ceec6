/** What a program that writes our record format gets wrong: said with what is expected, instead of read as unknown. */

import { at, countOf, isArray, isObject, numberOf, objectOf, textOf, timeOf } from '../../json/json.js';
import { keep } from '../../oldest.js';
import { promptTokens } from '../../protocol/usage.js';
import { sum } from '../../protocol/usage-shapes.js';
import type { Json, JsonObject, Usage } from '../../record.js';
import type { ParsedLine } from '../format.js';
import { type SentBody, sentBody } from './body.js';
import {
  beside,
  bodyMistakes,
  COUNTS,
  fieldMistakes,
  idOf,
  kindOf,
  type Mistake,
  REQUEST_FIELDS,
  strangers,
  USAGE_FIELDS,
  wrong,
} from './fields.js';
import type { InputMeaning, InputMeanings } from './input.js';

/** What is kept of a request for its usage. */
export interface SentRequest {
  /** The time of its line, as it stands there. */
  readonly at: Json;
  readonly line: number;
  /** Provider and model. */
  readonly biller: string;
  /** Requests that may go on from each other. */
  readonly lane: string;
  readonly body: SentBody | null;
  /** Its usage, as it stood; null: none came yet. */
  usage: string | null;
}

/** What is known of the requests so far. */
export interface RequestsSoFar {
  note(id: string, request: SentRequest): void;
  of(id: string): SentRequest | null;
}

const REMEMBERED = 100_000;

export function createRequestsSoFar(): RequestsSoFar {
  const requests = new Map<string, SentRequest>();
  return {
    note(id, request) {
      keep(requests, id, request, REMEMBERED);
    },
    of: id => requests.get(id) ?? null,
  };
}

/** What is kept of a request for its usage. */
export function sentRequest({ value, origin, bytes }: ParsedLine, meanings: InputMeanings): SentRequest {
  const body = objectOf(value.body);
  const model = textOf(value.model) ?? textOf(body?.model);
  const biller = `${textOf(value.provider)} ${model}`;
  return {
    at: value.at ?? null,
    line: origin.line,
    biller,
    lane: `${idOf(value.session)} ${textOf(value.agent)}`,
    body: body === null || !meanings.isOpen(biller) ? null : sentBody(body, bytes.byteLength, model),
    usage: null,
  };
}

/** What its `input` counts; usage by the names of a provider is read by them. */
export function meaningOf(
  usage: Json | undefined,
  request: SentRequest | null,
  meanings: InputMeanings,
): InputMeaning {
  const [input, read, total, output] = ['input', 'cacheRead', 'promptTotal', 'output'].map(name =>
    countOf(at(usage, name)),
  );
  if (input == null) return 'apart';
  return meanings.of({
    biller: request?.biller ?? '',
    lane: request?.lane ?? '',
    body: request?.body ?? null,
    input,
    read: read ?? 0,
    written: writtenOf(objectOf(usage)) ?? 0,
    output: output ?? 0,
    total: total ?? null,
  });
}

/** What was written, by itself or by its two lifetimes. */
const writtenOf = (usage: JsonObject | null): number | null =>
  countOf(usage?.cacheWrite) ?? sum([countOf(usage?.cacheWrite5m), countOf(usage?.cacheWrite1h)]);

/** Mistakes of a request's line. @param twin an earlier request with its id */
export function requestMistakes(value: JsonObject, twin: SentRequest | null): readonly Mistake[] {
  const { at: time, betas } = value;
  const isMissing = time === undefined || time === null;
  return [
    ...fieldMistakes(value, REQUEST_FIELDS),
    ...(isObject(value.usage)
      ? [
          wrong(
            '`usage` stands in the request, where it is not read: a record of its own is expected behind it, as `{"cachequake":1,"kind":"usage","id":…,"usage":{…}}`',
          ),
        ]
      : []),
    ...(isMissing
      ? [
          beside(
            'the request has no `at`: the time at which it left is expected, or no lifetime can be judged',
          ),
        ]
      : timeMistakes(value, ['at'])),
    // A log that is written behind itself has the same request at the same time.
    ...(twin !== null && (isMissing ? twin.usage !== null : time !== twin.at)
      ? [
          wrong(
            `its \`id\` is that of the request on line ${twin.line}: an id of its own is expected, or their usages are mixed up`,
          ),
        ]
      : []),
    ...bodyMistakes(value),
    ...(betas === undefined || betas === null || isArray(betas)
      ? []
      : [wrong('`betas` is no list: a list of flags is expected')]),
  ];
}

/** Mistakes of a usage's line. @param request the one it belongs to; null: it stands in an older part */
export function usageMistakes(
  value: JsonObject,
  request: SentRequest | null,
  meaning: InputMeaning,
): readonly Mistake[] {
  const { usage } = value;
  const earlier = request?.usage ?? null;
  return [
    ...(earlier !== null && earlier !== JSON.stringify(usage ?? null)
      ? [wrong('a second usage with this `id`, which says something else: one is expected for each request')]
      : []),
    ...fieldMistakes(value, USAGE_FIELDS),
    ...timeMistakes(value, ['firstByteAt', 'endedAt']),
    ...orderMistakes(value, request),
    ...(value.status === undefined || value.status === null || numberOf(value.status) !== null
      ? []
      : [beside('`status` is no number: the HTTP status is expected as one')]),
    ...(isObject(usage) ? countMistakes(usage, meaning) : []),
    ...(usage === undefined || usage === null || isObject(usage)
      ? []
      : [wrong(`\`usage\` is ${kindOf(usage)}: an object of counts is expected`)]),
    ...outside(value),
  ];
}

/** Providers' names of what is counted. */
const PROVIDERS_COUNTS =
  /^(?:(?:input|output|prompt|completion|total)_tokens|cache_(?:read|creation)_input_tokens)$/;

/** Counts that stand beside `usage`. */
function outside(value: JsonObject): readonly Mistake[] {
  const names = Object.keys(value).filter(
    name => (COUNTS.includes(name) || PROVIDERS_COUNTS.test(name)) && numberOf(value[name]) !== null,
  );
  if (names.length === 0) return [];
  const counts = names.map(name => `\`${name}\``).join(', ');
  const stand = names.length === 1 ? 'stands beside `usage`: it is' : 'stand beside `usage`: they are';
  return [wrong(`${counts} ${stand} expected in it, as \`"usage":{"input":…}\``)];
}

/** Usage under a provider's own names is read by them. */
function countMistakes(usage: JsonObject, meaning: InputMeaning): readonly Mistake[] {
  const said = COUNTS.filter(name => (usage[name] ?? null) !== null);
  const [input, read, write, short, long, total] = [
    ...['input', 'cacheRead', 'cacheWrite', 'cacheWrite5m', 'cacheWrite1h', 'promptTotal'],
  ].map(name => countOf(usage[name]));
  return [
    // By the names of a provider alone it is read.
    ...(COUNTS.some(name => usage[name] !== undefined) ? strangers(usage, COUNTS, 'usage.') : []),
    ...said
      .filter(name => numberOf(usage[name]) === null)
      .map(name =>
        wrong(
          `\`usage.${name}\` is ${kindOf(usage[name])}: a number is expected, null where it is not known`,
        ),
      ),
    ...said
      .filter(name => numberOf(usage[name]) !== null && isAbsurd(name, usage[name]))
      .map(name =>
        wrong(
          `\`usage.${name}\` is ${numberOf(usage[name])}: no such number of ${name === 'prefillMs' ? 'milliseconds' : 'tokens'} can be counted, so it is taken for not known`,
        ),
      ),
    ...(write != null && short != null && long != null && short + long !== write
      ? [
          wrong(
            `\`usage.cacheWrite5m\` and \`usage.cacheWrite1h\` make ${short + long}, \`usage.cacheWrite\` is ${write}: the two are expected to add up to it`,
          ),
        ]
      : []),
    ...(meaning === 'whole' || meaning === 'with-read'
      ? []
      : wholeMistakes(total ?? null, [input ?? null, read ?? null, writtenOf(usage)])),
    ...meaningMistakes(input ?? null, read ?? 0, writtenOf(usage) ?? 0, meaning),
  ];
}

const isAbsurd = (name: string, value: Json | undefined): boolean =>
  name === 'prefillMs' ? (numberOf(value) ?? 0) < 0 : countOf(value) === null;

/** A prompt that is smaller than those of its parts that are known. */
function wholeMistakes(total: number | null, parts: readonly (number | null)[]): readonly Mistake[] {
  const sum = parts.reduce<number>((so, part) => so + (part ?? 0), 0);
  if (total === null || total >= sum) return [];
  return [
    wrong(
      `\`usage.promptTotal\` is ${total}, less than its parts, which make ${sum}: the whole prompt is expected, or nothing, so it is taken for not known`,
    ),
  ];
}

/** `input` is expected without what was cached; providers whose count includes it are converted carelessly. */
function meaningMistakes(
  input: number | null,
  read: number,
  written: number,
  meaning: InputMeaning,
): readonly Mistake[] {
  const cached = read + written;
  if (input === null || cached === 0 || meaning === 'apart') return [];
  if (meaning === 'unclear')
    return [
      wrong(
        `\`usage.input\` (${input}) may include the ${input < cached ? `${read} tokens that were read` : `${cached} tokens that were cached`}, which nothing here tells, so it is taken for not known: \`usage.promptTotal\` is expected beside it`,
      ),
    ];
  if (meaning === 'with-read' && read === 0) return [];
  const included =
    meaning === 'whole'
      ? `${cached} tokens that were cached`
      : `${read} tokens that were read from the cache`;
  return [
    beside(
      `\`usage.input\` (${input}) includes the ${included}, as the log shows: it is expected without them`,
    ),
  ];
}

/** What was counted, with an `input` that means what ours does. */
export function inOurMeaning(usage: Usage | null, meaning: InputMeaning): Usage | null {
  if (usage === null) return usage;
  const { input, cacheRead, cacheWrite } = usage;
  if (input === null || meaning === 'apart') return { ...usage, promptTotal: promptTokens(usage) };
  if (meaning === 'unclear') return { ...usage, input: null, promptTotal: null };
  const read = cacheRead ?? 0;
  if (meaning === 'whole') return { ...usage, input: input - read - (cacheWrite ?? 0), promptTotal: input };
  return { ...usage, input: input - read, promptTotal: sum([input, cacheWrite]) };
}

function timeMistakes(value: JsonObject, names: readonly string[]): readonly Mistake[] {
  return names
    .filter(name => (value[name] ?? null) !== null && timeOf(value[name]) === null)
    .map(name =>
      beside(`\`${name}\` is no time: ISO 8601 in UTC is expected, such as 2026-11-22T10:00:00.000Z`),
    );
}

/** An answer that came before it was asked for. */
function orderMistakes(value: JsonObject, request: SentRequest | null): readonly Mistake[] {
  return wrongTimes(value, request).map(({ name, before }) =>
    beside(`\`${name}\` is earlier than ${before}: a later time is expected, so it is taken for not known`),
  );
}

/** Times of an answer that cannot be, and what they are earlier than. */
export function wrongTimes(
  value: JsonObject,
  request: SentRequest | null,
): readonly { readonly name: 'firstByteAt' | 'endedAt'; readonly before: string }[] {
  const sent = timeOf(request?.at);
  const [first, end] = [timeOf(value.firstByteAt), timeOf(value.endedAt)];
  const left = 'the `at` of its request';
  return [
    ...(sent !== null && first !== null && first < sent
      ? [{ name: 'firstByteAt' as const, before: left }]
      : []),
    ...(sent !== null && end !== null && end < sent
      ? [{ name: 'endedAt' as const, before: left }]
      : first !== null && end !== null && end < first
        ? [{ name: 'endedAt' as const, before: '`firstByteAt`' }]
        : []),
  ];
}
