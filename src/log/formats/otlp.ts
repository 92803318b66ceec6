/**
 * OpenTelemetry as OTLP JSON (the collector's file exporter): spans of the GenAI conventions, and Claude Code's
 * `api_request` events. Their contents are normalised, so usage only.
 */
import { at, countOf, isArray, isObject, textOf, timeAfter, timeOf } from '../json/json.js';
import { placeKey } from '../protocol/request.js';
import { readUsage } from '../protocol/usage.js';
import type { Json, JsonObject, LogRecord, Usage } from '../record.js';
import { billedCall } from './billed.js';
import type { LogFormat, ParsedLine } from './format.js';

export const otlp: LogFormat = {
  id: 'otlp',
  title: 'OpenTelemetry (OTLP JSON)',
  fidelity: 'usage-only',
  recognises: value => isArray(value.resourceSpans) || isArray(value.resourceLogs),
  open: () => ({
    read: line => [
      ...nested(line.value, ['resourceSpans', 'scopeSpans', 'spans']).flatMap((span, n) =>
        readSpan(line, span, n),
      ),
      ...nested(line.value, ['resourceLogs', 'scopeLogs', 'logRecords']).flatMap((event, n) =>
        readEvent(line, event, n),
      ),
    ],
  }),
};

type Attributes = ReadonlyMap<string, Json>;

function readSpan(line: ParsedLine, span: JsonObject, n: number): LogRecord[] {
  const attributes = attributesOf(span);
  const usage = isInference(attributes) ? usageOfSpan(attributes) : null;
  if (usage === null) return [];
  const failed = at(span, 'status', 'code') === 2 || at(span, 'status', 'code') === 'STATUS_CODE_ERROR';
  const error = failed ? (textOf(at(span, 'status', 'message')) ?? 'error') : null;
  return billedCall(line, {
    key: textOf(span.spanId) ?? placeKey({ ...line, at: [n] }),
    at: timeOf(span.startTimeUnixNano),
    endedAt: timeOf(span.endTimeUnixNano),
    session: textOf(attributes.get('gen_ai.conversation.id')),
    agent: textOf(attributes.get('gen_ai.agent.name')),
    provider: textOf(attributes.get('gen_ai.provider.name')) ?? textOf(attributes.get('gen_ai.system')),
    model: textOf(attributes.get('gen_ai.request.model')),
    responseModel: textOf(attributes.get('gen_ai.response.model')),
    responseId: textOf(attributes.get('gen_ai.response.id')),
    usage,
    error,
  });
}

/** Spans of agents and tools sum up what their inference spans were billed (GenAI conventions, `gen_ai.operation.name`). */
function isInference(attributes: Attributes): boolean {
  const operation = textOf(attributes.get('gen_ai.operation.name'));
  return operation === null || /^(?:chat|text_completion|generate_content|completion)$/.test(operation);
}

/** By the conventions `input_tokens` includes what was read and written; older exporters use other names for the cache. */
function usageOfSpan(attributes: Attributes): Usage | null {
  const first = (...names: readonly string[]): number | null =>
    names.map(name => tokensOf(attributes.get(`gen_ai.usage.${name}`))).find(count => count !== null) ?? null;
  const input = first('input_tokens', 'prompt_tokens');
  if (input === null) return null;
  return readUsage({
    prompt_tokens: input,
    completion_tokens: first('output_tokens', 'completion_tokens'),
    prompt_tokens_details: {
      cached_tokens: first('cache_read.input_tokens', 'cache_read_input_tokens', 'input_tokens.cached'),
      cache_write_tokens: first(
        'cache_write.input_tokens',
        'input_tokens.cache_write',
        'cache_write_input_tokens',
        'cache_creation.input_tokens',
        'cache_creation_input_tokens',
        'cache_write_tokens',
      ),
    },
  });
}

function readEvent(line: ParsedLine, event: JsonObject, n: number): LogRecord[] {
  const attributes = attributesOf(event);
  const name =
    textOf(attributes.get('event.name')) ??
    textOf(event.eventName) ??
    textOf(at(event, 'body', 'stringValue'));
  if (name?.replace(/^claude_code\./, '') !== 'api_request') return [];
  const endedAt = timeOf(event.timeUnixNano);
  const duration = tokensOf(attributes.get('duration_ms'));
  const count = (key: string): number | null => tokensOf(attributes.get(key));
  return billedCall(line, {
    key: textOf(attributes.get('request_id')) ?? placeKey({ ...line, at: [n] }),
    at: timeAfter(endedAt, -(duration ?? 0)),
    endedAt,
    session: textOf(attributes.get('session.id')),
    turn: textOf(attributes.get('prompt.id')),
    agent: textOf(attributes.get('query_source')),
    provider: 'anthropic',
    model: textOf(attributes.get('model')),
    usage: readUsage({
      input_tokens: count('input_tokens'),
      output_tokens: count('output_tokens'),
      cache_read_input_tokens: count('cache_read_tokens'),
      cache_creation_input_tokens: count('cache_creation_tokens'),
    }),
  });
}

function nested(value: JsonObject, [key, ...rest]: readonly string[]): JsonObject[] {
  if (key === undefined) return [value];
  const items = value[key];
  return isArray(items) ? items.filter(isObject).flatMap(item => nested(item, rest)) : [];
}

function attributesOf(value: JsonObject): Attributes {
  const entries = isArray(value.attributes) ? value.attributes : [];
  return new Map(
    entries.flatMap(entry => {
      const key = textOf(at(entry, 'key'));
      const held = at(entry, 'value');
      const plain = isObject(held) ? Object.values(held)[0] : undefined;
      return key === null || plain === undefined ? [] : [[key, plain] as const];
    }),
  );
}

/** OTLP writes 64-bit integers as text. */
function tokensOf(value: Json | undefined): number | null {
  return countOf(typeof value === 'string' && value !== '' ? Number(value) : value);
}
