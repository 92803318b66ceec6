import type { Bill } from '../bill/exchange.js';
import type { JsonObject } from '../sessions/json.js';
import type { Api, Call } from '../sessions/prompt.js';

/** The usage object of a response, in the provider's own words. */
export function rawUsage(call: Call, bill: Bill): JsonObject {
  return USAGES[call.api](bill, call);
}

const USAGES: Readonly<Record<Api, (bill: Bill, call: Call) => JsonObject>> = {
  'anthropic-messages': ({ input, read, write5m, write1h, output }) => ({
    input_tokens: input,
    cache_creation_input_tokens: write5m + write1h,
    cache_read_input_tokens: read,
    cache_creation: { ephemeral_5m_input_tokens: write5m, ephemeral_1h_input_tokens: write1h },
    output_tokens: output,
    service_tier: 'standard',
  }),
  'openai-chat': ({ input, read, write5m, output }, { provider }) => {
    const prompt = input + read + write5m;
    return {
      prompt_tokens: prompt,
      completion_tokens: output,
      total_tokens: prompt + output,
      prompt_tokens_details: { cached_tokens: read },
      ...(provider === 'deepseek'
        ? { prompt_cache_hit_tokens: read, prompt_cache_miss_tokens: prompt - read }
        : {}),
    };
  },
  'openai-responses': ({ input, read, write5m, output }) => {
    const prompt = input + read + write5m;
    return {
      input_tokens: prompt,
      input_tokens_details: { cached_tokens: read, ...(write5m > 0 ? { cache_write_tokens: write5m } : {}) },
      output_tokens: output,
      total_tokens: prompt + output,
    };
  },
  gemini: ({ input, read, output }) => ({
    promptTokenCount: input + read,
    cachedContentTokenCount: read,
    candidatesTokenCount: output,
    totalTokenCount: input + read + output,
  }),
};

/** What a client notes when the answer was cut off: zeros, not the truth. */
export const ZEROS: Bill = { input: 0, read: 0, write5m: 0, write1h: 0, output: 0 };

export function urlOf({ api, prompt, purpose }: Call): string {
  if (purpose === 'count-tokens') return '/v1/messages/count_tokens';
  const urls: Readonly<Record<Api, string>> = {
    'anthropic-messages': '/v1/messages',
    'openai-chat': '/v1/chat/completions',
    'openai-responses': '/v1/responses',
    gemini: `/v1beta/models/${prompt.model}:streamGenerateContent`,
  };
  return urls[api];
}
