/** cachequake's own record format: read here, and written through the builders below by everything that records. */
import { quoted } from '../../../text/quoted.js';
import { isArray, numberOf, objectOf, textOf, timeOf, at as valueAt } from '../../json/json.js';
import { clientOf } from '../../protocol/client.js';
import { limitsOfRecord } from '../../protocol/limits.js';
import { rawLine, requestRecord } from '../../protocol/request.js';
import { usageRecord } from '../../protocol/response.js';
import { readUsage } from '../../protocol/usage.js';
import {
  APIS,
  type Api,
  type Billing,
  type Client,
  type Json,
  type JsonObject,
  type LogRecord,
  type Origin,
  OUTCOMES,
  type Outcome,
  type PlanWindow,
  PURPOSES,
  type RequestRecord,
  type SkippedRecord,
  type Usage,
  type VendorVerdict,
} from '../../record.js';
import type { LogFormat, ParsedLine } from '../format.js';
import { choiceOf, idOf, type Mistake } from './fields.js';
import { createInputMeanings, type InputMeanings } from './input.js';
import {
  createRequestsSoFar,
  inOurMeaning,
  meaningOf,
  type RequestsSoFar,
  requestMistakes,
  sentRequest,
  usageMistakes,
  wrongTimes,
} from './mistakes.js';

/** Version of the format; a higher one is skipped with a message. */
export const RECORD_VERSION = 1;

/** What is known when a request leaves. Times are milliseconds since 1970; what is left out is unknown. */
export interface RequestHead {
  /** Joins the request with its usage; unique within its file. */
  readonly id: string;
  readonly at: number;
  readonly session?: string | null;
  readonly turn?: string | null;
  /** Explicit lane. */
  readonly agent?: string | null;
  /** The program that sent it. */
  readonly client?: Client | null;
  readonly provider?: string | null;
  readonly api?: Api | null;
  readonly model?: string | null;
  /** Path and query; no host, no credentials. */
  readonly url?: string | null;
  readonly betas?: readonly string[];
  /** Default `generate`. */
  readonly purpose?: RequestRecord['purpose'];
}

/** What is known when its response has ended. */
export interface UsageLine {
  readonly id: string;
  readonly outcome: Outcome;
  readonly usage: Usage | null;
  readonly firstByteAt?: number | null;
  readonly endedAt?: number | null;
  readonly status?: number | null;
  readonly error?: string | null;
  readonly model?: string | null;
  readonly responseId?: string | null;
  readonly servedBy?: string | null;
  readonly billing?: Billing | null;
  /** Windows of a plan, as the response's headers tell of them. */
  readonly limits?: readonly PlanWindow[];
  readonly vendor?: VendorVerdict | null;
}

export interface NoticeLine {
  readonly at: number;
  readonly session?: string | null;
  readonly text: string;
}

/**
 * The line of a request, with its newline. `body` must be valid JSON: a newline in it can then only stand between
 * tokens, where a space means the same, so everything else stays byte for byte as it was sent.
 */
export function requestLine(head: RequestHead, body: Uint8Array | string): Buffer {
  return Buffer.concat(requestLineParts(head, [typeof body === 'string' ? Buffer.from(body) : body]));
}

/** The same line in the parts in which its body came: a megabyte is not copied to be written. */
export function requestLineParts(head: RequestHead, body: readonly Uint8Array[]): Uint8Array[] {
  const before = JSON.stringify(envelope('request', headFields(head))).slice(0, -1);
  return [Buffer.from(`${before},"body":`), ...body.map(withoutNewlines), Buffer.from('}\n')];
}

/** The line of a request whose body was not kept: too large, or not JSON. */
export function requestLineWithoutBody(head: RequestHead, bodyBytes: number, bodyNote: string): string {
  return `${JSON.stringify(envelope('request', { ...headFields(head), body: null, bodyBytes, bodyNote }))}\n`;
}

export function usageLine({ firstByteAt, endedAt, ...line }: UsageLine): string {
  const { id, limits, ...rest } = line;
  const windows = limits?.map(limit => ({ ...limit, resetsAt: isoOf(limit.resetsAt) }));
  const times = { firstByteAt: isoOf(firstByteAt), endedAt: isoOf(endedAt) };
  return `${JSON.stringify(envelope('usage', { id, ...times, ...rest, ...(windows?.length && { limits: windows }) }))}\n`;
}

export function noticeLine({ at, ...rest }: NoticeLine): string {
  return `${JSON.stringify(envelope('notice', { at: isoOf(at), ...rest }))}\n`;
}

export const cachequake: LogFormat = {
  id: 'cachequake',
  title: 'cachequake recording',
  fidelity: 'wire',
  keepsRepeats: true,
  recognises: value => value.cachequake !== undefined,
  open() {
    const soFar: SoFar = { requests: createRequestsSoFar(), meanings: createInputMeanings() };
    return {
      read(line) {
        const { value, origin } = line;
        const version = numberOf(value.cachequake);
        if (version === null)
          return [skipped(line, '`cachequake` is no number: the version, 1, is expected')];
        if (version > RECORD_VERSION) {
          const newer = `record format ${version} is newer than this cachequake`;
          return [skipped(line, `${newer}: update cachequake`)];
        }
        if (value.kind === 'request') return readRequest(line, soFar);
        if (value.kind === 'usage') return readUsageLine(line, soFar);
        if (value.kind === 'notice') return readNotice(value, origin);
        const kind = textOf(value.kind);
        const unknown =
          kind === null ? 'the record has no `kind`' : `\`kind\` "${quoted(kind, 24)}" is not known`;
        return [
          skipped(line, `${unknown}: request, usage or notice is expected; a newer cachequake may know more`),
        ];
      },
    };
  },
};

