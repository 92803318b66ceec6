/**
 * LiteLLM's standard logging payload, one object a call. Its messages are LiteLLM's (OpenAI's shape whatever the
 * provider), so byte positions are of its form, not of the wire. `cache_hit` is LiteLLM's own response cache.
 */

import { at, isArray, isObject, numberOf, objectOf, textOf, timeOf } from '../json/json.js';
import { inferProvider } from '../protocol/api.js';
import { clientOfAgent } from '../protocol/client.js';
import { placeKey, requestRecord } from '../protocol/request.js';
import { outcomeOf, readResponse, usageRecord } from '../protocol/response.js';
import { readUsage } from '../protocol/usage.js';
import type { Client, Json, JsonObject, LogRecord, Usage } from '../record.js';
import type { LogFormat, ParsedLine } from './format.js';

export const litellm: LogFormat = {
  id: 'litellm',
  title: 'LiteLLM standard payload',
  fidelity: 'reserialised',
  recognises: value =>
    textOf(value.call_type) !== null && isObject(value.model_parameters) && value.messages !== undefined,
  open: () => ({ read: readPayload }),
};

function readPayload(line: ParsedLine): LogRecord[] {
  const { value, origin } = line;
  const key = textOf(value.id) ?? placeKey(line);
  const body = bodyOf(value);
  const request = requestRecord({
    key,
    origin,
    fidelity: body === null ? 'usage-only' : 'reserialised',
    body,
    at: timeOf(value.startTime),
    session: textOf(at(value, 'metadata', 'session_id')) ?? textOf(value.session_id),
    turn: textOf(value.trace_id),
    client: clientOfTags(value.request_tags),
    provider: textOf(value.custom_llm_provider) ?? inferProvider(textOf(value.api_base)),
    model: textOf(value.model),
    api: isArray(value.messages) ? 'openai-chat' : null,
  });
  const facts = readResponse(value.response);
  const usage = facts.usage ?? usageOf(value);
  const error = value.status === 'failure' ? (textOf(value.error_str) ?? 'failed') : facts.error;
  return [
    request,
    usageRecord(
      {
        origin,
        of: { key },
        firstByteAt: timeOf(value.completionStartTime),
        endedAt: timeOf(value.endTime),
      },
      { ...facts, usage, error, outcome: outcomeOf(usage, error) },
    ),
  ];
}

/** The proxy tags each call with its `User-Agent`, whole and cut at the slash. */
export function clientOfTags(tags: Json | undefined): Client | null {
  const agents = isArray(tags)
    ? tags.flatMap(tag => /^User-Agent: (.*)$/.exec(textOf(tag) ?? '')?.[1] ?? [])
    : [];
  return agents.map(clientOfAgent).find(client => client !== null) ?? null;
}

/** The request as the caller gave it: parameters and messages; `null` where messages were turned off. */
function bodyOf(value: JsonObject): JsonObject | null {
  if (!isArray(value.messages) || value.messages.length === 0) return null;
  return { model: value.model ?? null, ...objectOf(value.model_parameters), messages: value.messages };
}

function usageOf(value: JsonObject): Usage | null {
  if (numberOf(value.prompt_tokens) === null) return null;
  return readUsage({
    prompt_tokens: value.prompt_tokens ?? null,
    completion_tokens: value.completion_tokens ?? null,
    total_tokens: value.total_tokens ?? null,
  });
}
