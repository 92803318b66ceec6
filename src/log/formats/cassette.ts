/**
 * HTTP cassettes, which tests replay: of vcrpy (YAML or JSON, and pydantic-ai's with parsed bodies), go-vcr, Ruby's VCR and
 * Betamax; or an exchange a line, with `request.body_raw` as it was sent.
 *
 * No request has a time of its own. The response's `Date` has: of it, and of the duration that go-vcr writes, the request's is made.
 */
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import { at, isArray, isObject, numberOf, textOf, timeAfter, timeOf } from '../json/json.js';
import type { Json, JsonObject, LogRecord, PathStep } from '../record.js';
import { exchangeRecords, headerOf } from './exchange.js';
import { type LogFormat, type ParsedLine, within } from './format.js';

export const cassette: LogFormat = {
  id: 'cassette',
  title: 'HTTP cassette',
  fidelity: 'wire',
  recognises: value =>
    LISTS.some(list => isInteraction(at(value, list, 0))) || isInteraction(value) || isEmptyCassette(value),
  open: () => ({
    read(line) {
      for (const list of LISTS) {
        const interactions = line.value[list];
        if (!isArray(interactions)) continue;
        return interactions.flatMap((interaction, index) =>
          isObject(interaction) ? readInteraction(line, interaction, [list, index]) : [],
        );
      }
      return readInteraction(line, line.value, []);
    },
  }),
};

const LISTS = ['interactions', 'http_interactions'];

/** Nothing went over the wire while it was recorded. */
const isEmptyCassette = (value: JsonObject): boolean =>
  [value.version, value.recorded_with].some(writer => writer !== undefined) &&
  LISTS.some(list => isArray(value[list]) && at(value, list, 0) === undefined);

function isInteraction(value: Json | undefined): boolean {
  const request = at(value, 'request');
  return (
    isObject(request) &&
    urlOf(request) !== null &&
    ['body', 'body_raw', 'parsed_body'].some(name => request[name] !== undefined) &&
    statusOf(at(value, 'response')) !== null
  );
}

function readInteraction(line: ParsedLine, interaction: JsonObject, place: readonly PathStep[]): LogRecord[] {
  const { request, response } = interaction;
  const [bodyAt, body] = bodyOf(request);
  const answeredAt = timeOf(firstOf(headerOf(at(response, 'headers'), 'date')));
  const duration = millisecondsOf(textOf(at(response, 'duration')));
  return exchangeRecords({
    line: within(line, place),
    fidelity: typeof body === 'string' ? 'wire' : 'reserialised',
    method: textOf(at(request, 'method')),
    url: urlOf(request),
    requestHeaders: at(request, 'headers'),
    body,
    bodyAt,
    response: bodyOf(response)[1],
    status: statusOf(response),
    known: { at: timeAfter(answeredAt, -(duration ?? 0)) ?? timeOf(interaction.recorded_at) },
    times: { firstByteAt: answeredAt },
  });
}

const urlOf = (request: Json | undefined): string | null =>
  textOf(at(request, 'url')) ?? textOf(at(request, 'uri'));

/** A number, `200 OK` with a `code` beside it, or `{"code": 200}`. */
function statusOf(response: Json | undefined): number | null {
  return (
    numberOf(at(response, 'code')) ??
    numberOf(at(response, 'status')) ??
    numberOf(at(response, 'status', 'code'))
  );
}

/** A body and where it stands below its request or response. */
function bodyOf(message: Json | undefined): readonly [PathStep[], Json | undefined] {
  const side = ['request'];
  for (const name of ['body_raw', 'parsed_body', 'body']) {
    const held = at(message, name);
    if (held === undefined || held === null) continue;
    if (name !== 'body' || !isObject(held)) return [[...side, name], held];
    const [inner] = ['string', 'base64_string'].filter(key => (held[key] ?? null) !== null);
    if (inner === undefined) return [[...side, name], held];
    const bytes = encodedOf(inner === 'string' ? held.string : held);
    const text = bytes === null ? held[inner] : unpacked(bytes, at(message, 'headers'));
    return [[...side, name, inner], text];
  }
  return [side, undefined];
}

/** Bytes that YAML marks as binary, or that VCR wrote in base 64. */
function encodedOf(value: Json | undefined): Buffer | null {
  const text = textOf(at(value, 'base64_string'));
  return text === null ? null : Buffer.from(text, 'base64');
}

/** `null` for what was broken off, or packed in a way that is not known. */
function unpacked(bytes: Buffer, headers: Json | undefined): string | null {
  const encoding = textOf(firstOf(headerOf(headers, 'content-encoding')))?.toLowerCase() ?? 'identity';
  const unpack = UNPACKERS.get(encoding);
  try {
    return unpack === undefined ? null : unpack(bytes).toString('utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error) return null;
    throw error;
  }
}

const LARGEST = { maxOutputLength: 256 * 1024 * 1024 };
const UNPACKERS: ReadonlyMap<string, (bytes: Buffer) => Buffer> = new Map([
  ['identity', (bytes: Buffer) => bytes],
  ['gzip', (bytes: Buffer) => gunzipSync(bytes, LARGEST)],
  ['deflate', (bytes: Buffer) => inflateSync(bytes, LARGEST)],
  ['br', (bytes: Buffer) => brotliDecompressSync(bytes, LARGEST)],
]);

/** Headers are lists in cassettes. */
const firstOf = (header: Json | undefined): Json | undefined => (isArray(header) ? header[0] : header);

/** Go's durations: `1.2s`, `850ms`, `1m2.5s`. */
function millisecondsOf(duration: string | null): number | null {
  if (duration === null || !/^(?:\d+(?:\.\d+)?(?:h|ms|m|s|µs|us|ns))+$/.test(duration)) return null;
  const parts = [...duration.matchAll(/(\d+(?:\.\d+)?)(h|ms|m|s|µs|us|ns)/g)];
  return parts.reduce((sum, [, number, unit]) => sum + Number(number) * (UNITS.get(unit ?? '') ?? 0), 0);
}

const UNITS: ReadonlyMap<string, number> = new Map([
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
  ['ms', 1],
  ['µs', 1e-3],
  ['us', 1e-3],
  ['ns', 1e-6],
]);