function withoutNewlines(bytes: Uint8Array): Uint8Array {
  if (!bytes.includes(0x0a) && !bytes.includes(0x0d)) return bytes;
  const line = Buffer.from(bytes);
  for (const newline of [0x0a, 0x0d]) {
    for (let at = line.indexOf(newline); at !== -1; at = line.indexOf(newline, at + 1)) line[at] = 0x20;
  }
  return line;
}

function envelope(kind: string, fields: object): object {
  return { cachequake: RECORD_VERSION, kind, ...fields };
}

function headFields({ id, at, ...rest }: RequestHead): object {
  return { id, at: isoOf(at), ...rest };
}

function isoOf(time: number | null | undefined): string | null | undefined {
  return time === null || time === undefined ? time : new Date(time).toISOString();
}

function skipped(line: ParsedLine, reason: string, isHarmless = false): SkippedRecord {
  const beside = isHarmless ? { isHarmless } : {};
  return { kind: 'skipped', origin: line.origin, bytes: line.bytes.byteLength, reason, ...beside };
}

const skippedFor = (line: ParsedLine, mistakes: readonly Mistake[]): readonly SkippedRecord[] =>
  mistakes.map(({ reason, isHarmless }) => skipped(line, reason, isHarmless));

/** What the lines of a log have said so far. */
interface SoFar {
  readonly requests: RequestsSoFar;
  readonly meanings: InputMeanings;
}

const MISSING_ID = 'the record has no "id", so request and usage cannot be joined: write one per request';

function readRequest(line: ParsedLine, { requests, meanings }: SoFar): LogRecord[] {
  const { value, origin } = line;
  const key = idOf(value.id);
  if (key === null) return [skipped(line, MISSING_ID)];
  const mistakes = skippedFor(line, requestMistakes(value, requests.of(key)));
  requests.note(key, sentRequest(line, meanings));
  const body = objectOf(value.body);
  const at = timeOf(value.at);
  const session = idOf(value.session);
  const request = requestRecord({
    key,
    origin,
    fidelity: body === null ? 'usage-only' : 'wire',
    raw: body === null ? null : rawLine(line, ['body']),
    at,
    session,
    turn: idOf(value.turn),
    agent: textOf(value.agent),
    client: clientOf(textOf(valueAt(value.client, 'name')), valueAt(value.client, 'version')),
    provider: textOf(value.provider),
    api: choiceOf(APIS, value.api),
    model: textOf(value.model),
    call: { url: textOf(value.url) },
    ...(isArray(value.betas) ? { betas: stringsOf(value.betas).sort() } : {}),
    ...purposeOf(value.purpose),
    body,
  });
  const note = textOf(value.bodyNote);
  const notices: readonly LogRecord[] =
    note === null ? [] : [{ kind: 'notice', origin, at, session, text: note }];
  return [request, ...notices, ...mistakes];
}

function readUsageLine(line: ParsedLine, { requests, meanings }: SoFar): LogRecord[] {
  const { value, origin } = line;
  const key = idOf(value.id);
  if (key === null) return [skipped(line, MISSING_ID)];
  // What is continued in a further file may have its request in an older one.
  const request = requests.of(key);
  if (request === null && origin.log === undefined) {
    const reason = `no request in front of it has the \`id\` "${quoted(key, 40)}": a usage is expected behind its request, with the same id`;
    return [skipped(line, reason)];
  }
  const meaning = meaningOf(value.usage, request, meanings);
  const mistakes = skippedFor(line, usageMistakes(value, request, meaning));
  if (request !== null) request.usage = JSON.stringify(value.usage ?? null);
  const impossible = wrongTimes(value, request).map(({ name }) => name);
  const timeAt = (name: 'firstByteAt' | 'endedAt'): number | null =>
    impossible.includes(name) ? null : timeOf(value[name]);
  const vendor = objectOf(value.vendor);
  return [
    usageRecord(
      {
        origin,
        of: { key },
        status: numberOf(value.status),
        firstByteAt: timeAt('firstByteAt'),
        endedAt: timeAt('endedAt'),
      },
      {
        usage: inOurMeaning(readUsage(value.usage), meaning),
        outcome: choiceOf(OUTCOMES, value.outcome) ?? 'ok',
        error: textOf(value.error),
        model: textOf(value.model),
        responseId: textOf(value.responseId),
        servedBy: textOf(value.servedBy),
        billing: billingOf(objectOf(value.billing)),
        vendor: vendor === null ? null : verdictOf(vendor),
        ...(isArray(value.limits) && { limits: limitsOfRecord(value.limits) }),
      },
    ),
    ...mistakes,
  ];
}

function readNotice(value: JsonObject, origin: Origin): LogRecord[] {
  const text = textOf(value.text);
  if (text === null) return [];
  return [{ kind: 'notice', origin, at: timeOf(value.at), session: idOf(value.session), text }];
}

function verdictOf(vendor: JsonObject): VendorVerdict | null {
  const by = textOf(vendor.by);
  const reason = textOf(vendor.reason);
  return by === null || reason === null ? null : { by, reason, missedTokens: numberOf(vendor.missedTokens) };
}

function billingOf(billing: JsonObject | null): Billing | null {
  if (billing === null) return null;
  return { tier: textOf(billing.tier), speed: textOf(billing.speed), geo: textOf(billing.geo) };
}

function purposeOf(value: Json | undefined): Partial<Pick<RequestRecord, 'purpose'>> {
  const purpose = choiceOf(PURPOSES, value);
  return purpose === null ? {} : { purpose };
}

function stringsOf(values: readonly Json[]): string[] {
  return values.filter(value => typeof value === 'string');
}
