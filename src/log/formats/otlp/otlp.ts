/**
 * OpenTelemetry as OTLP JSON (the collector's file exporter): spans of the GenAI conventions and of those who name things
 * otherwise (OpenInference, Vercel's AI SDK, Sentry, OpenLLMetry), and Claude Code's `api_request` events. Their contents are
 * normalised, so usage only.
 */
import {
  at,
  countOf,
  isArray,
  isObject,
  objectOf,
  parseJson,
  textOf,
  timeAfter,
  timeOf,
} from '../../json/json.js';
import { clientOf } from '../../protocol/client.js';
import { placeKey } from '../../protocol/request.js';
import { readUsage } from '../../protocol/usage.js';
import type { Client, Json, JsonObject, LogRecord, Usage } from '../../record.js';
import { billedCall } from '../billed.js';
import type { FormatReader, LogFormat, ParsedLine } from '../format.js';
import { createFamily, type Relative } from './family.js';

export const otlp: LogFormat = {
  id: 'otlp',
  title: 'OpenTelemetry (OTLP JSON)',
  fidelity: 'usage-only',
  recognises: value => ROOTS.some(root => isArray(value[root])),
  open: openTraces,
};

/** Exports; some writers put each `ResourceSpans` on a line of its own. */
const ROOTS = ['resourceSpans', 'resourceLogs', 'scopeSpans', 'scopeLogs'];

function openTraces(): FormatReader {
  const family = createFamily();

  return {
    read(line) {
      const spans = listed(line.value, 'spans').map(spanOf);
      family.note(spans);
      return [
        ...spans.flatMap((span, n) => (family.isCounted(span) ? [] : readSpan(line, span, n))),
        ...listed(line.value, 'logRecords').flatMap((event, n) => readEvent(line, event, n)),
      ];
    },
  };
}

type Attributes = ReadonlyMap<string, Json>;

interface Span extends Relative {
  readonly value: JsonObject;
  readonly client: Client | null;
  readonly attributes: Attributes;
}

function spanOf({ value, client }: Listed): Span {
  const attributes = attributesOf(value);
  const idOf = (id: Json | undefined): string | null =>
    textOf(id) === null ? null : `${textOf(value.traceId) ?? ''}/${textOf(id)}`;
  const usage = isInference(attributes) ? usageOfSpan(attributes) : null;
  return {
    id: idOf(value.spanId) ?? '',
    parent: idOf(value.parentSpanId),
    responseId: firstText(attributes, ['gen_ai.response.id', 'ai.response.id']),
    value,
    client,
    attributes,
    usage,
  };
}

function firstText(attributes: Attributes, names: readonly string[]): string | null {
  return names.map(name => textOf(attributes.get(name))).find(text => text !== null) ?? null;
}

function readSpan(
  line: ParsedLine,
  { value: span, client, attributes, usage, responseId }: Span,
  n: number,
): LogRecord[] {
  if (usage === null) return [];
  const failed = at(span, 'status', 'code') === 2 || at(span, 'status', 'code') === 'STATUS_CODE_ERROR';
  const first = (names: readonly string[]): string | null => firstText(attributes, names);
  const responseModel = first(['gen_ai.response.model', 'ai.response.model']);
  return billedCall(line, {
    key: textOf(span.spanId) ?? placeKey({ ...line, at: [n] }),
    at: timeOf(span.startTimeUnixNano),
    endedAt: timeOf(span.endTimeUnixNano),
    session: first(['gen_ai.conversation.id', 'session.id', 'ai.telemetry.metadata.sessionId']),
    agent: first(['gen_ai.agent.name']),
    client,
    // `anthropic.messages` in Vercel's.
    provider:
      first([
        'gen_ai.provider.name',
        'gen_ai.system',
        'llm.provider',
        'llm.system',
        'ai.model.provider',
      ])?.replace(/^(anthropic|openai|google)\..*/, '$1') ?? null,
    // Asked for may be an alias or a deployment; who answered has the rules and the price.
    model: responseModel ?? first(['gen_ai.request.model', 'llm.model_name', 'ai.model.id']),
    responseModel,
    responseId,
    usage,
    error: failed ? (textOf(at(span, 'status', 'message')) ?? 'error') : null,
  });
}

/**
 * Who says what a span did, and what of it ran a model. Spans of agents, tools and whole runs sum up what their inference spans
 * were billed. Sources: GenAI conventions; OpenInference, span kinds; Vercel AI SDK, telemetry; Sentry, AI agents; OpenLLMetry.
 */
const KINDS: readonly (readonly [string, RegExp])[] = [
  ['openinference.span.kind', /^LLM$/i],
  ['ai.operationId', /\.do(?:Generate|Stream)$/],
  ['gen_ai.operation.name', /^(?:chat|text_completion|generate_content|completion|responses|messages)$/],
  ['traceloop.span.kind', /^llm$/],
  [
    'sentry.op',
    /^gen_ai\.(?:chat|text_completion|generate_content|completion|responses|messages|generate_text|stream_text)$/,
  ],
];

/** A span of which nobody says what it is may be one. */
function isInference(attributes: Attributes): boolean {
  const known = KINDS.find(([name]) => textOf(attributes.get(name)) !== null);
  return known === undefined || known[1].test(textOf(attributes.get(known[0])) ?? '');
}

