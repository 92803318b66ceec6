/**
 * JSON of other tools that is no log of requests, told by its shape, so that it is named for what it is and never read as a log by
 * hand. Shapes: examples for fine-tuning, files of batches, the context of Kimi CLI (its wiki on context management), exports of Langfuse (observations) and Helicone (requests), by the
 * documentation of those who read or write them.
 */
import { at, isArray, isObject, textOf } from '../json/json.js';
import type { Json, JsonObject } from '../record.js';

/** A message alone, as Cline and Roo Code keep a task's conversation. */
const MESSAGE: (value: JsonObject) => boolean = ({
  role,
  content,
  usage,
  model,
  message,
  type,
  uuid,
  timestamp,
}) =>
  /^(?:user|assistant|system|developer|tool)$/.test(String(role)) &&
  (isArray(content) || typeof content === 'string') &&
  [usage, model, message, type, uuid, timestamp].every(field => field === undefined);

/** What only a call says, or a log of calls; an example to train with has none of it. */
const OF_CALLS = [
  ...['max_tokens', 'max_completion_tokens', 'max_output_tokens', 'stream', 'temperature', 'top_p', 'stop'],
  ...['stop_sequences', 'thinking', 'reasoning', 'reasoning_effort', 'generationConfig', 'generation_config'],
  ...['inferenceConfig', 'anthropic_version', 'cache_control', 'prompt_cache_key', 'options', 'keep_alive'],
  ...['usage', 'response', 'output', 'status', 'url', 'ts', 'timestamp', 'time', 'at', 'startTime', 'stage'],
];

const hasNone = (value: JsonObject, names: readonly string[]): boolean =>
  names.every(name => value[name] === undefined);

/** True for a conversation that ends with the model's own words. Those of a call may too, and say so (`prefix`, `partial`). */
function endsAnswered({ messages, contents }: JsonObject): boolean {
  const last = [messages, contents].find(isArray)?.at(-1);
  if (!isObject(last) || last.prefix === true || last.partial === true) return false;
  return /^(?:assistant|model)$/.test(String(last.role));
}

/** OpenAI's, Bedrock's and Vertex AI's examples, those of preferences, and the shapes that data sets have. */
function isExample(value: JsonObject): boolean {
  const { preferred_output, non_preferred_output, chosen, rejected, reference_answer, conversations } = value;
  const { prompt, completion, messages } = value;
  if (!hasNone(value, OF_CALLS)) return false;
  if (preferred_output !== undefined && non_preferred_output !== undefined) return true;
  if (chosen !== undefined && rejected !== undefined) return true;
  if (isArray(messages) && reference_answer !== undefined) return true;
  if (isArray(conversations)) return conversations.every(turn => textOf(at(turn, 'from')) !== null);
  return endsAnswered(value) || (textOf(prompt) !== null && textOf(completion) !== null);
}

/** What a log of calls has beside a body, and a file of requests to be sent has not. */
const BESIDE_CALLS = ['usage', 'response', 'ts', 'timestamp', 'time', 'at', 'status'];

/** OpenAI's (`body`, with or without an address), Anthropic's (`params`), Vertex AI's, Gemini's and Bedrock's. */
function isBatchRequest(value: JsonObject): boolean {
  const { custom_id, body, params, request, key, metadata, modelInput } = value;
  if (!hasNone(value, BESIDE_CALLS)) return false;
  if (textOf(custom_id) !== null) return [body, params, request].some(isObject);
  if (isObject(modelInput)) return hasNone(value, ['modelOutput', 'error']);
  const isNamed = textOf(key) !== null || textOf(at(metadata, 'key')) !== null;
  return isNamed && Object.keys(value).length === 2 && isArray(at(request, 'contents'));
}

/** The body of the call that begins a batch. */
const requestsOf = ({ requests, batch }: JsonObject): Json | undefined =>
  requests ?? at(batch, 'input_config', 'requests', 'requests');

/** The same providers', an answer or an error. Of these Vertex AI and Bedrock repeat the request. */
function isBatchResult(value: JsonObject): boolean {
  const { custom_id, result, response, error, key, body, request, status, processed_time, modelInput } =
    value;
  const isEnded = isObject(response) || isObject(error);
  if (textOf(processed_time) !== null) return isObject(request) && status !== undefined;
  if (isObject(modelInput)) return true;
  if (textOf(custom_id) !== null && body === undefined) {
    return isObject(result) || (isEnded && (request === undefined || typeof status === 'string'));
  }
  return textOf(key) !== null && isEnded && Object.keys(value).length === 2;
}

/** The body of a response: of OpenAI's two protocols, of Anthropic's, of Gemini's. */
function isAnswer({ object, type, role, usage, usageMetadata, candidates, ...rest }: JsonObject): boolean {
  if (['request', 'body', 'payload', 'input', 'messages', 'message'].some(name => rest[name] !== undefined))
    return false;
  const isCounted = isObject(usage) && (object === 'chat.completion' || object === 'response');
  const isMessage = isObject(usage) && type === 'message' && role === 'assistant';
  return isCounted || isMessage || (isArray(candidates) && isObject(usageMetadata));
}

const OTHERS: readonly { readonly is: (value: JsonObject) => boolean; readonly reason: string }[] = [
  {
    is: isExample,
    reason:
      'an example for fine-tuning or a conversation with its answer, and no request: what was sent ends in front of the answer, and what was billed is not here',
  },
  {
    is: isBatchRequest,
    reason: 'a request of a batch file, which says what is to be sent and not what was billed',
  },
  {
    is: value => {
      const requests = requestsOf(value);
      return (
        isArray(requests) && requests.length > 0 && requests.every(isObject) && requests.every(isBatchRequest)
      );
    },
    reason: 'requests of a batch file, which says what is to be sent and not what was billed',
  },
  {
    is: isBatchResult,
    reason:
      'a result of a batch, without the time at which it was sent: requests of a batch run in any order and go on from none',
  },
  {
    is: ({ traceId, type, startTime }) =>
      textOf(traceId) !== null &&
      /^(?:GENERATION|SPAN|EVENT|AGENT|TOOL|CHAIN)$/.test(String(type)) &&
      textOf(startTime) !== null,
    reason:
      'an observation of Langfuse, which is not read: send the same spans to a file as OpenTelemetry (OTLP JSON)',
  },
  {
    is: ({ request_body, response_body, request_created_at }) =>
      textOf(request_created_at) !== null && request_body !== undefined && response_body !== undefined,
    reason:
      'a request as Helicone exports it, which is not read: docs/record-format.md says how to make it readable',
  },
  {
    is: isAnswer,
    reason: 'an answer without its request: both in one line are read, as `{"request":{…},"response":{…}}`',
  },
  {
    is: ({ role, ...rest }) =>
      /^_(?:checkpoint|usage|system_prompt)$/.test(String(role)) && Object.keys(rest).length === 1,
    reason:
      'the context of a session of Kimi CLI, without what was billed: give the `wire.jsonl` that stands beside it',
  },
  {
    is: MESSAGE,
    reason:
      'a message of a conversation, without its request and what was billed: give what stands beside it, of Cline and Roo Code `ui_messages.json`, of Kimi CLI `wire.jsonl`',
  },
];

/** What a line of another tool is, or null: it may be of a log. */
export const otherOf = (value: JsonObject): string | null =>
  OTHERS.find(({ is }) => is(value))?.reason ?? null;
