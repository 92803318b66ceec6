/** claude-tap's JSON lines, and its compact export: one object in which large parts stand once and are referred to. */
import { at, isArray, isObject, numberOf, objectOf, textOf, timeAfter, timeOf } from '../json/json.js';
import type { Json, JsonObject, LogRecord, PathStep } from '../record.js';
import { exchangeRecords } from './exchange.js';
import type { LogFormat, ParsedLine } from './format.js';

const COMPACT = '__claude_tap_compact_trace__';
const COMPACT_RECORD = '__claude_tap_compact_record__';
const REFERENCE = '__claude_tap_blob_ref__';

export const claudeTap: LogFormat = {
  id: 'claude-tap',
  title: 'claude-tap',
  fidelity: 'reserialised',
  recognises: value => value[COMPACT] !== undefined || isRecord(value),
  open: () => ({
    read: line => (line.value[COMPACT] === undefined ? readRecord(line, line.value, []) : readCompact(line)),
  }),
};

function isRecord({ request, response, turn, request_id }: JsonObject): boolean {
  return (
    (turn !== undefined || textOf(request_id) !== null) &&
    isObject(request) &&
    textOf(request.path) !== null &&
    request.url === undefined &&
    response !== undefined
  );
}

function readCompact(line: ParsedLine): LogRecord[] {
  const { records } = line.value;
  const blobs = objectOf(line.value.blobs) ?? {};
  if (!isArray(records)) return [];
  return records.flatMap((entry, index) => {
    const isWrapped = at(entry, COMPACT_RECORD) !== undefined;
    const record = isWrapped ? at(entry, 'record') : entry;
    const whole = objectOf(resolve(record ?? null, blobs));
    return whole === null
      ? []
      : readRecord(line, whole, ['records', index, ...(isWrapped ? ['record'] : [])]);
  });
}

/** @param place where the record stands in its line */
function readRecord(line: ParsedLine, value: JsonObject, place: readonly PathStep[]): LogRecord[] {
  const { request, response } = value;
  const endedAt = timeOf(value.timestamp);
  const duration = numberOf(value.duration_ms);
  const startedAt = timeAfter(endedAt, -(duration ?? 0));
  const path = textOf(at(request, 'path')) ?? '';
  const url = `${textOf(value.upstream_base_url) ?? ''}${path}`;
  // A socket has no path of its own kind: what is sent over it is a message that creates a response.
  const isSocket = value.transport === 'websocket';
  return exchangeRecords({
    line,
    key: textOf(value.request_id) ?? `${line.origin.line}#${numberOf(value.turn) ?? place.join('.')}`,
    fidelity: 'reserialised',
    method: isSocket ? 'POST' : textOf(at(request, 'method')),
    url,
    requestHeaders: at(request, 'headers'),
    body: at(request, 'body'),
    bodyAt: [...place, 'request', 'body'],
    responseHeaders: at(response, 'headers'),
    response: at(response, 'body'),
    status: statusOf(numberOf(at(response, 'status'))),
    known: { at: startedAt, ...(isSocket ? { api: 'openai-responses' as const } : {}) },
    times: { endedAt },
  });
}

/** A socket answers 101; what counts is what came over it. */
function statusOf(status: number | null): number | null {
  return status === 101 ? null : status;
}

function resolve(value: Json, blobs: JsonObject): Json {
  if (isArray(value)) return value.map(item => resolve(item, blobs));
  if (!isObject(value)) return value;
  const hash = textOf(at(value, REFERENCE, 'hash'));
  if (hash !== null) return payloadOf(blobs[hash]);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, resolve(item, blobs)]));
}

function payloadOf(blob: Json | undefined): Json {
  return isObject(blob) && blob.kind === 'json' ? (blob.payload ?? null) : (blob ?? null);
}
