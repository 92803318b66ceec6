import type { JsonObject } from '../sessions/json.js';
import type { Api, Call } from '../sessions/prompt.js';
import { anthropicBody } from './anthropic.js';
import { geminiBody } from './gemini.js';
import { chatBody, responsesBody } from './openai.js';

const WRITERS: Readonly<Record<Api, (call: Call) => JsonObject>> = {
  'anthropic-messages': anthropicBody,
  'openai-chat': chatBody,
  'openai-responses': responsesBody,
  gemini: geminiBody,
};

/** The request body of a call, as the agent's client sends it. */
export function bodyOf(call: Call): JsonObject {
  return WRITERS[call.api](call);
}
