import type { Exchange } from '../bill/exchange.js';
import type { Json } from '../sessions/json.js';
import type { Call } from '../sessions/prompt.js';
import { partOf } from './anthropic.js';
import { bodyOf } from './body.js';
import { geminiContent } from './gemini.js';
import { chatMessages, inputItems } from './openai.js';

/** A call as the provider sees it. */
export function exchangeOf(call: Call): Exchange {
  const { id, provider, api, at, firstByteAt, outcome, purpose, evicts } = call;
  const { model, parameters } = call.prompt;
  return {
    id,
    provider,
    api,
    at,
    firstByteAt,
    outcome,
    purpose,
    evicts,
    model,
    ...(call.upstream === undefined ? {} : { upstream: call.upstream }),
    betas: parameters.betas,
    body: bodyOf(call.seenAs === undefined ? call : { ...call, prompt: call.seenAs(call.prompt) }),
    reply: replyOf(call),
  };
}

/** The answer, written as the client will send it back. */
export function replyOf({ api, reply }: Call): readonly Json[] {
  switch (api) {
    case 'anthropic-messages':
      return reply.parts.map(partOf);
    case 'openai-chat':
      return chatMessages(reply);
    case 'openai-responses':
      return inputItems(reply);
    case 'gemini':
      return [geminiContent(reply)];
  }
}
