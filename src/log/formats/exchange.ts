/** One HTTP exchange on one line, as most proxies and recorders write it. */
import { isArray, isObject, parseJson, textOf } from '../json/json.js';
import { conversationOf } from '../protocol/conversation.js';
import { limitsOfHeaders } from '../protocol/limits.js';
import { placeKey, rawLine, requestRecord } from '../protocol/request.js';
import { NO_RESPONSE, type ResponseFacts, readResponse, usageRecord } from '../protocol/response.js';
import { readStream } from '../protocol/sse.js';
import type {
  Fidelity,
  Json,
  JsonObject,
  LogRecord,
  PathStep,
  PlanWindow,
  RawLine,
  RequestRecord,
  UsageRecord,
} from '../record.js';
import type { ParsedLine } from './format.js';

export interface Exchange {
  readonly line: ParsedLine;
  /** Default: its place in the log. */
  readonly key?: string;
  readonly fidelity: Fidelity;
  readonly method?: string | null;
  readonly url: string | null;
  /** Only flags, the program's name and ids of the conversation are looked at; no header is kept. */
  readonly requestHeaders?: Json | undefined;
  /** A parsed body, or its text. */
  readonly body: Json | undefined;
  readonly bodyAt: readonly PathStep[];
  /** `undefined`: no response was seen. */
  readonly response: Json | undefined;
  readonly status: number | null;
  /** Only what they say of a plan's windows is looked at. */
  readonly responseHeaders?: Json | undefined;
  readonly known?: Partial<RequestRecord>;
  readonly times?: Partial<Pick<UsageRecord, 'firstByteAt' | 'endedAt'>>;
}

/** A request and its usage; nothing for a call that has nothing to do with a model. */
export function exchangeRecords(exchange: Exchange): LogRecord[] {
  const { line, body, method, url } = exchange;
  const isText = typeof body === 'string';
  const parsed = isText ? parseJson(body) : body;
  const request = requestRecord({
    key: exchange.key ?? placeKey(line),
    origin: line.origin,
    fidelity: exchange.fidelity,
    body: isObject(parsed) ? parsed : null,
    raw: isObject(parsed) ? rawOf(exchange, isText) : null,
    call: { url, method: method ?? null },
    betaHeader: headerOf(exchange.requestHeaders, 'anthropic-beta'),
    userAgent: headerOf(exchange.requestHeaders, 'user-agent'),
    ...conversationOf(name => textOfHeader(exchange.requestHeaders, name), isObject(parsed) ? parsed : null),
    ...exchange.known,
  });
  if (request.api === null || request.body === null) return [];
  const usage = usageRecord(
    { origin: line.origin, of: { key: request.key }, status: exchange.status, ...exchange.times },
    { ...readBody(exchange.response, exchange.status), ...limitsIn(exchange) },
  );
  return [request, usage];
}

function limitsIn({ responseHeaders, times }: Exchange): { readonly limits?: readonly PlanWindow[] } {
  const entries = isObject(responseHeaders)
    ? Object.entries(responseHeaders)
    : isArray(responseHeaders)
      ? responseHeaders
          .filter(isObject)
          .map(({ name, value }): [string, Json] => [String(name), value ?? null])
      : [];
  const texts = entries.flatMap(([name, value]) => {
    const text = isArray(value) ? value[0] : value;
    return typeof text === 'string' || typeof text === 'number'
      ? [[name.toLowerCase(), `${text}`] as const]
      : [];
  });
  const limits = limitsOfHeaders(new Map(texts), times?.endedAt ?? null);
  return limits.length === 0 ? {} : { limits };
}

function rawOf({ line, body, bodyAt }: Exchange, isText: boolean): RawLine | null {
  if (line.isYaml !== true) return rawLine(line, bodyAt, isText);
  // Of YAML the text is kept as it was sent; a body that was parsed has no such text.
  return typeof body === 'string'
    ? { bytes: Buffer.from(body), bodyAt: [], bodyIsText: false, isApart: true }
    : null;
}

/** A response body: parsed, or the text of JSON or of a stream. */
export function readBody(response: Json | undefined, status: number | null): ResponseFacts {
  if (typeof response === 'string') return readStream(response, status);
  if (response !== undefined && response !== null) return readResponse(response, status);
  return status !== null && status >= 400 ? readResponse(undefined, status) : NO_RESPONSE;
}

function textOfHeader(headers: Json | undefined, name: string): string | null {
  const value = headerOf(headers, name);
  return textOf(isArray(value) ? value[0] : value);
}

/** A header by its lower-case name, from an object of headers or HAR's list of them. */
export function headerOf(headers: Json | undefined, name: string): Json | undefined {
  if (isObject(headers)) {
    const key = Object.keys(headers).find(candidate => candidate.toLowerCase() === name);
    return key === undefined ? undefined : headers[key];
  }
  if (!Array.isArray(headers)) return undefined;
  const list: readonly Json[] = headers;
  const found = list.find(
    (item): item is JsonObject => isObject(item) && String(item.name).toLowerCase() === name,
  );
  return found?.value;
}
