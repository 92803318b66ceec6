/**
 * Usage out of a streamed response, as it comes or from a log. Never keeps the text: only what the events say about
 * the response as a whole.
 */
import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { at, isArray, isObject, objectOf, parseJson, textOf } from '../json/json.js';
import type { Json, JsonObject } from '../record.js';
import {
  NO_RESPONSE,
  outcomeOf,
  type ResponseFacts,
  readError,
  readResponse,
  usageObjectOf,
} from './response.js';
import { readBilling, readUsage, readVerdict } from './usage.js';

export interface StreamReader {
  /** Takes the next part of the body: text, or UTF-8 bytes cut anywhere. */
  feed(part: string | Uint8Array): void;
  /** The stream is over: what it said. `aborted` if the API's last event never came. */
  result(): ResponseFacts;
}

/** Reads a stream of any of the APIs; which one, its events tell. */
export function createStreamReader(): StreamReader {
  const decoder = new TextDecoder();
  const state: StreamState = {
    response: {},
    usage: {},
    error: null,
    hasEnded: false,
    hasFinalUsage: false,
    started: false,
  };
  const parser = createParser({ onEvent: event => readEvent(event, state) });
  /** The half line of a stream of JSON lines, which is what Ollama sends; null: a stream of events, or nothing yet. */
  let half: string | null = null;
  let isOpen = false;

  function feedText(text: string): void {
    if (!isOpen && text.trimStart() !== '') {
      isOpen = true;
      half = text.trimStart().startsWith('{') ? '' : null;
    }
    if (half === null) {
      parser.feed(text);
      return;
    }
    const lines = (half + text).split('\n');
    half = lines.pop() ?? '';
    for (const line of lines) readLine(line, state);
  }

  return {
    feed(part) {
      feedText(typeof part === 'string' ? part : decoder.decode(part, { stream: true }));
    },
    result() {
      // A log may have trimmed the blank line that ends the last event.
      if (half === null) parser.feed('\n\n');
      else readLine(half, state);
      half = half === null ? null : '';
      return factsOf(state);
    },
  };
}

/** A line of a stream of JSON lines. */
function readLine(line: string, state: StreamState): void {
  if (line.trim() === '') return;
  state.started = true;
  const data = objectOf(parseJson(line));
  if (data === null) return;
  if (textOf(data.error) !== null) readErrorEvent(data, state);
  else readChunk(data, state);
}

/** Reads a whole streamed response body. */
export function readStream(text: string, status: number | null = null): ResponseFacts {
  const body = text.trimStart();
  const whole = body.startsWith('{') || body.startsWith('[') ? parseJson(body) : undefined;
  const isPart = at(whole, 'done') === false;
  if ((whole !== undefined && !isPart) || body.startsWith('[')) return readResponse(whole, status);
  const reader = createStreamReader();
  reader.feed(text);
  const facts = reader.result();
  return status !== null && status >= 400 && facts.error === null
    ? { ...facts, outcome: 'error', error: `HTTP ${status}` }
    : facts;
}

interface StreamState {
  /** Fields of the response object: the last that was said. */
  response: JsonObject;
  /** The usage object, merged field by field. */
  usage: JsonObject;
  error: string | null;
  hasEnded: boolean;
  /** False while Anthropic's `output_tokens` is only the stub of `message_start`. */
  hasFinalUsage: boolean;
  started: boolean;
}

/** Events that carry a piece of the answer and nothing about the whole; most of a stream, so they are not even parsed. */
const PIECES = /^(?:content_block_|ping$)|\.delta$/;

function readEvent(event: EventSourceMessage, state: StreamState): void {
  state.started = true;
  if (event.data === '[DONE]') {
    state.hasEnded = true;
    return;
  }
  if (event.event !== undefined && PIECES.test(event.event)) return;
  const data = objectOf(parseJson(event.data));
  if (data === null) return;
  const type = textOf(data.type) ?? event.event ?? '';
  if (type === 'message_start') readMessage(objectOf(data.message) ?? {}, state);
  else if (type === 'message_delta') readMessageDelta(data, state);
  else if (type === 'message_stop') state.hasEnded = true;
  else if (type.startsWith('response.')) readResponsesEvent(type, data, state);
  else if (type === 'error' || (data.error ?? null) !== null) readErrorEvent(data, state);
  else readChunk(data, state);
}

function readMessage(message: JsonObject, state: StreamState): void {
  state.response = { ...state.response, ...message };
  mergeUsage(state, usageObjectOf(message));
}

/** Anthropic's counters are cumulative: per field, the last that is not null counts. */
function readMessageDelta(data: JsonObject, state: StreamState): void {
  mergeUsage(state, usageObjectOf(data));
  state.hasFinalUsage = true;
}

function readResponsesEvent(type: string, data: JsonObject, state: StreamState): void {
  const response = objectOf(data.response);
  if (response !== null) {
    state.response = { ...state.response, ...withoutOutput(response) };
    mergeUsage(state, usageObjectOf(response));
  }
  if (type === 'response.failed') state.error = readError(response ?? {}, null) ?? 'response.failed';
  if (type === 'response.completed' || type === 'response.incomplete' || type === 'response.failed') {
    state.hasEnded = true;
    state.hasFinalUsage = true;
  }
}

function readErrorEvent(data: JsonObject, state: StreamState): void {
  state.error = readError(data, null) ?? textOf(data.message) ?? 'error event';
  state.hasEnded = true;
}

/** A chunk of a chat, of Gemini or of Ollama. */
function readChunk(data: JsonObject, state: StreamState): void {
  const chunk = objectOf(data.response) ?? data;
  const { choices, candidates, message, ...rest } = chunk;
  state.response = { ...state.response, ...rest };
  mergeUsage(state, usageObjectOf(chunk) ?? usageObjectOf(at(choices, 0)));
  if (
    hasFinished(choices, 'finish_reason') ||
    hasFinished(candidates, 'finishReason') ||
    data.done === true ||
    // llama-server's own endpoint ends without a `[DONE]`.
    data.stop === true
  ) {
    state.hasEnded = true;
    state.hasFinalUsage = true;
  }
}

function hasFinished(items: Json | undefined, name: string): boolean {
  return isArray(items) && items.some(item => textOf(at(item, name)) !== null);
}

function mergeUsage(state: StreamState, usage: JsonObject | null): void {
  if (usage !== null) state.usage = merged(state.usage, usage);
}

function merged(older: JsonObject, newer: JsonObject): JsonObject {
  const out: Record<string, Json> = { ...older };
  for (const [key, value] of Object.entries(newer)) {
    const before = out[key];
    if (value === null && before !== undefined) continue;
    out[key] = isObject(value) && isObject(before) ? merged(before, value) : value;
  }
  return out;
}

function withoutOutput({ output, instructions, tools, ...rest }: JsonObject): JsonObject {
  return rest;
}

function factsOf(state: StreamState): ResponseFacts {
  if (!state.started) return NO_RESPONSE;
  const usage = readUsage(state.usage);
  const isStub = state.response.type === 'message' && !state.hasFinalUsage;
  const counted = usage !== null && isStub ? { ...usage, output: null } : usage;
  return {
    usage: counted,
    outcome: state.error === null && !state.hasEnded ? 'aborted' : outcomeOf(counted, state.error),
    error: state.error,
    model: textOf(state.response.model) ?? textOf(state.response.modelVersion),
    responseId: textOf(state.response.id) ?? textOf(state.response.responseId),
    servedBy: textOf(state.response.provider),
    vendor: readVerdict(state.response),
    billing: readBilling(state.usage, state.response),
  };
}
