/**
 * JSON of other tools that is no log of requests, told by its shape, so that it is named for what it is and never read as a log by
 * hand. Shapes: OpenAI's and Anthropic's batch files, exports of Langfuse (observations) and Helicone (requests), by their documentation.
 */
import { isArray, isObject, textOf } from '../json/json.js';
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
  /^(?:user|assistant)$/.test(String(role)) &&
  (isArray(content) || typeof content === 'string') &&
  [usage, model, message, type, uuid, timestamp].every(field => field === undefined);

const isBatchRequest = (value: Json): boolean =>
  isObject(value) && textOf(value.custom_id) !== null && isObject(value.params);

const OTHERS: readonly { readonly is: (value: JsonObject) => boolean; readonly reason: string }[] = [
  {
    is: ({ custom_id, method, url, body, params, usage, response }) =>
      textOf(custom_id) !== null &&
      usage === undefined &&
      response === undefined &&
      (isObject(params) || (textOf(method) !== null && textOf(url) !== null && isObject(body))),
    reason: 'a request of a batch file, which says what is to be sent and not what was billed',
  },
  {
    is: ({ requests }) => isArray(requests) && requests.length > 0 && requests.every(isBatchRequest),
    reason: 'requests of a batch file, which says what is to be sent and not what was billed',
  },
  {
    is: ({ custom_id, response, result }) =>
      textOf(custom_id) !== null && (isObject(result) || isObject(response)),
    reason:
      'a result of a batch, without prompt and time: requests of a batch run in any order and go on from none',
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
    is: MESSAGE,
    reason:
      'a message of a conversation, without its request and what was billed: of Cline and Roo Code give the `ui_messages.json` that stands beside `api_conversation_history.json`',
  },
];

/** What a line of another tool is, or null: it may be of a log. */
export const otherOf = (value: JsonObject): string | null =>
  OTHERS.find(({ is }) => is(value))?.reason ?? null;
