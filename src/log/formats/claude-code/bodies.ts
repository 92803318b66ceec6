/**
 * Claude Code's raw bodies (`OTEL_LOG_RAW_API_BODIES=file:DIR`): `index.jsonl` has a line per answered request and names
 * the files of its body and its response beside it.
 *
 * The line is written when the response has ended. The request file was written when the request left, so its time is the
 * start, unless the folder was copied.
 */
import { isObject, parseJson, textOf, timeOf } from '../../json/json.js';
import { requestRecord } from '../../protocol/request.js';
import { NO_RESPONSE, readResponse, usageRecord } from '../../protocol/response.js';
import type { LogRecord, SkippedRecord } from '../../record.js';
import type { Beside, BesideFile, LogFormat, ParsedLine } from '../format.js';
import { laneOfSource } from './requests.js';

/** Longest time that one request is believed to have taken. */
const LONGEST_CALL = 60 * 60 * 1000;

export const claudeCodeBodies: LogFormat = {
  id: 'claude-code-bodies',
  title: 'Claude Code raw bodies',
  fidelity: 'reserialised',
  recognises: value => textOf(value.request_file) !== null && textOf(value.response_file) !== null,
  open: beside => ({ read: line => readIndexLine(line, beside) }),
};

function readIndexLine(line: ParsedLine, beside: Beside): LogRecord[] {
  const { value, origin } = line;
  const key = textOf(value.request_file) ?? '';
  const endedAt = timeOf(value.timestamp);
  const sent = beside.read(key);
  const body = sent === null ? undefined : parseJson(sent.bytes.toString('utf8'));
  if (sent === null || !isObject(body)) return [missing(line, key)];
  const request = requestRecord({
    key,
    origin,
    fidelity: 'reserialised',
    raw: { bytes: sent.bytes, bodyAt: [], bodyIsText: false, file: sent.path },
    at: startOf(sent, endedAt),
    session: textOf(value.session_id),
    agent: laneOfSource(textOf(value.query_source)),
    model: textOf(body.model) ?? textOf(value.model),
    api: 'anthropic-messages',
    body,
  });
  const received = beside.read(textOf(value.response_file) ?? '');
  const response = received === null ? undefined : parseJson(received.bytes.toString('utf8'));
  const facts = response === undefined ? { ...NO_RESPONSE, outcome: 'ok' as const } : readResponse(response);
  return [request, usageRecord({ origin, of: { key }, endedAt }, facts)];
}

function startOf({ modified }: BesideFile, endedAt: number | null): number | null {
  if (endedAt === null) return modified;
  return modified <= endedAt && endedAt - modified < LONGEST_CALL ? modified : endedAt;
}

function missing({ origin, bytes }: ParsedLine, name: string): SkippedRecord {
  return {
    kind: 'skipped',
    origin,
    bytes: bytes.byteLength,
    reason: `the body file ${name} is not beside the index, or is not JSON: keep the folder together`,
  };
}