/** By the conventions the input includes what was read and written; `readUsage` convicts those that mean otherwise. */
function usageOfSpan(attributes: Attributes): Usage | null {
  const first = (names: readonly string[]): number | null =>
    names.map(name => tokensOf(attributes.get(name))).find(count => count !== null) ?? null;
  const input = first(INPUT);
  if (input === null) return null;
  const ofAnthropic = anthropicUsage(attributes, { input, output: first(OUTPUT), read: first(READ) });
  if (ofAnthropic !== null) return ofAnthropic;
  return readUsage({
    prompt_tokens: input,
    completion_tokens: first(OUTPUT),
    total_tokens: first(TOTAL),
    prompt_tokens_details: { cached_tokens: first(READ), cache_write_tokens: first(WRITTEN) },
  });
}

/**
 * What Vercel's AI SDK passes on of Anthropic's answer: `usage` as it was billed; before it had that, only what was written, beside
 * an input that was counted without the cached tokens. The names of the SDK itself have no word for a write before its version 6.
 */
function anthropicUsage(
  attributes: Attributes,
  { input, output, read }: { input: number; output: number | null; read: number | null },
): Usage | null {
  const metadata = at(parseJson(textOf(attributes.get('ai.response.providerMetadata')) ?? ''), 'anthropic');
  const billed = readUsage(at(metadata, 'usage'));
  if (billed !== null) return billed;
  const written = countOf(at(metadata, 'cacheCreationInputTokens'));
  if (written === null && !isUnwritten(attributes)) return null;
  return readUsage({
    input_tokens: input,
    output_tokens: output,
    cache_read_input_tokens: countOf(at(metadata, 'cacheReadInputTokens')) ?? read,
    cache_creation_input_tokens: written,
  });
}

/** Counted by the SDK before its version 6, for Anthropic: without the cached tokens, and without a word of what was written. */
function isUnwritten(attributes: Attributes): boolean {
  const isOfSdk = /^anthropic\b/.test(textOf(attributes.get('ai.model.provider')) ?? '');
  return isOfSdk && ![...attributes.keys()].some(name => SINCE_SDK_6.test(name));
}

const SINCE_SDK_6 = /^ai\.usage\.inputTokenDetails\.|cache_(?:write|creation)/;

const genAi = (...names: readonly string[]): string[] => names.map(name => `gen_ai.usage.${name}`);

const INPUT = [
  ...genAi('input_tokens', 'prompt_tokens'),
  ...['llm.token_count.prompt', 'ai.usage.inputTokens', 'ai.usage.promptTokens', 'ai.prompt_tokens.used'],
];
const OUTPUT = [
  ...genAi('output_tokens', 'completion_tokens'),
  ...[
    'llm.token_count.completion',
    'ai.usage.outputTokens',
    'ai.usage.completionTokens',
    'ai.completion_tokens.used',
  ],
];
const TOTAL = [
  ...genAi('total_tokens'),
  ...['llm.usage.total_tokens', 'llm.token_count.total', 'ai.usage.totalTokens', 'ai.total_tokens.used'],
];
const READ = [
  ...genAi('cache_read.input_tokens', 'cache_read_input_tokens', 'input_tokens.cached', 'cache_read_tokens'),
  ...['llm.token_count.prompt_details.cache_read', 'ai.usage.inputTokenDetails.cacheReadTokens'],
  ...['ai.usage.cachedInputTokens'],
  ...genAi('details.cache_read_tokens', 'details.cache_read_input_tokens', 'details.cached_tokens'),
];
const WRITTEN = [
  ...genAi('cache_write.input_tokens', 'input_tokens.cache_write', 'cache_write_input_tokens'),
  ...genAi('cache_creation.input_tokens', 'cache_creation_input_tokens', 'cache_write_tokens'),
  ...['llm.token_count.prompt_details.cache_write', 'ai.usage.inputTokenDetails.cacheWriteTokens'],
  // Pydantic AI (`gen_ai.usage.details.*`): its own names, and beside them those of the provider.
  ...genAi('details.cache_write_tokens', 'details.cache_creation_input_tokens'),
];

function readEvent(line: ParsedLine, { value: event, client }: Listed, n: number): LogRecord[] {
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
    client,
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

/** Spans or log records, below whatever of their wrappers a line begins with. */
function listed(value: JsonObject, leaf: 'spans' | 'logRecords'): Listed[] {
  const [resources, scopes] =
    leaf === 'spans' ? ['resourceSpans', 'scopeSpans'] : ['resourceLogs', 'scopeLogs'];
  const below = (object: JsonObject, key: string): readonly JsonObject[] => {
    const items = object[key];
    if (isArray(items)) return items.filter(isObject);
    return key === leaf ? [] : [object];
  };
  return below(value, resources).flatMap(wrapper => {
    const client = clientOfResource(attributesOf(objectOf(wrapper.resource) ?? {}));
    return below(wrapper, scopes).flatMap(scope => below(scope, leaf).map(item => ({ value: item, client })));
  });
}

interface Listed {
  readonly value: JsonObject;
  /** The program that exported it. */
  readonly client: Client | null;
}

/** The SDK's own name stands there where the program gives none (OpenTelemetry, resource conventions: `unknown_service`). */
function clientOfResource(resource: Attributes): Client | null {
  const name = textOf(resource.get('service.name'));
  return clientOf(
    name?.startsWith('unknown_service') === true ? null : name,
    resource.get('service.version'),
  );
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
