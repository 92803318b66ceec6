/**
 * OpenClaw's payload log (`OPENCLAW_ANTHROPIC_PAYLOAD_LOG=1`): a line when a request leaves, one when its run ends.
 *
 * The usage line belongs to the run and repeats what the run's last assistant message says; if a run fails before it gets
 * an answer, that message is an older run's, so usage beside an error is believed only if it is new.
 * Current versions replace long texts, shared objects and secrets by placeholders.
 */
import { objectOf, textOf, timeOf } from '../json/json.js';
import { findRedacted, mayBeRedacted, mendMarkers } from '../protocol/redaction.js';
import { placeKey, rawLine, requestRecord } from '../protocol/request.js';
import { NO_RESPONSE, outcomeOf, usageRecord } from '../protocol/response.js';
import { readUsage } from '../protocol/usage.js';
import type { Client, LogRecord, UsageRecord } from '../record.js';
import type { LogFormat, ParsedLine } from './format.js';

const STAGES = new Set(['request', 'usage', 'response']);

export const openclawPayload: LogFormat = {
  id: 'openclaw-payload',
  title: 'OpenClaw payload log',
  fidelity: 'reserialised',
  recognises: value =>
    typeof value.stage === 'string' &&
    STAGES.has(value.stage) &&
    value.seq === undefined &&
    (value.payload !== undefined ||
      value.usage !== undefined ||
      value.error !== undefined ||
      value.stage === 'usage'),
  open() {
    /** Usage of the last run of each session, as it was written; bounded by the number of sessions. */
    const lastUsage = new Map<string, string>();
    return {
      read(line) {
        if (line.value.stage === 'request') return readRequest(line);
        return line.value.stage === 'usage' ? readRunUsage(line, lastUsage) : [];
      },
    };
  },
};

const CLIENT: Client = { name: 'openclaw', version: null };
const NONE: readonly never[] = [];

function readRequest(line: ParsedLine): LogRecord[] {
  const { value, origin } = line;
  const payload = objectOf(value.payload);
  if (payload === null) return [];
  const isWhole = !mayBeRedacted(payload, line.bytes);
  const body = isWhole ? payload : mendMarkers(payload);
  const redacted = isWhole ? NONE : findRedacted(body);
  return [
    requestRecord({
      key: placeKey(line),
      origin,
      fidelity: redacted.length === 0 ? 'reserialised' : 'redacted',
      raw: rawLine(line, ['payload']),
      at: timeOf(value.ts),
      session: sessionOf(line),
      turn: textOf(value.runId),
      agent: /:subagent:/.test(textOf(value.sessionKey) ?? '') ? 'subagent' : null,
      client: CLIENT,
      provider: textOf(value.provider),
      model: textOf(payload.model) ?? textOf(value.modelId),
      call: { apiName: textOf(value.modelApi) ?? 'anthropic-messages' },
      body,
      redacted,
    }),
  ];
}

function readRunUsage(line: ParsedLine, lastUsage: Map<string, string>): UsageRecord[] {
  const { value, origin } = line;
  const turn = textOf(value.runId);
  if (turn === null) return [];
  const session = sessionOf(line);
  const error = textOf(value.error);
  const written = JSON.stringify(value.usage ?? null);
  const isStale = error !== null && lastUsage.get(session ?? '') === written;
  lastUsage.set(session ?? '', written);
  const usage = isStale ? null : readUsage(value.usage);
  const facts = { ...NO_RESPONSE, usage, error, outcome: outcomeOf(usage, error) };
  return [usageRecord({ origin, of: { session, turn }, endedAt: timeOf(value.ts) }, facts)];
}

function sessionOf({ value }: ParsedLine): string | null {
  return textOf(value.sessionId) ?? textOf(value.sessionKey);
}
