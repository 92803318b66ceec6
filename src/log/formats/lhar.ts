/** context-lens: its LHAR exports (lines, or one `lhar` object) and its raw captures, one object a call. */
import {
  at,
  countOf,
  isArray,
  isObject,
  numberOf,
  objectOf,
  textOf,
  timeAfter,
  timeOf,
} from '../json/json.js';
import { placeKey, requestRecord } from '../protocol/request.js';
import { NO_RESPONSE, outcomeOf, usageRecord } from '../protocol/response.js';
import type { JsonObject, LogRecord, PathStep, Usage } from '../record.js';
import { exchangeRecords } from './exchange.js';
import type { LogFormat, ParsedLine } from './format.js';

export const lhar: LogFormat = {
  id: 'lhar',
  title: 'context-lens (LHAR)',
  fidelity: 'usage-only',
  recognises: value =>
    isObject(value.lhar) ||
    (value.type === 'entry' && isObject(value.gen_ai)) ||
    (value.type === 'session' && textOf(value.trace_id) !== null) ||
    (textOf(value.targetUrl) !== null && textOf(value.apiFormat) !== null && value.requestBody !== undefined),
  open: () => ({
    read(line) {
      const entries = at(line.value, 'lhar', 'entries');
      if (isArray(entries)) {
        return entries.flatMap((entry, index) =>
          isObject(entry) ? readEntry(line, entry, ['lhar', 'entries', index]) : [],
        );
      }
      if (line.value.type === 'entry') return readEntry(line, line.value, []);
      return line.value.targetUrl === undefined ? [] : readCapture(line);
    },
  }),
};

/** @param place where the entry stands in its line */
function readEntry(line: ParsedLine, entry: JsonObject, place: readonly PathStep[]): LogRecord[] {
  const startedAt = timeOf(entry.timestamp);
  const key = textOf(entry.id) ?? placeKey({ ...line, at: place });
  const session = textOf(entry.trace_id);
  const agent = textOf(at(entry, 'source', 'agent_role'));
  const status = numberOf(at(entry, 'http', 'status_code'));
  const total = numberOf(at(entry, 'timings', 'total_ms'));
  const endedAt = timeAfter(startedAt, total);
  const body = at(entry, 'raw', 'request_body');
  if (body !== undefined && body !== null) {
    const records = exchangeRecords({
      line,
      key,
      fidelity: 'reserialised',
      url: textOf(at(entry, 'http', 'url')),
      body,
      bodyAt: [...place, 'raw', 'request_body'],
      response: at(entry, 'raw', 'response_body'),
      status,
      known: { at: startedAt, session, agent },
      times: { endedAt },
    });
    if (records.length > 0) return records;
  }
  const request = requestRecord({
    key,
    origin: line.origin,
    fidelity: 'usage-only',
    body: null,
    at: startedAt,
    session,
    agent,
    provider: textOf(at(entry, 'gen_ai', 'system')),
    model: textOf(at(entry, 'gen_ai', 'request', 'model')),
    call: { url: textOf(at(entry, 'http', 'url')), method: 'POST' },
  });
  const usage = usageOf(entry);
  const facts = {
    ...NO_RESPONSE,
    usage,
    outcome: outcomeOf(usage, status !== null && status >= 400 ? '' : null),
  };
  return [request, usageRecord({ origin: line.origin, of: { key }, status, endedAt }, facts)];
}

/**
 * `input_tokens` is an estimate where the provider's count was 0 or missing, so only the cache counters and the output
 * are taken; a cache counter of 0 may stand for a missing one too, hence is taken for unknown unless the other is not 0.
 */
function usageOf(entry: JsonObject): Usage {
  const read = countOf(at(entry, 'usage_ext', 'cache_read_tokens'));
  const written = countOf(at(entry, 'usage_ext', 'cache_write_tokens'));
  const isCounted = (read ?? 0) + (written ?? 0) > 0;
  return {
    input: null,
    cacheRead: isCounted ? read : null,
    cacheWrite: isCounted ? written : null,
    cacheWrite5m: null,
    cacheWrite1h: null,
    output: countOf(at(entry, 'gen_ai', 'usage', 'output_tokens')),
  };
}

function readCapture(line: ParsedLine): LogRecord[] {
  const { value } = line;
  const startedAt = timeOf(value.timestamp);
  const timings = objectOf(value.timings);
  const total = numberOf(timings?.total_ms);
  return exchangeRecords({
    line,
    fidelity: 'reserialised',
    method: textOf(value.method),
    url: textOf(value.targetUrl),
    requestHeaders: value.requestHeaders,
    body: value.requestBody,
    bodyAt: ['requestBody'],
    response: value.responseBody,
    status: numberOf(value.responseStatus),
    known: { at: startedAt, ...sessionOf(value) },
    times: { endedAt: timeAfter(startedAt, total) },
  });
}

function sessionOf(value: JsonObject): { session?: string } {
  const session = textOf(value.sessionId);
  return session === null ? {} : { session };
}
