import { isObject } from '../../log/json/json.js';
import type { JsonObject } from '../../log/record.js';
import { type Notes, writeParameters } from '../draft.js';

/**
 * Parameters that render into the prompt or key its cache, of both APIs of OpenAI. Sources: developers.openai.com, prompt caching; the
 * reasons of `prompt_cache_diagnostics`, in which `tool_choice` is not. `provider` and `plugins` are OpenRouter's: another endpoint has
 * another cache.
 */
export function readParameters(body: JsonObject, notes: Notes): Readonly<Record<string, string>> {
  const reasoning = isObject(body.reasoning) ? body.reasoning : {};
  const text = isObject(body.text) ? body.text : {};
  return writeParameters({
    reasoning_effort: body.reasoning_effort ?? reasoning.effort,
    thinking: body.thinking ?? body.think,
    // Renders into the prompt in vLLM, SGLang and llama-server.
    chat_template_kwargs: body.chat_template_kwargs,
    // Ollama loads the model anew for another context, without its cache.
    num_ctx: isObject(body.options) ? body.options.num_ctx : undefined,
    output_format: body.response_format ?? text.format,
    verbosity: body.verbosity ?? text.verbosity,
    prompt_cache_retention: body.prompt_cache_retention,
    parallel_tool_calls: body.parallel_tool_calls,
    context_management: body.context_management,
    prompt: body.prompt,
    prompt_cache_key: body.prompt_cache_key,
    service_tier: body.service_tier,
    web_search_options: body.web_search_options,
    provider: body.provider,
    plugins: body.plugins,
    images: notes.images ? true : undefined,
  });
}
